using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Versions;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Versions;

public sealed class ServedVersionTests
{
    [Theory]
    [InlineData("extensions/v1beta1", "Ingress", "networking.k8s.io/v1beta1", "networking.k8s.io/v1beta1")]
    [InlineData(
        "extensions/v1beta1",
        "Ingress",
        "networking.k8s.io/v1beta1 networking.k8s.io/v1",
        "networking.k8s.io/v1"
    )]
    [InlineData(
        "autoscaling/v2beta1",
        "HorizontalPodAutoscaler",
        "autoscaling/v1 autoscaling/v2beta2",
        "autoscaling/v2beta2"
    )]
    [InlineData(
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "FlowSchema",
        "flowcontrol.apiserver.k8s.io/v1beta2 flowcontrol.apiserver.k8s.io/v1beta3",
        "flowcontrol.apiserver.k8s.io/v1beta3"
    )]
    [InlineData("apps/v1beta1", "Deployment", "apps/v1beta2 apps/v1", "apps/v1")]
    [InlineData("extensions/v1beta1", "PodSecurityPolicy", "policy/v1beta1", "policy/v1beta1")]
    public void Of_the_served_successors_the_newest_is_taken(string saved, string kind, string served, string expected)
    {
        var verdict = ServedVersion.Find(Item(saved, kind), Serves(kind, served));

        Assert.Equal(VersionOutcome.Converted, verdict.Outcome);
        Assert.Equal(expected, verdict.Object!["apiVersion"]!.GetValue<string>());
    }

