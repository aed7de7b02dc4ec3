using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Config;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = TestAuthority.Create();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_server_of_the_clusters_authority_is_trusted_and_spoken_to_by_http_2(
        bool authorityElliptic,
        bool serverElliptic
    )
    {
        using var authority = TestAuthority.Create(authorityElliptic);
        await using var api = await StartAsync(authority.IssueServer("a", true, elliptic: serverElliptic));
        await AskAsync(api.Secure(authority.Pem));
        Assert.Equal("HTTP/2", Assert.Single(api.Requests).Protocol);
    }

    [Fact]
    public async Task The_bundle_may_hold_several_certificates()
    {
        using var other = TestAuthority.Create(name: "another CA");
        await using var api = await StartAsync(_authority.IssueServer("a", true));
        await AskAsync(api.Secure(other.Pem + "\n# comment\n" + _authority.Pem));
    }

    [Fact]
    public async Task The_bundle_may_be_a_file()
    {
        var path = _folder.Write("ca.crt", _authority.Pem);
        await using var api = await StartAsync(_authority.IssueServer("a", true));
        await AskAsync(api.Secure(null, change: c => c with { CertificateAuthority = path }));
    }

    [Fact]
    public async Task Intermediates_that_the_server_sends_are_followed()
    {
        using var intermediate = _authority.CreateIntermediate();
        await using var api = await StartAsync(
            intermediate.IssueServer("a", true, elliptic: true),
            [intermediate.Certificate]
        );
        await AskAsync(api.Secure(_authority.Pem));
    }

    [Fact]
    public async Task An_intermediate_in_the_bundle_is_an_anchor_as_in_kubectl()
    {
        using var intermediate = _authority.CreateIntermediate();
        await using var api = await StartAsync(intermediate.IssueServer("a", true));
        await AskAsync(api.Secure(intermediate.Pem));
    }

    [Fact]
    public async Task A_server_of_an_unknown_authority_is_refused()
    {
        using var other = TestAuthority.Create(name: "another CA");
        await using var api = await StartAsync(_authority.IssueServer("a", true));
        var error = await RefusedAsync(api.Secure(other.Pem));
        Assert.Equal("ClusterNotTrusted", error.ErrorId);
        Assert.Contains("unknown authority", error.Message, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task An_authority_of_the_same_name_is_not_the_same()
    {
        using var twin = TestAuthority.Create();
        await using var api = await StartAsync(_authority.IssueServer("a", true));
        await RefusedAsync(api.Secure(twin.Pem));
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task Without_a_bundle_only_what_the_machine_trusts_is_trusted()
    {
        await using var api = await StartAsync(_authority.IssueServer("a", true));
        var error = await RefusedAsync(api.Secure(null));
        Assert.Equal("ClusterNotTrusted", error.ErrorId);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused()
    {
        await using var api = await StartAsync(_authority.IssueServer("a", true, days: -1));
        var error = await RefusedAsync(api.Secure(_authority.Pem));
        Assert.Contains("valid only", error.Message, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused()
    {
        await using var api = await StartAsync(_authority.IssueServer("other.example.com", withLoopback: false));
        var error = await RefusedAsync(api.Secure(_authority.Pem));
        Assert.Contains("not for \"127.0.0.1\"", error.Message, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_server_name_in_the_kubeconfig_is_asked_for_and_checked()
    {
        await using var api = await StartAsync(_authority.IssueServer("other.example.com", withLoopback: false));
        await AskAsync(api.Secure(_authority.Pem, change: c => c with { TlsServerName = "other.example.com" }));
        Assert.Equal("other.example.com", api.AskedName);
        var error = await RefusedAsync(
            api.Secure(_authority.Pem, change: c => c with { TlsServerName = "third.example.com" })
        );
        Assert.Contains("third.example.com", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verification_can_be_switched_off_in_the_kubeconfig()
    {
        await using var api = await StartAsync(_authority.IssueServer("x", withLoopback: false, days: -1));
        await AskAsync(api.Secure(null, change: c => c with { InsecureSkipTlsVerify = true }));
    }

    [Theory]
    [InlineData(KeyForm.RsaPkcs1)]
    [InlineData(KeyForm.RsaPkcs8)]
    [InlineData(KeyForm.EcSec1)]
    [InlineData(KeyForm.EcPkcs8)]
    public async Task A_client_certificate_is_shown(KeyForm form)
    {
        var (certificate, key) = _authority.IssueClient("me", form);
        await using var api = await StartAsync(_authority.IssueServer("a", true), askForClientCertificate: true);
        var user = new UserEntry
        {
            ClientCertificate = _folder.Write("me.crt", certificate),
            ClientKey = _folder.Write("me.key", key),
        };
        await AskAsync(api.Secure(_authority.Pem, user));
        Assert.Equal("CN=me", Assert.Single(api.Requests).ClientSubject);
    }

    [Fact]
    public async Task A_key_with_the_parameters_that_openssl_writes_before_it_is_read()
    {
        var (certificate, key) = _authority.IssueClient("me", KeyForm.EcSec1);
        const string Parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        await using var api = await StartAsync(_authority.IssueServer("a", true), askForClientCertificate: true);
        await AskAsync(api.Secure(_authority.Pem, Inline(certificate, Parameters + key)));
        Assert.Equal("CN=me", Assert.Single(api.Requests).ClientSubject);
    }

    [Fact]
    public async Task Inline_data_beats_files()
    {
        var (certificate, key) = _authority.IssueClient("inline", KeyForm.EcPkcs8);
        await using var api = await StartAsync(_authority.IssueServer("a", true), askForClientCertificate: true);
        var inline = Inline(certificate, key);
        var user = new UserEntry
        {
            ClientCertificateData = inline.ClientCertificateData,
            ClientKeyData = inline.ClientKeyData,
            ClientCertificate = "/no/such/file",
            ClientKey = "/no/such/file",
        };
        await AskAsync(api.Secure(_authority.Pem, user, c => c with { CertificateAuthority = "/no/such/file" }));
        Assert.Equal("CN=inline", Assert.Single(api.Requests).ClientSubject);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        var (certificate, _) = _authority.IssueClient("me", KeyForm.RsaPkcs8);
        var (_, key) = _authority.IssueClient("you", KeyForm.RsaPkcs8);
        var error = Assert.Throws<KubeConfigException>(() => Client(Inline(certificate, key)));
        Assert.Equal("KubeConfigBadCertificate", error.ErrorId);
        Assert.DoesNotContain("PRIVATE", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Half_a_client_certificate_is_refused(bool withCertificate, bool withKey)
    {
        var (certificate, key) = _authority.IssueClient("me", KeyForm.RsaPkcs8);
        var inline = Inline(certificate, key);
        var half = new UserEntry
        {
            Name = "me",
            ClientCertificateData = withCertificate ? inline.ClientCertificateData : null,
            ClientKeyData = withKey ? inline.ClientKeyData : null,
        };
        Assert.Contains(
            "\"me\"",
            Assert.Throws<KubeConfigException>(() => Client(half)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("-----BEGIN CERTIFICATE-----\naHVudGVyMg==\n-----END CERTIFICATE-----\n")]
    public void A_bundle_without_a_certificate_is_refused(string text)
    {
        var path = _folder.Write("ca.crt", text);
        var access = new ClusterAccess
        {
            Server = new Uri("https://127.0.0.1:1"),
            Cluster = new ClusterEntry { CertificateAuthority = path },
        };
        var error = Assert.Throws<KubeConfigException>(() => new KubeClient(access));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var user = new UserEntry { ClientCertificate = "/no/such.crt", ClientKey = "/no/such.key" };
        Assert.Contains(
            "/no/such.crt",
            Assert.Throws<KubeConfigException>(() => Client(user)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_expired_client_certificate_is_named_when_the_api_does_not_accept_it()
    {
        var (certificate, key) = _authority.IssueClient("me", KeyForm.EcPkcs8, days: -2);
        await using var api = await LoopbackApi.StartAsync(
            context =>
            {
                context.Response.StatusCode = 401;
                return Task.CompletedTask;
            },
            _authority.IssueServer("a", true),
            askForClientCertificate: true
        );
        using var client = new KubeClient(api.Secure(_authority.Pem, Inline(certificate, key)));
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.GetVersionAsync(Stop));
        Assert.True(error.IsUnauthorized);
        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
    }

    private static UserEntry Inline(string certificate, string key) =>
        new()
        {
            ClientCertificateData = System.Text.Encoding.UTF8.GetBytes(certificate),
            ClientKeyData = System.Text.Encoding.UTF8.GetBytes(key),
        };

    private static KubeClient Client(UserEntry user) =>
        new(new ClusterAccess { Server = new Uri("https://127.0.0.1:1"), User = user });

    private static Task<LoopbackApi> StartAsync(
        X509Certificate2 certificate,
        X509Certificate2Collection? intermediates = null,
        bool askForClientCertificate = false
    ) =>
        LoopbackApi.StartAsync(
            context => context.Response.WriteAsync("""{"gitVersion":"v1.31.0","major":"1","minor":"31+"}"""),
            certificate,
            intermediates,
            askForClientCertificate
        );

    private static async Task AskAsync(ClusterAccess access)
    {
        using var client = new KubeClient(access);
        Assert.Equal(new ServerVersion("v1.31.0", 1, 31), await client.GetVersionAsync(Stop));
    }

    private static async Task<ClusterConnectionException> RefusedAsync(ClusterAccess access)
    {
        using var client = new KubeClient(access);
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(() => client.GetVersionAsync(Stop));
        Assert.Equal(ErrorKind.Cluster, error.Kind);
        Assert.Equal(0, client.Requests.Retries);
        return error;
    }
}
