using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Readiness;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters.Readiness;

/// <summary>The rules of Helm's <c>pkg/kube/ready.go</c>, one line for each of its branches.</summary>
public sealed class ReadinessRulesTests
{
    private const string Ready = "";
    private const string Rolling = """ "updateStrategy":{"type":"RollingUpdate"} """;

    [Theory]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True"}]}""", Ready)]
    [InlineData("""{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}""", "condition Ready=False")]
    [InlineData("""{"phase":"Succeeded"}""", "its phase is Succeeded")]
    [InlineData("{}", "its phase is unknown")]
    public void A_Pod_is_ready_by_its_condition_whatever_its_phase(string status, string why) =>
        AssertVerdict(why, Object("Pod", "{}", status));

    [Theory]
    [InlineData("""{"phase":"Bound"}""", Ready)]
    [InlineData("""{"phase":"Pending"}""", "its phase is Pending, not Bound")]
    [InlineData("""{"phase":"Lost"}""", "its phase is Lost, not Bound")]
    [InlineData("{}", "its phase is unknown, not Bound")]
    public void A_claim_is_ready_when_bound(string status, string why) =>
        AssertVerdict(why, Object("PersistentVolumeClaim", "{}", status));

    [Theory]
    [InlineData("""{"type":"ClusterIP","clusterIP":"10.0.0.1"}""", "{}", Ready)]
    [InlineData("""{"type":"ClusterIP","clusterIP":"None"}""", "{}", Ready)]
    [InlineData("""{"type":"ClusterIP"}""", "{}", "no cluster IP")]
    [InlineData("""{"type":"ExternalName"}""", "{}", Ready)]
    [InlineData("""{"type":"NodePort","clusterIP":"10.0.0.1"}""", "{}", Ready)]
    [InlineData(
        """{"type":"LoadBalancer","clusterIP":"10.0.0.1"}""",
        """{"loadBalancer":{}}""",
        "load balancer has no address"
    )]
    [InlineData(
        """{"type":"LoadBalancer","clusterIP":"10.0.0.1"}""",
        """{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}""",
        Ready
    )]
    [InlineData("""{"type":"LoadBalancer","clusterIP":"10.0.0.1","externalIPs":["1.2.3.4"]}""", "{}", Ready)]
    [InlineData("""{"type":"LoadBalancer","externalIPs":["1.2.3.4"]}""", "{}", "no cluster IP")]
    public void A_Service_is_ready_with_the_addresses_of_its_type(string spec, string status, string why) =>
        AssertVerdict(why, Object("Service", spec, status));

    [Theory]
    [InlineData("""{"conditions":[{"type":"Established","status":"True"}]}""", Ready)]
    [InlineData(
        """{"conditions":[{"type":"Established","status":"False","reason":"Installing","message":"soon"}]}""",
        "condition Established=False (Installing: soon)"
    )]
    [InlineData("""{"conditions":[{"type":"NamesAccepted","status":"False"}]}""", Ready)]
    [InlineData("""{"conditions":[{"type":"NamesAccepted","status":"True"}]}""", "not established")]
    [InlineData("{}", "not established")]
    public void A_definition_is_ready_when_established_or_when_its_names_are_taken(string status, string why) =>
        AssertVerdict(why, Object("CustomResourceDefinition", "{}", status));

    [Theory]
    [InlineData("""{"completions":2}""", """{"succeeded":2}""", Ready)]
    [InlineData("""{"completions":2}""", """{"succeeded":1}""", "1 of 2 completions")]
    [InlineData("""{"completions":1,"backoffLimit":1}""", """{"failed":1}""", "0 of 1 completions")]
    [InlineData("{}", "{}", Ready)]
    public void A_Job_is_ready_when_it_has_its_completions(string spec, string status, string why) =>
        AssertVerdict(why, Object("Job", spec, status));

    [Theory]
    [InlineData(
        """{"completions":1,"backoffLimit":1}""",
        """{"failed":2}""",
        "2 of its Pods failed, its backoffLimit is 1"
    )]
    [InlineData(
        """{"completions":1,"backoffLimit":0}""",
        """{"failed":1,"succeeded":1}""",
        "1 of its Pods failed, its backoffLimit is 0"
    )]
    [InlineData("""{"completions":1}""", """{"failed":7}""", "7 of its Pods failed, its backoffLimit is 6")]
    [InlineData(
        """{"completions":1}""",
        """{"conditions":[{"type":"Failed","status":"True","reason":"DeadlineExceeded"}]}""",
        "condition Failed=True (DeadlineExceeded)"
    )]
    public void A_Job_that_failed_too_often_or_was_given_up_is_not_waited_for(string spec, string status, string why)
    {
        var verdict = ReadinessRules.Of(Object("Job", spec, status), []);
        Assert.Equal(ReadinessState.Failed, verdict.State);
        Assert.Contains(why, verdict.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"replicas":2,%}""",
        """{"observedGeneration":3,"updatedReplicas":2,"readyReplicas":2,"currentRevision":"a","updateRevision":"a"}""",
        Ready
    )]
    [InlineData(
        """{"replicas":2,%}""",
        """{"observedGeneration":2,"updatedReplicas":2,"readyReplicas":2}""",
        "not looked at generation 3 yet"
    )]
    [InlineData(
        """{"replicas":2,%}""",
        """{"observedGeneration":3,"updatedReplicas":1,"readyReplicas":2}""",
        "1 of 2 replicas of its current template"
    )]
    [InlineData(
        """{"replicas":2,%}""",
        """{"observedGeneration":3,"updatedReplicas":2,"readyReplicas":1}""",
        "1 of 2 replicas ready"
    )]
    [InlineData(
        """{"replicas":2,%}""",
        """{"observedGeneration":3,"updatedReplicas":3,"readyReplicas":3}""",
        "3 of 2 replicas ready"
    )]
    [InlineData(
        """{"replicas":1,%}""",
        """{"observedGeneration":3,"updatedReplicas":1,"readyReplicas":1,"currentRevision":"a","updateRevision":"b"}""",
        "its revision is a and shall be b"
    )]
    [InlineData("""{%}""", """{"observedGeneration":3,"updatedReplicas":0,"readyReplicas":0}""", "0 of 1 replicas")]
    [InlineData(
        """{"replicas":3,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":2}}}""",
        """{"observedGeneration":3,"updatedReplicas":1,"readyReplicas":3,"currentRevision":"a","updateRevision":"b"}""",
        Ready
    )]
    [InlineData(
        """{"replicas":3,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}}}""",
        """{"observedGeneration":3,"updatedReplicas":1,"readyReplicas":3}""",
        "1 of 2 replicas of its current template"
    )]
    [InlineData("""{"replicas":2,"updateStrategy":{"type":"OnDelete"}}""", """{"observedGeneration":3}""", Ready)]
    [InlineData(
        """{"replicas":2,"updateStrategy":{"type":"OnDelete"}}""",
        """{"observedGeneration":2}""",
        "not looked at generation 3 yet"
    )]
    public void A_StatefulSet_is_ready_by_revision_partition_and_counts(string spec, string status, string why) =>
        AssertVerdict(why, Object("StatefulSet", Full(spec), status));

    [Theory]
    [InlineData(
        "1",
        """{"observedGeneration":3,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberReady":3}""",
        Ready
    )]
    [InlineData(
        "1",
        """{"observedGeneration":3,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberReady":2}""",
        "2 of 4 Pods ready, 3 needed"
    )]
    [InlineData(
        "1",
        """{"observedGeneration":2,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberReady":4}""",
        "not looked at generation 3 yet"
    )]
    [InlineData(
        "1",
        """{"observedGeneration":3,"desiredNumberScheduled":4,"updatedNumberScheduled":3,"numberReady":4}""",
        "3 of 4 Pods of its current template scheduled"
    )]
    [InlineData(
        "\"30%\"",
        """{"observedGeneration":3,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberReady":2}""",
        Ready
    )]
    [InlineData(
        "\"25%\"",
        """{"observedGeneration":3,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberReady":2}""",
        "3 needed"
    )]
    [InlineData(
        "\"nonsense\"",
        """{"observedGeneration":3,"desiredNumberScheduled":4,"updatedNumberScheduled":4,"numberReady":0}""",
        Ready
    )]
    [InlineData("1", """{"observedGeneration":3}""", Ready)]
    public void A_DaemonSet_may_lack_what_its_strategy_allows_rounded_up(string lacks, string status, string why)
    {
        var spec = $$"""{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":{{lacks}} } } }""";
        AssertVerdict(why, Object("DaemonSet", spec, status));
    }

    [Fact]
    public void A_DaemonSet_that_is_updated_by_hand_is_ready_once_it_was_looked_at()
    {
        const string Spec = """{"updateStrategy":{"type":"OnDelete"}}""";
        AssertVerdict(Ready, Object("DaemonSet", Spec, """{"observedGeneration":3,"desiredNumberScheduled":4}"""));
        AssertVerdict("generation 3", Object("DaemonSet", Spec, """{"observedGeneration":1}"""));
    }

    [Theory]
    [InlineData("ReplicaSet", """{"selector":{"matchLabels":{"app":"web"}}}""")]
    [InlineData(
        "ReplicaSet",
        """{"selector":{"matchExpressions":[{"key":"app","operator":"In","values":["web","x"]}]}}"""
    )]
    [InlineData("ReplicationController", """{"selector":{"app":"web"}}""")]
    public void A_ReplicaSet_is_ready_when_all_Pods_that_are_there_are(string kind, string spec)
    {
        const string Observed = """{"observedGeneration":3}""";
        var found = Object(kind, spec, Observed);
        AssertVerdict(Ready, found);
        AssertVerdict(Ready, found, Pod("web-1", "web", ready: true), Pod("other", "other", ready: false));
        AssertVerdict(
            "Pod web-2 is not ready; condition Ready=False",
            found,
            Pod("web-1", "web", ready: true),
            Pod("web-2", "web", ready: false)
        );
        AssertVerdict("generation 3", Object(kind, spec, """{"observedGeneration":2}"""));
    }

    [Theory]
    [InlineData("Ingress")]
    [InlineData("ConfigMap")]
    [InlineData("Widget")]
    public void All_else_is_ready_at_once(string kind) => AssertVerdict(Ready, Object(kind, "{}", "{}"));

    private static string Full(string spec) => spec.Replace("%", Rolling, StringComparison.Ordinal);

    private static void AssertVerdict(string why, KubeObject found, params KubeObject[] dependents)
    {
        var verdict = ReadinessRules.Of(found, dependents);
        if (why.Length == 0)
        {
            Assert.Equal(ReadinessVerdict.Ready, verdict);
        }
        else
        {
            Assert.Equal(ReadinessState.NotReady, verdict.State);
            Assert.Contains(why, verdict.Why, StringComparison.Ordinal);
        }
    }

    private static KubeObject Pod(string name, string app, bool ready) =>
        Parse(
            $$"""
            {"kind":"Pod","metadata":{"name":"{{name}}","labels":{"app":"{{app}}"} },
             "status":{"conditions":[{"type":"Ready","status":"{{(ready ? "True" : "False")}}"}]} }
            """
        );

    private static KubeObject Object(string kind, string spec, string status) =>
        Parse(
            $$"""{"kind":"{{kind}}","metadata":{"name":"web","generation":3},"spec":{{spec}},"status":{{status}} }"""
        );

    private static KubeObject Parse(string json) =>
        KubeObject.Parse(Encoding.UTF8.GetBytes(JsonNode.Parse(json)!.ToJsonString()));
}
