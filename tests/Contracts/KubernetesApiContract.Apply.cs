using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Contracts;

public abstract partial class KubernetesApiContract
{
    [Fact]
    public async Task Apply_creates_what_is_not_there_and_records_the_manager()
    {
        var applied = await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        Assert.NotEmpty(applied.Uid);
        Assert.Equal("1", Data(applied, "a"));
        var managed = applied.Find("metadata", "managedFields");
        Assert.NotNull(managed);
        var entry = Assert.Single(managed.Value.EnumerateArray().Select(m => new KubeObject(m)));
        Assert.Equal("helm", entry.GetString("manager"));
        Assert.Equal("Apply", entry.GetString("operation"));
        Assert.Equal("v1", entry.ApiVersion);
        Assert.Equal(JsonValueKind.Object, entry.Find("fieldsV1", "f:data", "f:a")?.ValueKind);
    }

    [Fact]
    public async Task Applying_the_same_again_changes_nothing()
    {
        var first = await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        var second = await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        Assert.Equal(first.ResourceVersion, second.ResourceVersion);
    }

    [Fact]
    public async Task A_field_that_is_no_longer_applied_goes()
    {
        await ApplyAsync("helm", Labelled(ConfigMap("one", ("a", "1"), ("b", "2")), ("x", "y"), ("z", "w")));
        var second = await ApplyAsync("helm", Labelled(ConfigMap("one", ("a", "1")), ("z", "w")));
        Assert.Equal("1", Data(second, "a"));
        Assert.Null(Data(second, "b"));
        Assert.Equal(["z"], second.Labels.Keys);
    }

    [Fact]
    public async Task Managers_of_different_fields_do_not_meet()
    {
        await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        await ApplyAsync("other", ConfigMap("one", ("b", "2")));
        var again = await ApplyAsync("helm", ConfigMap("one", ("a", "3")));
        Assert.Equal("3", Data(again, "a"));
        Assert.Equal("2", Data(again, "b"));
        var empty = await ApplyAsync("helm", ConfigMap("one"));
        Assert.Null(Data(empty, "a"));
        Assert.Equal("2", Data(empty, "b"));
    }

    [Fact]
    public async Task A_field_of_another_manager_is_a_conflict_that_names_it()
    {
        var first = await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        var error = await Assert.ThrowsAsync<KubeApiException>(() => ApplyAsync("other", ConfigMap("one", ("a", "2"))));
        Assert.True(error.IsConflict);
        Assert.Equal(409, error.StatusCode);
        var cause = Assert.Single(error.Causes);
        Assert.Equal(".data.a", cause.Field);
        Assert.Equal("FieldManagerConflict", cause.Reason);
        Assert.Contains("\"helm\"", cause.Message, StringComparison.Ordinal);
        Assert.Equal(first.ResourceVersion, (await Client.GetAsync(ConfigMapAt("one"), Stop))?.ResourceVersion);
    }

    [Fact]
    public async Task Force_takes_the_field_over()
    {
        await ApplyAsync("helm", ConfigMap("one", ("a", "1"), ("b", "1")));
        var forced = await ApplyAsync("other", ConfigMap("one", ("a", "2")), force: true);
        Assert.Equal("2", Data(forced, "a"));
        Assert.Equal("1", Data(forced, "b"));
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            ApplyAsync("helm", ConfigMap("one", ("a", "1"), ("b", "1")))
        );
        Assert.True(error.IsConflict);
        Assert.Contains("\"other\"", Assert.Single(error.Causes).Message, StringComparison.Ordinal);

