using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class ManifestTests
{
    [Theory]
    [InlineData("")]
    [InlineData("---\n")]
    [InlineData("# nothing\n")]
    [InlineData("---\n# Source: a\n\n---\nnull\n---\n~\n---\n# c\n--- # d\n")]
    [InlineData("kind: List\napiVersion: v1\nitems: []\n")]
    [InlineData("kind: List\napiVersion: v1\nitems:\n")]
    public void Documents_without_an_object_are_skipped(string manifest) => Assert.Empty(Manifest.Parse(manifest));

    [Fact]
    public void Objects_come_in_stored_order_and_know_their_document()
    {
        var objects = Manifest.Parse(
            """
            ---
            # Source: app/templates/b.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: b, namespace: own, annotations: {a: text, b: 1.0, c: yes, d: null}}
            ---
            # Source: app/templates/none.yaml
            ---
            # Source: app/templates/a.yaml
            apiVersion: v1
            kind: Service
            metadata: {generateName: a-}
            """
        );

        Assert.Equal(["apps/v1 Deployment own/b", "v1 Service a-*"], objects.Select(one => one.ToString()));
        Assert.Equal([("apps", "v1"), ("", "v1")], objects.Select(one => (one.Group, one.Version)));
        Assert.Equal(["own", null], objects.Select(one => one.Namespace));
        Assert.Equal([0, 2], objects.Select(one => one.Document));
        Assert.Equal(["app/templates/b.yaml", "app/templates/a.yaml"], objects.Select(one => one.Source));
        Assert.Equal(
            "a=text b=1 c=true",
            string.Join(' ', objects[0].Annotations.Select(one => $"{one.Key}={one.Value}"))
        );
    }

    [Fact]
    public void Lists_are_flattened_whatever_their_kind()
    {
        var objects = Manifest.Parse(
            """
            apiVersion: v1
            kind: List
            items:
              - {apiVersion: v1, kind: Secret, metadata: {name: a}}
              - apiVersion: v1
                kind: ConfigMapList
                items:
                  - {metadata: {name: b}}
                  - {apiVersion: v1, kind: Pod, metadata: {name: c}}
            """
        );

        Assert.Equal(["v1 Secret a", "v1 ConfigMap b", "v1 Pod c"], objects.Select(one => one.ToString()));
        Assert.All(objects, one => Assert.Equal(0, one.Document));
    }

    [Theory]
    [InlineData("kind: A\n---\nkind: [")]
    [InlineData("kind: A\n---\n- a")]
    [InlineData("kind: A\n---\ntext")]
    [InlineData("kind: A\n---\na: b")]
    [InlineData("kind: A\n---\nkind: 1")]
    [InlineData("kind: A\n---\nkind: ''")]
    [InlineData("kind: A\n---\nkind: List\nitems: {}")]
    [InlineData("kind: A\n---\nkind: List\nitems: [null]")]
    [InlineData("kind: A\n---\nkind: List\nitems: [a]")]
    [InlineData("kind: A\n---\nkind: B\nx: .inf")]
    public void A_malformed_document_is_told_by_number_and_source(string manifest)
    {
        var named = manifest.Replace("---\n", "---\n# Source: app/x.yaml\n", StringComparison.Ordinal);
        var error = Assert.Throws<RecordException>(() => Manifest.Parse(named));

        Assert.Equal((1, "app/x.yaml"), (error.Document, error.SourcePath));
        Assert.Contains("app/x.yaml", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9223372036854776000")]
    [InlineData("18446744073709551615", "18446744073709552000")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("0755", "493")]
    [InlineData("1.0", "1")]
    [InlineData("1.50", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("-0", "0")]
    public void Numbers_have_the_text_that_Helm_sends(string yaml, string sent)
    {
        var one = Assert.Single(Manifest.Parse($"kind: A\nlist: [{yaml}]\nmap: {{a: {yaml}}}\n"));

        Assert.Equal($"[{sent}]", one.Json["list"]!.ToJsonString());
        Assert.Equal(sent, one.Json["map"]!["a"]!.ToJsonString());
    }

    [Fact]
    public void A_repeated_key_is_taken_last_and_noticed()
    {
        var objects = Manifest.Parse("kind: A\na: 1\na: 2\n---\nkind: B\n");

        Assert.Equal("2", objects[0].Json["a"]!.ToJsonString());
        Assert.Equal([true, false], objects.Select(one => one.HasRepeatedKeys));
    }

    [Theory]
    [InlineData("""{"kind":"A"}""", "A")]
    [InlineData("""{"kind":"A"}{"kind":"B"}""", "A B")]
    [InlineData(" \n{\"kind\":\"A\"}\n\n {\"kind\":\"B\"} \n", "A B")]
    // Helm 3.10 refuses these three; later ones go on in YAML where the stream is no JSON any more.
    [InlineData("{\"kind\":\"A\"}\n---\nkind: B\n", "A B")]
    [InlineData("{\"kind\":\"A\"}\n---\n{\"kind\":\"B\"}\n", "A B")]
    [InlineData("{kind: A}\n---\n{kind: B}\n", "A B")]
    [InlineData("---\n{\"kind\":\"A\"}\n---\n{\"kind\":\"B\"}\n", "A B")]
    public void A_stream_may_be_json(string manifest, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', Manifest.Parse(manifest).Select(one => one.Kind)));

    [Fact]
    public void Every_manifest_and_hook_that_Helm_stored_is_read() =>
        Assert.All(
            Recorded.Bodies,
            body =>
            {
                var release = Release.Parse(body);
                Assert.All(Manifest.Parse(release.Manifest), one => Assert.NotEqual("", one.ApiVersion));
                Assert.All(
                    release.Hooks,
                    hook => Assert.Equal((hook.Kind, hook.Name), Named(Assert.Single(Manifest.Parse(hook.Manifest))))
                );
            }
        );

    private static (string, string) Named(ManifestObject one) => (one.Kind, one.Name);
}