    [Fact]
    public void A_chain_of_versions_is_gone_only_as_far_as_it_is_served()
    {
        var item = VersionCases
            .All.First(each => each.Name.Contains("all sources", StringComparison.Ordinal))
            .OldObject;

        var found = ServedVersion.Find(item, Serves("HorizontalPodAutoscaler", "autoscaling/v2beta2")).Object!;

        Assert.Equal("autoscaling/v2beta2", found["apiVersion"]!.GetValue<string>());
        Assert.Equal("Utilization", found["spec"]!["metrics"]![0]!["resource"]!["target"]!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("policy/v1beta1", "PodDisruptionBudget")]
    [InlineData("extensions/v1beta1", "Ingress")]
    [InlineData("policy/v1beta1", "PodSecurityPolicy")]
    [InlineData("acme.example/v1beta1", "Widget")]
    public void What_is_served_is_left_alone(string version, string kind)
    {
        var verdict = ServedVersion.Find(Item(version, kind), (_, _, _) => true);

        Assert.Equal(VersionOutcome.AsItIs, verdict.Outcome);
        Assert.Null(verdict.Object);
    }

    [Theory]
    [InlineData("policy/v1beta1", "PodSecurityPolicy")]
    [InlineData("extensions/v1beta1", "PodSecurityPolicy")]
    [InlineData("settings.k8s.io/v1alpha1", "PodPreset")]
    [InlineData("auditregistration.k8s.io/v1alpha1", "AuditSink")]
    [InlineData("resource.k8s.io/v1alpha3", "PodSchedulingContext")]
    public void A_kind_without_a_successor_is_dropped_and_says_why(string version, string kind)
    {
        var verdict = ServedVersion.Find(Item(version, kind), (_, _, _) => false);

        Assert.Equal(VersionOutcome.Dropped, verdict.Outcome);
        Assert.Contains("no successor", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cert-manager.io/v1alpha2", "Certificate", "cert-manager.io/v1")]
    [InlineData("networking.k8s.io/v1", "Ingress", "networking.k8s.io/v1beta1")]
    [InlineData("policy/v1", "PodDisruptionBudget", "policy/v1beta1")]
    [InlineData("extensions/v1beta1", "Widget", "apps/v1")]
    [InlineData("batch/v1beta1", "CronJob", "batch/v2")]
    public void What_the_table_does_not_know_is_unknown(string version, string kind, string served)
    {
        var verdict = ServedVersion.Find(Item(version, kind), Serves(kind, served));

        Assert.Equal(VersionOutcome.Unknown, verdict.Outcome);
        Assert.Null(verdict.Object);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"signerName":"kubernetes.io/legacy-unknown"}""")]
    public void A_request_for_a_certificate_without_a_signer_cannot_be_said_in_v1(string spec)
    {
        var item = Item("certificates.k8s.io/v1beta1", "CertificateSigningRequest");
        item["spec"] = JsonNode.Parse(spec);

        var verdict = ServedVersion.Find(item, Serves("CertificateSigningRequest", "certificates.k8s.io/v1"));

        Assert.Equal(VersionOutcome.Unknown, verdict.Outcome);
        Assert.Contains("signerName", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Webhooks_of_one_name_cannot_be_said_in_v1()
    {
        var item = Item("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration");
        item["webhooks"] = JsonNode.Parse("""[{"name":"a.b.c"},{"name":"a.b.c"}]""");

        var verdict = ServedVersion.Find(
            item,
            Serves("MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1")
        );

        Assert.Equal(VersionOutcome.Unknown, verdict.Outcome);
        Assert.Contains("a.b.c", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_conversion_makes_explicit_changes_and_loses_is_told_once()
    {
        var item = VersionCase.Read(
            """
            apiVersion: admissionregistration.k8s.io/v1beta1
            kind: MutatingWebhookConfiguration
            metadata: {name: w}
            webhooks: [{name: a.b.c}, {name: d.e.f, sideEffects: Unknown}]
            """
        );

        var notes = ServedVersion
            .Find(item, Serves("MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1"))
            .Notes;

        Assert.Equal(2, notes.Count);
        Assert.Contains(
            "failurePolicy Ignore, matchPolicy Exact, timeoutSeconds 30",
            notes[0],
            StringComparison.Ordinal
        );
        Assert.Contains("sideEffects", notes[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", "targetRef")]
    [InlineData("keda.sh/v1alpha1", "ScaledObject", "scaleTargetRef")]
    public void Autoscalers_of_others_find_what_they_scale(string version, string kind, string reference)
    {
        var item = Item(version, kind);
        item["spec"] = new JsonObject
        {
            [reference] = JsonNode.Parse("""{"apiVersion":"extensions/v1beta1","kind":"Deployment","name":"web"}"""),
        };

        var verdict = ServedVersion.Find(item, (group, _, _) => group != "extensions");

        Assert.Equal("apps/v1", verdict.Object!["spec"]![reference]!["apiVersion"]!.GetValue<string>());
        Assert.Contains("Deployment web", Assert.Single(verdict.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_an_old_cluster_serves_comes_into_a_current_one()
    {
        var current = SandboxKinds.Current.SelectMany(Versions).ToHashSet();
        foreach (var kind in SandboxKinds.Kubernetes120.SelectMany(Versions).Where(kind => !current.Contains(kind)))
        {
            var outlook = ServedVersion.Outlook(kind, (g, v, k) => current.Contains(new ResourceKind(g, v, k)));

            Assert.Equal(
                kind.Kind == "PodSecurityPolicy" ? VersionOutcome.Dropped : VersionOutcome.Converted,
                outlook.Outcome
            );
        }
    }

    [Fact]
    public void Every_chain_of_versions_ends()
    {
        foreach (var step in VersionTable.All)
        {
            Assert.InRange(VersionTable.Successors(step.From).Take(10).Count(), 1, 5);
            Assert.Equal(step.From.Kind, step.To.Kind);
        }

        Assert.DoesNotContain(VersionTable.Dropped, kind => VersionTable.Successors(kind).Any());
    }

    private static IEnumerable<ResourceKind> Versions(SandboxKind kind) =>
        kind.Versions.Select(version => new ResourceKind(kind.Group, version, kind.Kind));

    private static Func<string, string, string, bool> Serves(string kind, string versions)
    {
        var served = versions.Split(' ').Select(version => ResourceKind.Of(version, kind)).ToHashSet();
        return (group, version, each) => served.Contains(new ResourceKind(group, version, each));
    }

    private static JsonObject Item(string version, string kind) =>
        new()
        {
            ["apiVersion"] = version,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "x" },
        };
}
