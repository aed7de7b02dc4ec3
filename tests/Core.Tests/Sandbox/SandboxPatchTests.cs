using Xunit;
using static ReleaseManager.Core.Tests.Sandbox.SandboxHttp;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>How the sandbox changes objects, beyond what the contract asks of every API.</summary>
public sealed class SandboxPatchTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>, IDisposable
{
    private readonly SandboxHttp _api = new(fixture.Cluster);

    [Fact]
    public async Task A_strategic_patch_merges_lists_by_their_keys()
    {
        var both =
            """{ "name": "a", "image": "a:1", "env": [{ "name": "X", "value": "1" }] }, { "name": "b", "image": "b:1" }""";
        await Good(_api.PostAsync(Deployments, Deployment("strategic", both)));
        var patched = await Good(
            _api.PatchAsync(
                $"{Deployments}/strategic",
                Strategic,
                """
                { "spec": { "template": { "spec": {
                  "$setElementOrder/containers": [{ "name": "c" }, { "name": "a" }],
                  "containers": [
                    { "name": "b", "$patch": "delete" },
                    { "name": "c", "image": "c:1" },
                    { "name": "a", "image": "a:2", "env": [{ "name": "Y", "value": "2" }] }
                  ]
                } } } }
                """
            )
        );
        Assert.Equal(["c", "a"], Names(Containers(patched)));
        Assert.Equal("a:2", Containers(patched)[1]!["image"]!.ToString());
        Assert.Equal(["X", "Y"], Names(Containers(patched)[1]!["env"]!));
    }

    [Fact]
    public async Task A_strategic_patch_can_keep_only_some_members()
    {
        await Good(_api.PostAsync(Deployments, Deployment("retained", """{ "name": "a", "image": "a:1" }""")));
        await Good(
            _api.PatchAsync(
                $"{Deployments}/retained",
                Merge,
                """{ "spec": { "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 2 } } } }"""
            )
        );
        var patched = await Good(
            _api.PatchAsync(
                $"{Deployments}/retained",
                Strategic,
                """{ "spec": { "strategy": { "$retainKeys": ["type"], "type": "Recreate" } } }"""
            )
        );
        Assert.Equal("""{"type":"Recreate"}""", patched["spec"]!["strategy"]!.ToJsonString());
    }

    [Fact]
    public async Task A_json_patch_is_done_wholly_or_not_at_all()
    {
        await Good(_api.PostAsync(ConfigMaps, ConfigMap("steps")));
        var (code, error) = await _api.PatchAsync(
            $"{ConfigMaps}/steps",
            JsonPatch,
            """[{ "op": "replace", "path": "/data/a", "value": "2" }, { "op": "test", "path": "/data/a", "value": "3" }]"""
        );
        Assert.Equal((422, "Invalid"), (code, error["reason"]!.ToString()));
        var moved = await Good(
            _api.PatchAsync(
                $"{ConfigMaps}/steps",
                JsonPatch,
                """
                [
                  { "op": "add", "path": "/metadata/annotations", "value": {} },
                  { "op": "copy", "from": "/data/a", "path": "/metadata/annotations/example.com~1c" },
                  { "op": "remove", "path": "/data/a" }
                ]
                """
            )
        );
        Assert.Equal("""{"example.com/c":"1"}""", moved["metadata"]!["annotations"]!.ToJsonString());
        Assert.Equal("{}", moved["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Apply_refuses_repeated_keys_that_post_takes()
    {
        var repeated =
            """{ "name": "a", "image": "a:1", "env": [{ "name": "X", "value": "1" }, { "name": "X", "value": "2" }] }""";
        var created = await Good(_api.PostAsync(Deployments, Deployment("repeated", repeated)));
        Assert.Equal(["X", "X"], Names(Containers(created)[0]!["env"]!));

        var (code, error) = await _api.PatchAsync(
            $"{Deployments}/repeated-too?fieldManager=helm",
            ApplyPatch,
            Deployment("repeated-too", repeated)
        );
        Assert.Equal(500, code);
        Assert.Contains(
            ".spec.template.spec.containers[name=\"a\"].env: duplicate entries for key [name=\"X\"]",
            error["message"]!.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_helm_posted_is_foreign_to_what_helm_applies()
    {
        await Good(
            _api.PostAsync(
                $"{Deployments}?fieldManager=helm",
                Deployment("two-ways", """{ "name": "a", "image": "a:1" }""")
            )
        );
        var path = $"{Deployments}/two-ways?fieldManager=helm";
        var same = Deployment("two-ways", """{ "name": "a", "image": "a:1" }""");
        await Good(_api.PatchAsync(path, ApplyPatch, same));
        var (code, error) = await _api.PatchAsync(
            path,
            ApplyPatch,
            same.Replace("a:1", "a:2", StringComparison.Ordinal)
        );
        Assert.Equal((409, "Conflict"), (code, error["reason"]!.ToString()));
        Assert.Equal(
            ".spec.template.spec.containers[name=\"a\"].image",
            error["details"]!["causes"]![0]!["field"]!.ToString()
        );
    }

    [Fact]
    public async Task Apply_takes_yaml_and_wants_a_manager()
    {
        var yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata: {a: \"1\"}\n";
        var applied = await Good(_api.PatchAsync($"{ConfigMaps}/yaml?fieldManager=me", ApplyPatch, yaml));
        Assert.Equal("1", applied["data"]!["a"]!.ToString());
        Assert.Equal(422, (await _api.PatchAsync($"{ConfigMaps}/yaml", ApplyPatch, yaml)).Code);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_leaves_no_trace()
    {
        var created = await Good(
            _api.PostAsync(Deployments, Deployment("still", """{ "name": "a", "image": "a:1" }"""))
        );
        var read = await Good(_api.GetAsync($"{Deployments}/still"));
        Assert.NotEqual(Version(created), Version(read));
        Assert.Equal("1", read["status"]!["readyReplicas"]!.ToString());

        var put = await Good(_api.PutAsync($"{Deployments}/still", read));
        Assert.Equal(Version(read), Version(put));
        put["spec"]!["replicas"] = 3;
        put["status"]!.AsObject().Clear();
        var changed = await Good(_api.PutAsync($"{Deployments}/still", put));
        Assert.Equal("2", changed["metadata"]!["generation"]!.ToString());
        Assert.Equal("1", changed["status"]!["readyReplicas"]!.ToString());
        Assert.Equal("3", (await Good(_api.GetAsync($"{Deployments}/still")))["status"]!["readyReplicas"]!.ToString());
    }

    [Fact]
    public async Task Repeated_members_are_refused_where_the_client_is_strict()
    {
        var twice =
            """{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "twice" }, "data": { "a": "1", "a": "2" } }""";
        var (code, error) = await _api.PostAsync($"{ConfigMaps}?fieldValidation=Strict", twice);
        Assert.Equal(400, code);
        Assert.Contains("duplicate field \"data.a\"", error["message"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("2", (await Good(_api.PostAsync(ConfigMaps, twice)))["data"]!["a"]!.ToString());
    }

    public void Dispose() => _api.Dispose();
}
