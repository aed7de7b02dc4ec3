using System.Diagnostics;
using System.Text.Json;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>What real kubectl makes of several files, and what we make of them.</summary>
public sealed class KubectlComparisonTests : IDisposable
{
    private const string First = """
        current-context: ""
        clusters:
        - name: c
          cluster: {server: "https://one:6443"}
        users:
        - name: u
          user: {token: from-first}
        contexts:
        - name: x
          context: {cluster: c, user: u}
        - name: far
          context: {cluster: d, user: v, namespace: far}
        """;

    private const string Second = """
        apiVersion: v1
        kind: Config
        preferences: {}
        current-context: x
        clusters:
        - name: c
          cluster: {server: "https://two:6443", tls-server-name: two}
        - name: d
          cluster: {server: "https://d:6443", certificate-authority: ca.crt, tls-server-name: dd}
        users:
        - name: u
          user: {username: me, password: mine}
        - name: v
          user: {client-certificate: pki/v.crt, client-key-data: a2V5, client-key: none}
        contexts:
        - name: x
          context: {cluster: d, user: v, namespace: second}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("first:second", null)]
    [InlineData("second:first", null)]
    [InlineData("none:second:first", "far")]
    [InlineData("first:second", "far")]
    [InlineData("first:first:second:second", "x")]
    [InlineData("first", "x")]
    [InlineData("second", null)]
    public void Several_files_are_merged_as_kubectl_merges_them(string files, string? context)
    {
        _folder.Write("first", First);
        _folder.Write("sub/second", Second);
        _folder.Write("sub/ca.crt", "ca");
        _folder.Write("sub/pki/v.crt", "crt");
        var list = string.Join(
            Path.PathSeparator,
            files.Split(':').Select(f => Path.Combine(_folder.Path, f == "second" ? "sub/second" : f))
        );
        var expected = Kubectl(list, context);
        var access = KubeConfig.Load(null, context, new FakeEnvironment { Variables = { ["KUBECONFIG"] = list } });

        var cluster = expected.GetProperty("clusters")[0].GetProperty("cluster");
        var user = expected.GetProperty("users")[0].GetProperty("user");
        var chosen = expected.GetProperty("contexts")[0];
        Assert.Equal(chosen.GetProperty("name").GetString(), access.Context);
        Assert.Equal(Text(chosen.GetProperty("context"), "namespace"), access.Namespace);
        Assert.Equal(Text(cluster, "server"), access.Cluster.Server);
        Assert.Equal(Text(cluster, "tls-server-name"), access.Cluster.TlsServerName);
        Assert.Equal(Full(Text(cluster, "certificate-authority")), access.Cluster.CertificateAuthority);
        Assert.Equal(Text(user, "token"), access.User.Token);
        Assert.Equal(Text(user, "username"), access.User.Username);
        Assert.Equal(Text(user, "password"), access.User.Password);
        Assert.Equal(Full(Text(user, "client-certificate")), access.User.ClientCertificate);
        Assert.Equal(
            Text(user, "client-key-data"),
            access.User.ClientKeyData is { } key ? Convert.ToBase64String(key) : null
        );
    }

    /// <summary>kubectl shows paths as they are written; all of them are in the second file.</summary>
    private string? Full(string? path) => path is null ? null : Path.Combine(_folder.Path, "sub", path);

    private static string? Text(JsonElement from, string member) =>
        from.TryGetProperty(member, out var found) ? found.GetString() : null;

    private JsonElement Kubectl(string files, string? context)
    {
        var start = new ProcessStartInfo(
            "kubectl",
            [
                "config",
                "view",
                "--minify",
                "--raw",
                "-o",
                "json",
                .. context is null ? Array.Empty<string>() : ["--context", context],
            ]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
        };
        start.Environment["KUBECONFIG"] = files;
        start.Environment["HOME"] = _folder.Path;
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return JsonElement.Parse(output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("kubectl is not installed.");
            throw;
        }
    }
}
