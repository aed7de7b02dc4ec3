using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Config;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

public sealed class KubeConfigTextTests
{
    private const string Whole = """
        apiVersion: v1
        kind: Config
        current-context: there
        contexts:
          - {name: there, context: {cluster: c, user: u, namespace: shop}}
        clusters:
          - name: c
            cluster:
              server: https://kube.example.com:6443/clusters/c
              tls-server-name: other.example.com
              certificate-authority: ca.pem
              proxy-url: http://proxy.example.com:3128
              extensions:
                - {name: client.authentication.k8s.io/exec, extension: {some: thing}}
        users:
          - name: u
            user:
              as: someone
              as-groups: [g]
              as-user-extra: {why: [because]}
              client-certificate-data: Y2VydA==
              client-key: key.pem
              exec:
                apiVersion: client.authentication.k8s.io/v1
                command: ./plugin
                args: [get, token]
                env: [{name: A, value: b}]
                installHint: install it
                provideClusterInfo: true
                interactiveMode: IfAvailable
        """;

    [Fact]
    public void An_access_written_down_reads_back_as_the_same_access()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "config"), Whole);
        var access = KubeConfig.Load(Path.Combine(folder.Path, "config"), context: null);
        Directory.CreateDirectory(Path.Combine(folder.Path, "elsewhere"));
        File.WriteAllText(Path.Combine(folder.Path, "elsewhere", "config"), KubeConfigText.Of(access));

        var again = KubeConfig.Load(Path.Combine(folder.Path, "elsewhere", "config"), context: null);

        Assert.Equal(
            (access.Server, access.Namespace, "releasemanager"),
            (again.Server, again.Namespace, again.Context)
        );
        Assert.Equal(
            access.Cluster with
            {
                Server = null,
                ExecExtension = null,
            },
            again.Cluster with
            {
                Server = null,
                ExecExtension = null,
            }
        );
        Assert.Equal("""{"some":"thing"}""", again.Cluster.ExecExtension);
        Assert.Equal(Path.Combine(folder.Path, "key.pem"), again.User.ClientKey);
        Assert.Equal("cert"u8.ToArray(), again.User.ClientCertificateData);
        Assert.Equal(("someone", "g"), (again.User.Impersonation!.User, again.User.Impersonation.Groups[0]));
        Assert.Equal("because", again.User.Impersonation.Extra["why"][0]);
        Assert.Equal(Path.Combine(folder.Path, "plugin"), again.User.Exec!.Command);
        Assert.Equal(["get", "token"], again.User.Exec.Args);
        Assert.Equal([KeyValuePair.Create("A", "b")], again.User.Exec.Env);
        Assert.True(again.User.Exec.ProvideClusterInfo);
    }

    [Theory]
    [InlineData("{token: abc}")]
    [InlineData("{tokenFile: /var/run/token}")]
    [InlineData("{username: me, password: abc}")]
    public void Whatever_a_user_signs_in_with_stays(string user)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            Path.Combine(folder.Path, "config"),
            $$$"""
            current-context: there
            contexts: [{name: there, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://kube.example.com", insecure-skip-tls-verify: true}}]
            users: [{name: u, user: {{{user}}}}]
            """
        );
        var access = KubeConfig.Load(Path.Combine(folder.Path, "config"), context: null);
        File.WriteAllText(Path.Combine(folder.Path, "again"), KubeConfigText.Of(access));

        var again = KubeConfig.Load(Path.Combine(folder.Path, "again"), context: null);

        Assert.Equal(
            (access.User.Token, access.User.TokenFile, access.User.Username, access.User.Password),
            (again.User.Token, again.User.TokenFile, again.User.Username, again.User.Password)
        );
        Assert.True(again.Cluster.InsecureSkipTlsVerify);
    }
}
