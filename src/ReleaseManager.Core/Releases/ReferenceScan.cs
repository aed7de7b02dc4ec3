using System.Text.Json.Nodes;
using static ReleaseManager.Core.Releases.FoundReferences;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Finds the Secrets, ConfigMaps and ServiceAccounts that objects refer to, by the structure of Kubernetes' own kinds. Custom resources are not
/// looked into, the Gateway API's among them: what a member of theirs means, only their controllers know.
/// </summary>
internal static class ReferenceScan
{
    private const string TokenOwner = "kubernetes.io/service-account.name";
    private const string TokenType = "kubernetes.io/service-account-token";

    private static readonly string[] CsiSecrets =
    [
        "controllerPublishSecretRef",
        "nodeStageSecretRef",
        "nodePublishSecretRef",
        "controllerExpandSecretRef",
        "nodeExpandSecretRef",
    ];

    /// <summary>What an object refers to; what Kubernetes gives to every namespace is left out.</summary>
    /// <param name="ns">The namespace in which the object stands if it names none.</param>
    public static IReadOnlyList<ReferenceUse> Of(ManifestObject item, string ns)
    {
        var name = item.Name.Length > 0 ? item.Name : $"{item.GenerateName}*";
        var found = new FoundReferences(item.Namespace ?? ns, $"{item.Kind} {name}");
        Find(item.Json, item.Group, item.Kind, found);
        return found.Uses;
    }

    private static void Find(JsonObject item, string group, string kind, FoundReferences found)
    {
        switch (group, kind)
        {
            case ("", "Pod"):
                PodReferences.Find(item["spec"], found);
                break;
            case ("", "PodTemplate"):
                PodReferences.Find(At(item, "template", "spec"), found);
                break;
            case ("apps" or "extensions", "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet"):
            case ("", "ReplicationController"):
            case ("batch", "Job"):
                PodReferences.Find(At(item, "spec", "template", "spec"), found);
                break;
            case ("batch", "CronJob"):
                PodReferences.Find(At(item, "spec", "jobTemplate", "spec", "template", "spec"), found);
                break;
            case ("", "ServiceAccount"):
                FindOfAccount(item, found);
                break;
            case ("", "Secret") when Text(item["type"]) == TokenType:
                found.Add(ObjectReference.ServiceAccount, At(item, "metadata", "annotations", TokenOwner));
                break;
            case ("", "PersistentVolume"):
                FindOfVolume(item["spec"], found);
                break;
            case ("networking.k8s.io" or "extensions", "Ingress"):
                foreach (var entry in Items(At(item, "spec", "tls")))
                {
                    found.Add(ObjectReference.Secret, At(entry, "secretName"));
                }

                break;
            case ("rbac.authorization.k8s.io", "RoleBinding" or "ClusterRoleBinding"):
                foreach (var subject in Items(item["subjects"]))
                {
                    if (Text(At(subject, "kind")) == ObjectReference.ServiceAccount)
                    {
                        found.Add(ObjectReference.ServiceAccount, At(subject, "name"), place: At(subject, "namespace"));
                    }
                }

                break;
            default:
                break;
        }
    }

    /// <summary>What a ServiceAccount refers to, be it of a manifest or one that was saved by itself.</summary>
    public static void FindOfAccount(JsonObject account, FoundReferences found)
    {
        found.AddEach(ObjectReference.Secret, account["secrets"]);
        found.AddEach(ObjectReference.Secret, account["imagePullSecrets"]);
    }

    /// <summary>A volume stands in no namespace: a secret whose namespace it does not name is that of whoever claims it.</summary>
    private static void FindOfVolume(JsonNode? spec, FoundReferences found)
    {
        foreach (var member in CsiSecrets)
        {
            Add(At(spec, "csi", member), "name", "namespace");
        }

        foreach (var source in PodReferences.VolumesWithSecret)
        {
            Add(At(spec, source, "secretRef"), "name", "namespace");
        }

        Add(At(spec, "azureFile"), "secretName", "secretNamespace");

        void Add(JsonNode? from, string name, string ns)
        {
            if ((Text(At(from, ns)) ?? Text(At(spec, "claimRef", "namespace"))) is { } place)
            {
                found.Add(ObjectReference.Secret, At(from, name), place: place);
            }
        }
    }
}
