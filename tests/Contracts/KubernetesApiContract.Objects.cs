using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Contracts;

public abstract partial class KubernetesApiContract
{
    [Fact]
    public async Task A_created_object_can_be_read()
    {
        var created = await CreateAsync(Labelled(ConfigMap("one", ("a", "1")), ("app", "x")));
        Assert.NotEmpty(created.Uid);
        Assert.NotEmpty(created.ResourceVersion);
        Assert.NotNull(created.CreationTimestamp);
        Assert.Equal(Namespace, created.Namespace);

        var read = await Client.GetAsync(ConfigMapAt("one"), Stop);
        Assert.NotNull(read);
        Assert.Equal("v1", read.ApiVersion);
        Assert.Equal("ConfigMap", read.Kind);
        Assert.Equal(created.Uid, read.Uid);
        Assert.Equal(created.ResourceVersion, read.ResourceVersion);
        Assert.Equal("1", Data(read, "a"));
        Assert.Equal("x", read.Labels["app"]);
    }

    [Fact]
    public async Task The_name_can_be_left_to_the_API()
    {
        var body = ConfigMap("unused");
        body["metadata"] = new JsonObject { ["generateName"] = "made-" };
        var created = await CreateAsync(body);
        Assert.StartsWith("made-", created.Name, StringComparison.Ordinal);
        Assert.NotEqual("made-", created.Name);
    }

    [Fact]
    public async Task What_is_not_there_reads_as_null()
    {
        Assert.Null(await Client.GetAsync(ConfigMapAt("none"), Stop));
        Assert.Null(await Client.GetAsync(ConfigMapAt("none") with { Namespace = "no-such-namespace" }, Stop));
        Assert.Null(await Client.GetMetadataAsync(ConfigMapAt("none"), Stop));
    }

