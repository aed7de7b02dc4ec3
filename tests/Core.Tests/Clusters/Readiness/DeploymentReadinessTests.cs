using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Readiness;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters.Readiness;

/// <summary>A Deployment is ready by the ReplicaSet of its current template, found as Kubernetes' controller finds it.</summary>
public sealed class DeploymentReadinessTests
{
    private const string Template =
        """{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i:2"}]}}""";

    [Theory]
    // Of the default strategy at most a quarter may be missing, rounded down; where that is none and no surge, one may.
    [InlineData(4, "\"25%\"", "\"25%\"", 3, true)]
    [InlineData(4, "\"25%\"", "\"25%\"", 2, false)]
    [InlineData(3, "\"25%\"", "\"25%\"", 2, false)]
    [InlineData(3, "0", "0", 2, true)]
    [InlineData(3, "0", "\"1%\"", 2, true)]
    [InlineData(3, "1", "\"1%\"", 2, false)]
    [InlineData(2, "1", "5", 0, true)]
    [InlineData(2, "\"x\"", "1", 1, false)]
    [InlineData(0, "0", "0", 0, true)]
    public void It_may_lack_what_its_strategy_allows(int replicas, string surge, string lacks, int ready, bool isReady)
    {
        var found = Deployment(
            $$"""
            "replicas":{{replicas}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":{{surge}},"maxUnavailable":{{lacks}} } }
            """
        );

        var verdict = ReadinessRules.Of(found, [Set("web-2", Template, ready)]);

        Assert.Equal(isReady ? ReadinessState.Ready : ReadinessState.NotReady, verdict.State);
    }

    [Fact]
    public void One_that_is_recreated_may_lack_none()
    {
        var found = Deployment(
            """ "replicas":2,"strategy":{"type":"Recreate"} """,
            """
            {"observedGeneration":7,"conditions":[{"type":"Available","status":"True"},
             {"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}
            """
        );

        var verdict = ReadinessRules.Of(found, [Set("web-2", Template, ready: 1)]);

        Assert.Equal("1 of 2 replicas ready; condition Progressing=False (ProgressDeadlineExceeded)", verdict.Why);
    }

    [Fact]
    public void A_paused_one_is_ready()
    {
        Assert.Equal(ReadinessVerdict.Ready, ReadinessRules.Of(Deployment(""" "paused":true,"replicas":9 """), []));
    }

    [Fact]
    public void One_that_its_controller_has_not_looked_at_is_not()
    {
        var found = Deployment(""" "replicas":0 """, """{"observedGeneration":6}""");

        var verdict = ReadinessRules.Of(found, [Set("web-2", Template, ready: 9)]);

        Assert.Equal("its controller has not looked at generation 7 yet, the last was 6", verdict.Why);
    }

    [Fact]
    public void Nor_is_one_whose_ReplicaSet_was_not_looked_at()
    {
        var verdict = ReadinessRules.Of(
            Deployment(""" "replicas":1 """),
            [Set("web-2", Template, ready: 9, observed: 1)]
        );

        Assert.StartsWith("ReplicaSet web-2: its controller has not looked at", verdict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_template_s_ReplicaSet_does_not_count()
    {
        var old = Template.Replace("i:2", "i:1", StringComparison.Ordinal);

        var verdict = ReadinessRules.Of(Deployment(""" "replicas":1 """), [Set("web-1", old, ready: 1)]);

        Assert.Equal("there is no ReplicaSet of its current template yet", verdict.Why);
    }

    [Theory]
    [InlineData("other", "web")]
    [InlineData("uid", "other")]
    public void A_ReplicaSet_of_another_owner_or_outside_the_selector_does_not_count(string owner, string app)
    {
        var verdict = ReadinessRules.Of(
            Deployment(""" "replicas":1 """),
            [Set("web-2", Template, ready: 1, owner: owner, app: app)]
        );

        Assert.Equal("there is no ReplicaSet of its current template yet", verdict.Why);
    }

    [Fact]
    public void Of_two_with_the_same_template_the_older_counts()
    {
        KubeObject[] sets =
        [
            Set("web-b", Template, ready: 1, created: "2026-01-02T00:00:00Z"),
            Set("web-a", Template, ready: 0, created: "2026-01-01T00:00:00Z"),
        ];

        var verdict = ReadinessRules.Of(Deployment(""" "replicas":1 """), sets);

        Assert.Equal("0 of 1 replicas ready", verdict.Why);
    }

    [Theory]
    // As Go's types compare: an empty list or map of labels is none, an empty structure is one.
    [InlineData(
        """{"metadata":{"labels":{"app":"web","pod-template-hash":"1"},"annotations":{},"creationTimestamp":null},"spec":{"containers":[{"name":"c","image":"i:2","env":[]}]}}""",
        true
    )]
    [InlineData(
        """{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i:2"}],"securityContext":{}}}""",
        false
    )]
    [InlineData(
        """{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i:2"},{"name":"d","image":"i:2"}]}}""",
        false
    )]
    [InlineData(
        """{"metadata":{"labels":{"app":"web"},"annotations":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:2"}]}}""",
        false
    )]
    public void Templates_are_compared_but_for_the_hash(string template, bool same)
    {
        var verdict = ReadinessRules.Of(Deployment(""" "replicas":1 """), [Set("web-2", template, ready: 1)]);

        Assert.Equal(same ? ReadinessState.Ready : ReadinessState.NotReady, verdict.State);
    }

    private static KubeObject Deployment(string spec, string status = """{"observedGeneration":7}""") =>
        Parse(
            $$$"""
            {"kind":"Deployment","metadata":{"name":"web","uid":"uid","generation":7},
             "spec":{ {{{spec}}},"selector":{"matchLabels":{"app":"web"}},"template":{{{Template}}} },"status":{{{status}}} }
            """
        );

    private static KubeObject Set(
        string name,
        string template,
        int ready,
        int observed = 2,
        string owner = "uid",
        string app = "web",
        string created = "2026-01-01T00:00:00Z"
    ) =>
        Parse(
            $$$"""
            {"kind":"ReplicaSet","metadata":{"name":"{{{name}}}","generation":2,"labels":{"app":"{{{app}}}"},
              "creationTimestamp":"{{{created}}}","ownerReferences":[{"controller":true,"uid":"{{{owner}}}"}]},
             "spec":{"template":{{{template}}} },"status":{"observedGeneration":{{{observed}}},"readyReplicas":{{{ready}}} } }
            """
        );

    private static KubeObject Parse(string json) =>
        KubeObject.Parse(Encoding.UTF8.GetBytes(JsonNode.Parse(json)!.ToJsonString()));
}