        // Who gives a field up that now is another's does not take it away.
        var given = await ApplyAsync("helm", ConfigMap("one", ("b", "1")));
        Assert.Equal("2", Data(given, "a"));
    }

    [Fact]
    public async Task Managers_that_agree_share_a_field()
    {
        await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        await ApplyAsync("other", ConfigMap("one", ("a", "1")));
        var left = await ApplyAsync("helm", ConfigMap("one"));
        Assert.Equal("1", Data(left, "a"));
        var gone = await ApplyAsync("other", ConfigMap("one"));
        Assert.Null(Data(gone, "a"));
    }

    [Fact]
    public async Task What_was_created_without_apply_conflicts_too_unless_equal()
    {
        var created = await CreateAsync(ConfigMap("one", ("a", "1")));
        var same = await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        Assert.Equal(created.Uid, same.Uid);
        var error = await Assert.ThrowsAsync<KubeApiException>(() => ApplyAsync("helm", ConfigMap("one", ("a", "2"))));
        Assert.True(error.IsConflict);
        Assert.Contains($"\"{Manager}\"", Assert.Single(error.Causes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_without_apply_takes_fields_over()
    {
        await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        var patch = new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } };
        await Client.PatchAsync(ConfigMapAt("one"), "application/merge-patch+json", patch, AsUs, Stop);
        var error = await Assert.ThrowsAsync<KubeApiException>(() => ApplyAsync("helm", ConfigMap("one", ("a", "1"))));
        Assert.True(error.IsConflict);
        Assert.Contains($"\"{Manager}\"", Assert.Single(error.Causes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_of_apply_shows_and_writes_nothing()
    {
        var shown = await ApplyAsync("helm", ConfigMap("one", ("a", "1")), dryRun: true);
        Assert.Equal("1", Data(shown, "a"));
        Assert.Null(await Client.GetAsync(ConfigMapAt("one"), Stop));

        var first = await ApplyAsync("helm", ConfigMap("one", ("a", "1")));
        var changed = await ApplyAsync("helm", ConfigMap("one", ("a", "2")), dryRun: true);
        Assert.Equal("2", Data(changed, "a"));
        Assert.Equal(first.ResourceVersion, (await Client.GetAsync(ConfigMapAt("one"), Stop))?.ResourceVersion);
        await Assert.ThrowsAsync<KubeApiException>(() =>
            ApplyAsync("other", ConfigMap("one", ("a", "2")), dryRun: true)
        );
    }

    [Fact]
    public async Task A_body_of_another_name_cannot_be_applied()
    {
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.ApplyAsync(ConfigMapAt("two"), ConfigMap("one"), AsUs, Stop)
        );
        Assert.Equal(400, error.StatusCode);
    }

    [Fact]
    public async Task Applying_into_a_namespace_that_is_not_there_is_not_found()
    {
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.ApplyAsync(ConfigMapAt("one") with { Namespace = "no-such-namespace" }, ConfigMap("one"), AsUs, Stop)
        );
        Assert.True(error.IsNotFound);
    }

    [Fact]
    public async Task Lists_with_keys_are_merged_by_them()
    {
        var at = new ResourceAddress(KnownResources.Deployments, Namespace, "web");
        await Client.ApplyAsync(at, Deployment("a", "1"), AsUs with { FieldManager = "helm" }, Stop);
        var both = await Client.ApplyAsync(at, Deployment("b", "1"), AsUs with { FieldManager = "other" }, Stop);
        Assert.Equal(["a", "b"], Containers(both).Order());

        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.ApplyAsync(at, Deployment("a", "2"), AsUs with { FieldManager = "other" }, Stop)
        );
        var cause = Assert.Single(error.Causes);
        Assert.Contains("containers[name=\"a\"].image", cause.Field, StringComparison.Ordinal);
        var less = await Client.ApplyAsync(
            at,
            Deployment("b", "2"),
            AsUs with
            {
                FieldManager = "helm",
                Force = true,
            },
            Stop
        );
        Assert.Equal(["b"], Containers(less));

        static IEnumerable<string?> Containers(KubeObject deployment) =>
            deployment
                .Find("spec", "template", "spec", "containers")!
                .Value.EnumerateArray()
                .Select(c => new KubeObject(c).GetString("name"));
    }

    private static JsonObject Deployment(string container, string tag) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" },
                  "spec": {
                    "replicas": 0,
                    "selector": { "matchLabels": { "app": "web" } },
                    "template": {
                      "metadata": { "labels": { "app": "web" } },
                      "spec": { "containers": [ { "name": "{{container}}", "image": "example.com/web:{{tag}}" } ] }
                    }
                  }
                }
                """
            )!
            .AsObject();
}