    [Fact]
    public async Task A_kind_that_is_not_served_is_an_error_and_not_an_absence()
    {
        var unknown = KnownResources.ConfigMaps with { Group = "nothing.example.com", Plural = "nothings" };
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.GetAsync(new ResourceAddress(unknown, Namespace, "a"), Stop)
        );
        Assert.True(error.IsNotFound);
        Assert.True(error.IsUnknownResource);
    }

    [Fact]
    public async Task The_metadata_of_an_object_can_be_read_alone()
    {
        await CreateAsync(Labelled(Secret("one", ("a", "c2VjcmV0")), ("app", "x")));
        var metadata = await Client.GetMetadataAsync(SecretAt("one"), Stop);
        Assert.NotNull(metadata);
        Assert.Equal("Secret", metadata.Kind);
        Assert.Equal("x", metadata.Labels["app"]);
        Assert.Null(metadata.Find("data"));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_already_there()
    {
        await CreateAsync(ConfigMap("one"));
        var error = await Assert.ThrowsAsync<KubeApiException>(() => CreateAsync(ConfigMap("one")));
        Assert.True(error.IsAlreadyExists);
        Assert.Equal(409, error.StatusCode);
        Assert.False(error.IsConflict);
    }

    [Fact]
    public async Task Creating_in_a_namespace_that_is_not_there_is_not_found()
    {
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.CreateAsync(
                new ResourceAddress(KnownResources.ConfigMaps, "no-such-namespace", null),
                ConfigMap("one"),
                AsUs,
                Stop
            )
        );
        Assert.True(error.IsNotFound);
        Assert.Equal("namespaces", error.AboutKind);
    }

    [Fact]
    public async Task A_body_for_another_namespace_is_refused()
    {
        var body = ConfigMap("one");
        body["metadata"]!["namespace"] = "default";
        var error = await Assert.ThrowsAsync<KubeApiException>(() => CreateAsync(body));
        Assert.Equal(400, error.StatusCode);
    }

    [Fact]
    public async Task An_impossible_name_is_invalid_and_the_field_is_told()
    {
        var error = await Assert.ThrowsAsync<KubeApiException>(() => CreateAsync(ConfigMap("Not_A_Name")));
        Assert.True(error.IsInvalid);
        Assert.Contains(error.Causes, c => c.Field == "metadata.name");
    }

    [Fact]
    public async Task Replacing_changes_the_version_and_needs_the_current_one()
    {
        var created = await CreateAsync(ConfigMap("one", ("a", "1")));
        var body = created.ToJsonObject();
        body["data"] = new JsonObject { ["a"] = "2" };
        var replaced = await Client.ReplaceAsync(ConfigMapAt("one"), body, AsUs, Stop);
        Assert.NotEqual(created.ResourceVersion, replaced.ResourceVersion);
        Assert.Equal(created.Uid, replaced.Uid);
        Assert.Equal("2", Data(replaced, "a"));

        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.ReplaceAsync(ConfigMapAt("one"), body, AsUs, Stop)
        );
        Assert.True(error.IsConflict);
        Assert.Equal(409, error.StatusCode);
    }

    [Fact]
    public async Task Replacing_by_the_same_changes_nothing()
    {
        var created = await CreateAsync(ConfigMap("one", ("a", "1")));
        var same = await Client.ReplaceAsync(ConfigMapAt("one"), created.ToJsonObject(), AsUs, Stop);
        Assert.Equal(created.ResourceVersion, same.ResourceVersion);
    }

    [Fact]
    public async Task Replacing_what_is_not_there_is_not_found()
    {
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.ReplaceAsync(ConfigMapAt("none"), ConfigMap("none"), AsUs, Stop)
        );
        Assert.True(error.IsNotFound);
        Assert.False(error.IsUnknownResource);
    }

    [Fact]
    public async Task A_merge_patch_sets_and_removes()
    {
        await CreateAsync(ConfigMap("one", ("a", "1"), ("b", "2")));
        var patch = JsonNode.Parse("""{"data":{"a":null,"c":"3"},"metadata":{"labels":{"x":"y"}}}""")!;
        var patched = await Client.PatchAsync(ConfigMapAt("one"), "application/merge-patch+json", patch, AsUs, Stop);
        Assert.Null(Data(patched, "a"));
        Assert.Equal("2", Data(patched, "b"));
        Assert.Equal("3", Data(patched, "c"));
        Assert.Equal("y", patched.Labels["x"]);
    }

    [Fact]
    public async Task A_json_patch_changes_only_if_its_test_holds()
    {
        await CreateAsync(ConfigMap("one", ("a", "1")));
        var patch = JsonNode.Parse(
            """[{"op":"test","path":"/data/a","value":"1"},{"op":"replace","path":"/data/a","value":"2"}]"""
        )!;
        var patched = await Client.PatchAsync(ConfigMapAt("one"), "application/json-patch+json", patch, AsUs, Stop);
        Assert.Equal("2", Data(patched, "a"));
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.PatchAsync(ConfigMapAt("one"), "application/json-patch+json", patch, AsUs, Stop)
        );
        Assert.Equal(422, error.StatusCode);
    }

    [Fact]
    public async Task A_patch_with_an_old_version_is_a_conflict()
    {
        var created = await CreateAsync(ConfigMap("one", ("a", "1")));
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = created.ResourceVersion },
            ["data"] = new JsonObject { ["a"] = "2" },
        };
        await Client.PatchAsync(ConfigMapAt("one"), "application/merge-patch+json", patch, AsUs, Stop);
        patch["data"] = new JsonObject { ["a"] = "3" };
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.PatchAsync(ConfigMapAt("one"), "application/merge-patch+json", patch, AsUs, Stop)
        );
        Assert.True(error.IsConflict);
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_deleting_it_again_says_so()
    {
        await CreateAsync(ConfigMap("one"));
        Assert.NotNull(await Client.DeleteAsync(ConfigMapAt("one"), DeleteOptions.Default, Stop));
        Assert.Null(await Client.GetAsync(ConfigMapAt("one"), Stop));
        Assert.Null(await Client.DeleteAsync(ConfigMapAt("one"), DeleteOptions.Default, Stop));
    }

    [Fact]
    public async Task Deleting_can_be_bound_to_a_uid_and_a_version()
    {
        var created = await CreateAsync(ConfigMap("one"));
        var other = new DeleteOptions { Uid = Guid.NewGuid().ToString() };
        var wrongUid = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.DeleteAsync(ConfigMapAt("one"), other, Stop)
        );
        Assert.True(wrongUid.IsConflict);
        var old = new DeleteOptions { ResourceVersion = "1" };
        var wrongVersion = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.DeleteAsync(ConfigMapAt("one"), old, Stop)
        );
        Assert.True(wrongVersion.IsConflict);

        var exact = new DeleteOptions { Uid = created.Uid, PropagationPolicy = "Background" };
        Assert.NotNull(await Client.DeleteAsync(ConfigMapAt("one"), exact, Stop));
        Assert.Null(await Client.GetAsync(ConfigMapAt("one"), Stop));
    }

    [Fact]
    public async Task A_finalizer_keeps_a_deleted_object_until_it_is_removed()
    {
        var body = ConfigMap("one");
        body["metadata"]!["finalizers"] = new JsonArray("example.com/keep");
        await CreateAsync(body);
        await Client.DeleteAsync(ConfigMapAt("one"), DeleteOptions.Default, Stop);
        var kept = await Client.GetAsync(ConfigMapAt("one"), Stop);
        Assert.NotNull(kept?.DeletionTimestamp);

        var patch = JsonNode.Parse("""{"metadata":{"finalizers":null}}""")!;
        await Client.PatchAsync(ConfigMapAt("one"), "application/merge-patch+json", patch, AsUs, Stop);
        Assert.Null(await Client.GetAsync(ConfigMapAt("one"), Stop));
    }

    [Fact]
    public async Task A_dry_run_checks_and_writes_nothing()
    {
        var dry = AsUs with { DryRun = true };
        var collection = new ResourceAddress(KnownResources.ConfigMaps, Namespace, null);
        var shown = await Client.CreateAsync(collection, ConfigMap("one", ("a", "1")), dry, Stop);
        Assert.Equal("1", Data(shown, "a"));
        Assert.Null(await Client.GetAsync(ConfigMapAt("one"), Stop));
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.CreateAsync(collection, ConfigMap("Not_A_Name"), dry, Stop)
        );
        Assert.True(error.IsInvalid);

        var created = await CreateAsync(ConfigMap("one", ("a", "1")));
        await Client.ReplaceAsync(ConfigMapAt("one"), ConfigMap("one", ("a", "2")), dry, Stop);
        await Client.DeleteAsync(ConfigMapAt("one"), new DeleteOptions { DryRun = true }, Stop);
        var after = await Client.GetAsync(ConfigMapAt("one"), Stop);
        Assert.Equal(created.ResourceVersion, after?.ResourceVersion);
    }

    [Fact]
    public async Task A_secret_gives_its_bytes()
    {
        byte[] bytes = [0, 1, 2, 250, 255];
        await CreateAsync(Secret("one", ("release", Convert.ToBase64String(bytes))));
        var read = await Client.GetAsync(SecretAt("one"), Stop);
        Assert.Equal(bytes, read?.GetBase64("data", "release"));
        Assert.Equal("Opaque", read?.GetString("type"));
    }

    [Fact]
    public async Task Plain_texts_of_a_secret_become_data()
    {
        var body = Secret("one", ("a", "YQ=="));
        body["stringData"] = new JsonObject { ["b"] = "plain" };
        await CreateAsync(body);
        var read = await Client.GetAsync(SecretAt("one"), Stop);
        Assert.Equal("plain"u8.ToArray(), read?.GetBase64("data", "b"));
        Assert.Equal("a"u8.ToArray(), read?.GetBase64("data", "a"));
        Assert.Null(read?.Find("stringData"));
    }

    [Fact]
    public async Task A_secret_without_a_type_is_opaque()
    {
        var body = Secret("one");
        body.Remove("type");
        var created = await CreateAsync(body);
        Assert.Equal("Opaque", created.GetString("type"));
    }

    [Fact]
    public async Task The_type_of_a_secret_cannot_change()
    {
        var created = await CreateAsync(Secret("one"));
        var body = created.ToJsonObject();
        body["type"] = "helm.sh/release.v1";
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.ReplaceAsync(SecretAt("one"), body, AsUs, Stop)
        );
        Assert.True(error.IsInvalid);
        Assert.Contains(error.Causes, c => c.Field == "type");
    }

    [Fact]
    public async Task Data_that_is_declared_immutable_cannot_change()
    {
        var body = Secret("one", ("a", "YQ=="));
        body["immutable"] = true;
        var created = await CreateAsync(body);
        var changed = created.ToJsonObject();
        changed["data"] = new JsonObject { ["a"] = "Yg==" };
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.ReplaceAsync(SecretAt("one"), changed, AsUs, Stop)
        );
        Assert.True(error.IsInvalid);

        var labelled = created.ToJsonObject();
        labelled["metadata"]!["labels"] = new JsonObject { ["x"] = "y" };
        Assert.Equal("y", (await Client.ReplaceAsync(SecretAt("one"), labelled, AsUs, Stop)).Labels["x"]);
    }

    [Theory]
    [InlineData("not base64: hunter2!")]
    [InlineData("aHVudGVyMg=")]
    public async Task A_refused_secret_is_not_quoted_in_the_error(string value)
    {
        var error = await Assert.ThrowsAsync<KubeApiException>(() => CreateAsync(Secret("one", ("password", value))));
        Assert.InRange(error.StatusCode, 400, 422);
        Assert.DoesNotContain(value, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_impossible_key_of_a_secret_is_invalid()
    {
        var error = await Assert.ThrowsAsync<KubeApiException>(() => CreateAsync(Secret("one", ("no key!", "YQ=="))));
        Assert.True(error.IsInvalid);
        Assert.Contains(error.Causes, c => c.Field.StartsWith("data[", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Numbers_and_empty_texts_survive()
    {
        var body = ConfigMap("one", ("empty", string.Empty), ("unicode", "ü–🙂\u2028\"\\\n\t"));
        await CreateAsync(body);
        var read = await Client.GetAsync(ConfigMapAt("one"), Stop);
        Assert.Equal(string.Empty, Data(read!, "empty"));
        Assert.Equal("ü–🙂\u2028\"\\\n\t", Data(read!, "unicode"));
        Assert.Equal(JsonValueKind.Object, read!.Find("data")!.Value.ValueKind);
    }
}
