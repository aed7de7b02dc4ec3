using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.Tests.Releases.Yaml;
using ReleaseManager.Core.Tests.Sandbox;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>
/// Real Helm splits a manifest as we do and sends the values that we send. A post-renderer puts the manifest in place of
/// what the chart rendered, since its output is stored and applied unseen.
/// </summary>
public sealed class RealHelmManifestTests
{
    private const string A = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    private const string B = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n";
    private const string JsonA = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""";
    private const string JsonB = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}""";

    private const string Crd = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: anythings.example.com}
        spec:
          group: example.com
          names: {kind: Anything, plural: anythings, singular: anything}
          scope: Namespaced
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(A + "---\n" + B)]
    [InlineData("---\n# c\n" + A + "--- # c\n---\n# c\n---\nnull\n---\n~\n--- \t\n" + B + "---\n")]
    [InlineData(A + "---\r\n" + B)]
    [InlineData("\ufeff" + A)]
    [InlineData(A + "--- a: b\n")]
    [InlineData(A + "----\n" + B)]
    [InlineData(A + "---" + B)]
    [InlineData(A + "...\n" + B)]
    [InlineData(A + "...\n---\n" + B)]
    [InlineData("%YAML 1.1\n---\n" + A)]
    [InlineData(A + "metadata: {name: c}\n")]
    [InlineData(JsonA)]
    [InlineData(JsonA + JsonB)]
    [InlineData(JsonA + "\n" + JsonB + "\n")]
    [InlineData("---\n" + JsonA + "\n---\n" + JsonB)]
    [InlineData(A + "---\n" + JsonB)]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n- " + JsonA + "\n- " + JsonB)]
    [InlineData("apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- " + JsonB)]
    [InlineData("apiVersion: v1\nkind: List\nitems: []\n---\n" + A)]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n---\n" + A)]
    [InlineData("apiVersion: v1\nkind: List\nitems: {}\n")]
    [InlineData("apiVersion: v1\nkind: List\nitems: [null]\n")]
    [InlineData("apiVersion: v1\nmetadata: {name: a}\n")]
    [InlineData("- a\n")]
    [InlineData("text\n")]
    [InlineData(A + "data: {a: [}\n")]
    public async Task Helm_finds_the_objects_that_we_find(string manifest)
    {
        var helms = await InstallAsync(manifest);

        Assert.Equal(Ours(), helms is null ? "refused" : Names(helms));

        string Ours()
        {
            try
            {
                return string.Join(' ', Manifest.Parse(manifest).Select(one => one.Name).Order(StringComparer.Ordinal));
            }
            catch (RecordException)
            {
                return "refused";
            }
        }
    }

    [Fact]
    public async Task Helm_sends_the_values_that_we_send()
    {
        // One object with the value of every case that stands on one line.
        var text = new StringBuilder("apiVersion: example.com/v1\nkind: Anything\nmetadata: {name: a}\ndata:\n");
        var cases = YamlCases.All.Where(one =>
            one.Json is not null && one.Yaml.StartsWith("v: ", StringComparison.Ordinal)
        );
        var index = 0;
        foreach (var one in cases.Where(one => one.Yaml.AsSpan().IndexOfAny("\r\n\u0085\u2028\u2029") < 0))
        {
            text.Append("  c").Append(index++).Append(one.Yaml.AsSpan(1)).Append('\n');
        }

        Assert.True(index > 200);
        var sent = Assert.Single((await InstallAsync(text.ToString(), "Anything"))!)["data"]!;
        var ours = Assert.Single(Manifest.Parse(text.ToString())).Json["data"]!;
        Assert.Equal(YamlMeaning.OfJson(ours.ToJsonString()), YamlMeaning.OfJson(sent.ToJsonString()));
    }

    /// <summary>The objects of a kind that Helm made out of a manifest; null where it refused it.</summary>
    private static async Task<IReadOnlyList<JsonObject>?> InstallAsync(string manifest, string kind = "ConfigMap")
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the post-renderer is a shell script");
        using var folder = new TemporaryFolder();
        var kubeconfig = folder.Below("kubeconfig");
        var helm = RealTool.Require("helm", kubeconfig);
        await using var cluster = await SandboxCluster.StartAsync(null, Stop);
        cluster.WriteKubeconfig(kubeconfig);
        Directory.CreateDirectory(folder.Below("chart", "templates"));
        await File.WriteAllTextAsync(
            folder.Below("chart", "Chart.yaml"),
            "apiVersion: v2\nname: x\nversion: 1.0.0\n",
            Stop
        );
        await File.WriteAllTextAsync(folder.Below("chart", "templates", "a.yaml"), A, Stop);
        await File.WriteAllTextAsync(folder.Below("manifest"), manifest, Stop);
        if (kind is "Anything")
        {
            Directory.CreateDirectory(folder.Below("chart", "crds"));
            await File.WriteAllTextAsync(folder.Below("chart", "crds", "anything.yaml"), Crd, Stop);
        }

        await File.WriteAllTextAsync(
            folder.Below("render"),
            $"#!/bin/sh\ncat >/dev/null\ncat '{folder.Below("manifest")}'\n",
            Stop
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Below("render"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var (code, _, error) = await helm.TryAsync(
            "install",
            "x",
            folder.Below("chart"),
            "--disable-openapi-validation",
            "--post-renderer",
            folder.Below("render")
        );
        Assert.True(code == 0 || !error.Contains("post-render", StringComparison.Ordinal), error);
        Assert.True(code == 0 || kind is "ConfigMap", error);
        return code != 0
            ? null
            :
            [
                .. cluster
                    .Dump()
                    .Where(one =>
                        one["kind"]!.ToString() == kind && one["metadata"]!["namespace"]!.ToString() == "default"
                    )
                    .Where(one => one["metadata"]!["name"]!.ToString() is not "kube-root-ca.crt"),
            ];
    }

    private static string Names(IEnumerable<JsonObject> objects) =>
        string.Join(' ', objects.Select(one => one["metadata"]!["name"]!.ToString()).Order(StringComparer.Ordinal));
}
