using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class KindOrderTests
{
    // As they stand in Helm 4's kind_sorter.go.
    private const string Install = """
        PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount
        Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole
        ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet
        Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress
        APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration
        """;

    private const string Uninstall = """
        ValidatingWebhookConfiguration MutatingWebhookConfiguration APIService Ingress IngressClass Service CronJob Job
        StatefulSet HorizontalPodAutoscaler Deployment ReplicaSet ReplicationController Pod DaemonSet RoleBindingList
        RoleBinding RoleList Role ClusterRoleBindingList ClusterRoleBinding ClusterRoleList ClusterRole
        CustomResourceDefinition PersistentVolumeClaim PersistentVolume StorageClass ConfigMap SecretList Secret
        ServiceAccount PodDisruptionBudget PodSecurityPolicy LimitRange ResourceQuota NetworkPolicy Namespace PriorityClass
        """;

    [Fact]
    public void The_orders_are_those_of_Helm()
    {
        Assert.Equal(Install.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), KindOrder.InstallOrder);
        Assert.Equal(Uninstall.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), KindOrder.UninstallOrder);
        Assert.Equal(
            KindOrder.InstallOrder.Order(StringComparer.Ordinal),
            KindOrder.UninstallOrder.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("Deployment,Service,Widget,Secret,Gadget", "Secret,Service,Deployment,Gadget,Widget")]
    [InlineData("service,Service,List,APIService", "Service,APIService,List,service")]
    [InlineData("\U00010000,\uffff,Zebra", "Zebra,\uffff,\U00010000")]
    public void Unknown_kinds_come_last_by_the_bytes_of_their_names(string kinds, string sorted) =>
        Assert.Equal(sorted, string.Join(',', kinds.Split(',').Order(Comparer<string>.Create(KindOrder.Compare))));

    [Fact]
    public void Unknown_kinds_come_last_when_they_are_deleted_too() =>
        Assert.Equal(
            ["Service", "Deployment", "Namespace", "Gadget", "Widget"],
            new[] { "Widget", "Namespace", "Deployment", "Gadget", "Service" }.Order(
                Comparer<string>.Create(KindOrder.CompareForUninstall)
            )
        );

    [Fact]
    public void Manifests_that_Helm_stored_stand_in_install_order() =>
        Assert.All(
            Recorded.Bodies,
            body =>
            {
                var kinds = Manifest
                    .Split(Release.Parse(body).Manifest)
                    .Select(document => Manifest.Parse(document.Text))
                    .Where(objects => objects.Count == 1)
                    .Select(objects => objects[0].Kind)
                    .Where(kind => KindOrder.InstallOrder.Contains(kind))
                    .ToList();
                Assert.Equal(kinds.OrderBy(kind => kind, Comparer<string>.Create(KindOrder.Compare)), kinds);
            }
        );
}
