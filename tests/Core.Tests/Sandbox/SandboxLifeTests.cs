using ReleaseManager.Sandbox;
using Xunit;
using static ReleaseManager.Core.Tests.Sandbox.SandboxHttp;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>What follows from writes: owners, finalizers, namespaces, custom kinds, workloads.</summary>
public sealed class SandboxLifeTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>, IDisposable
{
    private const string Jobs = "apis/batch/v1/namespaces/default/jobs";
    private const string Definitions = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private readonly SandboxHttp _api = new(fixture.Cluster);

    [Fact]
    public async Task Dependents_go_with_their_last_owner_unless_orphaned()
    {
        string[] owners = ["owner-a", "owner-b", "owner-c"];
        foreach (var owner in owners)
        {
            await Good(_api.PostAsync(ConfigMaps, ConfigMap(owner)));
        }

        await Good(_api.PostAsync(ConfigMaps, ConfigMap("of-both", await OwnedByAsync("owner-a", "owner-b"))));
        await Good(_api.PostAsync(ConfigMaps, ConfigMap("of-c", await OwnedByAsync("owner-c"))));
        await Good(_api.DeleteAsync($"{ConfigMaps}/owner-a"));
        Assert.Equal(200, (await _api.GetAsync($"{ConfigMaps}/of-both")).Code);
        await Good(_api.DeleteAsync($"{ConfigMaps}/owner-b"));
        Assert.Equal(404, (await _api.GetAsync($"{ConfigMaps}/of-both")).Code);
        await Good(_api.DeleteAsync($"{ConfigMaps}/owner-c", """{ "propagationPolicy": "Orphan" }"""));
        Assert.Null((await Good(_api.GetAsync($"{ConfigMaps}/of-c")))["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task A_namespace_stays_until_its_contents_are_gone_and_takes_nothing_new()
    {
        await Good(_api.PostAsync("api/v1/namespaces", """{ "metadata": { "name": "held" } }"""));
        const string maps = "api/v1/namespaces/held/configmaps";
        await Good(_api.PostAsync(maps, ConfigMap("plain")));
        await Good(_api.PostAsync(maps, ConfigMap("held", """, "finalizers": ["example.com/hold"]""")));
        await Good(_api.DeleteAsync("api/v1/namespaces/held"));
        var going = await Good(_api.GetAsync("api/v1/namespaces/held"));
        Assert.Equal("Terminating", going["status"]!["phase"]!.ToString());
        Assert.Equal(404, (await _api.GetAsync($"{maps}/plain")).Code);

        var (code, error) = await _api.PostAsync(maps, ConfigMap("new"));
        Assert.Equal((403, "Forbidden"), (code, error["reason"]!.ToString()));
        Assert.Equal("NamespaceTerminating", error["details"]!["causes"]![0]!["reason"]!.ToString());

        await Good(_api.PatchAsync($"{maps}/held", Merge, """{ "metadata": { "finalizers": null } }"""));
        Assert.Equal(404, (await _api.GetAsync($"{maps}/held")).Code);
        Assert.Equal(404, (await _api.GetAsync("api/v1/namespaces/held")).Code);
    }

    [Fact]
    public async Task A_custom_kind_is_the_same_in_all_its_versions()
    {
        await Good(
            _api.PostAsync(
                Definitions,
                """
                {
                  "metadata": { "name": "gears.example.com" },
                  "spec": {
                    "group": "example.com", "scope": "Cluster", "names": { "plural": "gears", "kind": "Gear" },
                    "versions": [
                      { "name": "v1beta1", "served": true, "storage": false, "schema": {} },
                      { "name": "v1", "served": true, "storage": true, "schema": {} },
                      { "name": "v2", "served": false, "storage": false, "schema": {} }
                    ]
                  }
                }
                """
            )
        );
        await Good(
            _api.PostAsync("apis/example.com/v1beta1/gears", """{ "metadata": { "name": "one" }, "teeth": 12 }""")
        );
        var read = await Good(_api.GetAsync("apis/example.com/v1/gears/one"));
        Assert.Equal(("example.com/v1", "12"), (read["apiVersion"]!.ToString(), read["teeth"]!.ToString()));
        Assert.Equal(404, (await _api.GetAsync("apis/example.com/v2/gears")).Code);
        Assert.Equal(404, (await _api.GetAsync("apis/example.com/v1/namespaces/default/gears")).Code);
        var (code, _) = await _api.PatchAsync("apis/example.com/v1/gears/one", Strategic, """{ "teeth": 13 }""");
        Assert.Equal(415, code);
        var group = await Good(_api.GetAsync("apis/example.com"));
        Assert.Equal("v1", group["preferredVersion"]!["version"]!.ToString());

        await Good(_api.DeleteAsync($"{Definitions}/gears.example.com"));
        Assert.Equal(404, (await _api.GetAsync("apis/example.com/v1/gears")).Code);
        Assert.DoesNotContain(fixture.Cluster.Dump(), json => json["kind"]!.ToString() == "Gear");
    }

    [Theory]
    [InlineData("", "Complete", "Succeeded")]
    [InlineData("fail", "Failed", "Failed")]
    [InlineData("hold", null, null)]
    public async Task Jobs_end_at_once_as_their_annotations_say(string annotation, string? condition, string? phase)
    {
        var name = $"job-{annotation}x";
        await Good(
            _api.PostAsync(
                Jobs,
                $$"""
                {
                  "metadata": { "name": "{{name}}", "annotations": { "sandbox.releasemanager/{{annotation}}x": "false", "sandbox.releasemanager/{{annotation}}": "true" } },
                  "spec": { "template": { "spec": { "restartPolicy": "Never", "containers": [{ "name": "a", "image": "a" }] } } }
                }
                """.Replace(
                    "\"sandbox.releasemanager/\": \"true\"",
                    "\"example.com/none\": \"true\"",
                    StringComparison.Ordinal
                )
            )
        );
        var job = await Good(_api.GetAsync($"{Jobs}/{name}"));
        Assert.Equal(condition, job["status"]?["conditions"]?[0]?["type"]?.ToString());
        var pods = await Good(_api.GetAsync($"api/v1/namespaces/default/pods?labelSelector=job-name={name}"));
        Assert.Equal(phase, pods["items"]!.AsArray().SingleOrDefault()?["status"]?["phase"]?.ToString());
        await Good(_api.DeleteAsync($"{Jobs}/{name}"));
        var left = await Good(_api.GetAsync($"api/v1/namespaces/default/pods?labelSelector=job-name={name}"));
        Assert.Empty(left["items"]!.AsArray());
    }

    [Fact]
    public async Task Without_workloads_nothing_gets_ready()
    {
        await using var cluster = await SandboxCluster.StartAsync(
            new SandboxOptions { Workloads = false },
            TestContext.Current.CancellationToken
        );
        using var api = new SandboxHttp(cluster);
        await Good(api.PostAsync(Deployments, Deployment("web", """{ "name": "a", "image": "a:1" }""")));
        Assert.Null((await Good(api.GetAsync($"{Deployments}/web")))["status"]);
    }

    [Fact]
    public async Task Older_kinds_are_served_on_request_and_show_the_same_objects()
    {
        var options = new SandboxOptions
        {
            Kinds = SandboxKinds.Kubernetes120.Serving("apps", "DaemonSet").Serving("batch", "Job", "v1", "v1beta1"),
        };
        await using var cluster = await SandboxCluster.StartAsync(options, TestContext.Current.CancellationToken);
        using var api = new SandboxHttp(cluster);
        const string ingresses = "namespaces/default/ingresses";
        await Good(api.PostAsync($"apis/extensions/v1beta1/{ingresses}", """{ "metadata": { "name": "web" } }"""));
        var read = await Good(api.GetAsync($"apis/networking.k8s.io/v1/{ingresses}/web"));
        Assert.Equal("networking.k8s.io/v1", read["apiVersion"]!.ToString());
        Assert.Equal(404, (await api.GetAsync("apis/apps/v1/daemonsets")).Code);
        Assert.Equal(200, (await api.GetAsync("apis/batch/v1beta1/jobs")).Code);
        Assert.Equal(200, (await api.GetAsync("apis/flowcontrol.apiserver.k8s.io/v1beta1/flowschemas")).Code);
        Assert.Equal(404, (await api.GetAsync("apis/flowcontrol.apiserver.k8s.io/v1/flowschemas")).Code);
        Assert.Equal(200, (await api.GetAsync("apis/certificates.k8s.io/v1beta1/certificatesigningrequests")).Code);
        Assert.Equal(404, (await api.GetAsync("apis/policy/v1/poddisruptionbudgets")).Code);
        Assert.Equal(200, (await _api.GetAsync("apis/policy/v1/poddisruptionbudgets")).Code);
        Assert.Equal(404, (await _api.GetAsync($"apis/extensions/v1beta1/{ingresses}")).Code);
    }

    [Fact]
    public async Task A_list_in_pages_expires_when_the_past_is_forgotten()
    {
        foreach (var name in (string[])["page-a", "page-b", "page-c"])
        {
            await Good(_api.PostAsync(ConfigMaps, ConfigMap(name, """, "labels": { "paged": "y" }""")));
        }

        var first = await Good(_api.GetAsync($"{ConfigMaps}?labelSelector=paged&limit=2"));
        Assert.Equal(["page-a", "page-b"], Items(first));
        var token = Uri.EscapeDataString(first["metadata"]!["continue"]!.ToString());
        await Good(_api.PostAsync(ConfigMaps, ConfigMap("page-d", """, "labels": { "paged": "y" }""")));
        var next = await Good(_api.GetAsync($"{ConfigMaps}?labelSelector=paged&limit=2&continue={token}"));
        Assert.Equal(["page-c"], Items(next));

        fixture.Cluster.Compact();
        var (code, error) = await _api.GetAsync($"{ConfigMaps}?labelSelector=paged&limit=2&continue={token}");
        Assert.Equal((410, "Expired"), (code, error["reason"]!.ToString()));
        var again = Uri.EscapeDataString(error["metadata"]!["continue"]!.ToString());
        var rest = await Good(_api.GetAsync($"{ConfigMaps}?labelSelector=paged&continue={again}"));
        Assert.Equal(["page-c", "page-d"], Items(rest));

        static IEnumerable<string> Items(System.Text.Json.Nodes.JsonNode list) =>
            list["items"]!.AsArray().Select(each => each!["metadata"]!["name"]!.ToString());
    }

    [Fact]
    public async Task A_collection_is_deleted_as_far_as_selectors_say()
    {
        await Good(_api.PostAsync(ConfigMaps, ConfigMap("swept", """, "labels": { "sweep": "y" }""")));
        await Good(_api.PostAsync(ConfigMaps, ConfigMap("unswept")));
        await Good(_api.DeleteAsync($"{ConfigMaps}?labelSelector=sweep%20in%20(x,y)"));
        Assert.Equal(404, (await _api.GetAsync($"{ConfigMaps}/swept")).Code);
        Assert.Equal(200, (await _api.GetAsync($"{ConfigMaps}/unswept")).Code);
    }

    [Fact]
    public async Task What_was_dumped_can_be_loaded_with_its_managers()
    {
        await Good(_api.PostAsync($"{ConfigMaps}?fieldManager=helm", ConfigMap("dumped")));
        var dumped = fixture.Cluster.Dump().Single(json => json["metadata"]!["name"]!.ToString() == "dumped");
        await using var other = await SandboxCluster.StartAsync(null, TestContext.Current.CancellationToken);
        other.Load([dumped]);
        using var api = new SandboxHttp(other);
        var loaded = await Good(api.GetAsync($"{ConfigMaps}/dumped"));
        Assert.Equal("helm", loaded["metadata"]!["managedFields"]![0]!["manager"]!.ToString());
        Assert.NotEqual(dumped["metadata"]!["uid"]!.ToString(), loaded["metadata"]!["uid"]!.ToString());
        Assert.Throws<InvalidOperationException>(() => other.Load([dumped]));
    }

    public void Dispose() => _api.Dispose();

    private async Task<string> OwnedByAsync(params string[] owners)
    {
        var references = new List<string>();
        foreach (var owner in owners)
        {
            var uid = (await Good(_api.GetAsync($"{ConfigMaps}/{owner}")))["metadata"]!["uid"];
            references.Add($$"""{ "apiVersion": "v1", "kind": "ConfigMap", "name": "{{owner}}", "uid": "{{uid}}" }""");
        }

        return $", \"ownerReferences\": [{string.Join(", ", references)}]";
    }
}
