using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Config;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

public sealed class CredentialTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private string? _accepted;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_is_sent_as_bearer()
    {
        await using var api = await StartAsync();
        await AskAsync(api, new UserEntry { Token = "abc" });
        Assert.Equal("Bearer abc", Sent(api)[0]);
    }

    [Fact]
    public async Task A_name_and_password_are_sent_as_basic()
    {
        await using var api = await StartAsync();
        await AskAsync(api, new UserEntry { Username = "me", Password = "ü" });
        Assert.Equal("Basic bWU6w7w=", Sent(api)[0]);
    }

    [Fact]
    public async Task Whom_to_act_as_is_sent_along()
    {
        await using var api = await StartAsync();
        var extra = new Dictionary<string, IReadOnlyList<string>> { ["example.com/scope"] = ["x"] };
        await AskAsync(api, new UserEntry { Impersonation = new Impersonation("admin", "7", ["a"], extra) });
        var headers = api.Requests[0].Headers;
        Assert.Equal("admin", headers["Impersonate-User"]);
        Assert.Equal("7", headers["Impersonate-Uid"]);
        Assert.Equal("a", headers["Impersonate-Group"]);
        Assert.Equal("x", headers["Impersonate-Extra-example.com%2Fscope"]);
    }

    [Fact]
    public async Task A_token_file_is_read_again_after_a_minute()
    {
        var path = _folder.Write("token", "one\n");
        await using var api = await StartAsync();
        using var client = Client(api, new UserEntry { TokenFile = path });
        await client.GetVersionAsync(Stop);
        _folder.Write("token", "two");
        _time.Advance(TimeSpan.FromSeconds(59));
        await client.GetVersionAsync(Stop);
        _time.Advance(TimeSpan.FromSeconds(2));
        await client.GetVersionAsync(Stop);
        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], Sent(api));
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_its_token_is_not_accepted()
    {
        var path = _folder.Write("token", "one");
        _accepted = "Bearer one";
        await using var api = await StartAsync();
        using var client = Client(api, new UserEntry { TokenFile = path });
        await client.GetVersionAsync(Stop);
        _folder.Write("token", "two");
        _accepted = "Bearer two";
        await client.GetVersionAsync(Stop);
        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], Sent(api));
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_and_does_not_change_is_tried_once()
    {
        _accepted = "Bearer other";
        await using var api = await StartAsync();
        using var client = Client(api, new UserEntry { TokenFile = _folder.Write("token", "one") });
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.GetVersionAsync(Stop));
        Assert.True(error.IsUnauthorized);
        Assert.Equal(["Bearer one"], Sent(api));
    }

    [Fact]
    public async Task A_token_file_that_has_vanished_leaves_the_last_token()
    {
        var path = _folder.Write("token", "one");
        await using var api = await StartAsync();
        using var client = Client(api, new UserEntry { TokenFile = path });
        await client.GetVersionAsync(Stop);
        File.Delete(path);
        _time.Advance(TimeSpan.FromMinutes(2));
        await client.GetVersionAsync(Stop);
        Assert.Equal(["Bearer one", "Bearer one"], Sent(api));
    }

    [Fact]
    public async Task A_token_file_beats_a_token_which_serves_where_there_is_no_file()
    {
        await using var api = await StartAsync();
        await AskAsync(api, new UserEntry { Token = "given", TokenFile = _folder.Write("token", "filed") });
        await AskAsync(api, new UserEntry { Token = "given", TokenFile = Path.Combine(_folder.Path, "none") });
        Assert.Equal(["Bearer filed", "Bearer given"], Sent(api));
    }

    [Fact]
    public async Task A_token_file_that_is_not_there_is_named()
    {
        var path = Path.Combine(_folder.Path, "none");
        await using var api = await StartAsync();
        var error = await Assert.ThrowsAsync<KubeConfigException>(() =>
            AskAsync(api, new UserEntry { TokenFile = path })
        );
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_is_asked_once_and_again_when_its_credential_expires()
    {
        SkipOnWindows();
        var plugin = Plugin(
            """
            echo x >> "$COUNT"
            n=$(wc -l < "$COUNT" | tr -d ' ')
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
            printf '"status":{"token":"t%s","expirationTimestamp":"2026-01-02T04:00:00Z"}}' "$n"
            """
        );
        await using var api = await StartAsync();
        using var client = Client(api, plugin);
        await client.GetVersionAsync(Stop);
        await client.GetVersionAsync(Stop);
        _time.Advance(TimeSpan.FromHours(1));
        await client.GetVersionAsync(Stop);
        Assert.Equal(["Bearer t1", "Bearer t1", "Bearer t2"], Sent(api));
    }

    [Fact]
    public async Task A_plugin_is_asked_again_when_its_credential_is_not_accepted()
    {
        SkipOnWindows();
        var plugin = Plugin(
            """
            echo x >> "$COUNT"
            n=$(wc -l < "$COUNT" | tr -d ' ')
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%s"}}' "$n"
            """
        );
        _accepted = "Bearer t2";
        await using var api = await StartAsync();
        using var client = Client(api, plugin);
        await client.GetVersionAsync(Stop);
        _time.Advance(TimeSpan.FromDays(1));
        await client.GetVersionAsync(Stop);
        Assert.Equal(["Bearer t1", "Bearer t2", "Bearer t2"], Sent(api));
    }

    [Fact]
    public async Task Many_requests_at_once_ask_a_plugin_once()
    {
        SkipOnWindows();
        var plugin = Plugin(
            """
            echo x >> "$COUNT"
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}'
            """
        );
        await using var api = await StartAsync();
        using var client = Client(api, plugin);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetVersionAsync(Stop)));
        Assert.Equal("x\n", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "count"), Stop));
    }

    [Fact]
    public async Task A_plugin_is_told_of_its_cluster_and_gets_its_environment_and_arguments()
    {
        SkipOnWindows();
        var plugin = Plugin(
            """
            printf '%s' "$KUBERNETES_EXEC_INFO" > "$(dirname "$COUNT")/info"
            printf '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"%s"}}' "$1-$OWN"
            """,
            "v1beta1",
            provideClusterInfo: true
        );
        await using var api = await StartAsync();
        var access = api.Access with
        {
            User = plugin,
            Cluster = new ClusterEntry
            {
                Server = api.Server.AbsoluteUri,
                TlsServerName = "name",
                CertificateAuthorityData = "pem"u8.ToArray(),
                ExecExtension = """{"audience":"x"}""",
            },
        };

        // Over plain HTTP the bundle is of no use, and must not be looked at.
        access = access with
        {
            Cluster = access.Cluster with { CertificateAuthorityData = null },
        };
        using var client = new KubeClient(access, null, _time);
        await client.GetVersionAsync(Stop);
        Assert.Equal("Bearer arg-env", Sent(api)[0]);
        var info = new KubeObject(
            JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "info"), Stop))
        );
        Assert.Equal("ExecCredential", info.Kind);
        Assert.Equal("client.authentication.k8s.io/v1beta1", info.ApiVersion);
        Assert.Equal(JsonValueKind.False, info.Find("spec", "interactive")?.ValueKind);
        Assert.Equal(api.Server.AbsoluteUri, info.GetString("spec", "cluster", "server"));
        Assert.Equal("name", info.GetString("spec", "cluster", "tls-server-name"));
        Assert.Equal("x", info.GetString("spec", "cluster", "config", "audience"));
    }

    [Fact]
    public async Task A_plugin_may_give_client_certificates_and_change_them()
    {
        SkipOnWindows();
        using var authority = TestAuthority.Create();
        foreach (var name in (string[])["x1", "x2"])
        {
            var (certificate, key) = authority.IssueClient(name, KeyForm.EcPkcs8);
            var answer = new
            {
                apiVersion = "client.authentication.k8s.io/v1",
                kind = "ExecCredential",
                status = new
                {
                    clientCertificateData = certificate,
                    clientKeyData = key,
                    expirationTimestamp = name == "x1" ? "2026-01-02T04:00:00Z" : "2027-01-02T04:00:00Z",
                },
            };
            _folder.Write(name, JsonSerializer.Serialize(answer));
        }

        var plugin = Plugin(
            """
            echo x >> "$COUNT"
            n=$(wc -l < "$COUNT" | tr -d ' ')
            cat "$(dirname "$COUNT")/x$n"
            """
        );
        await using var api = await LoopbackApi.StartAsync(
            AnswerAsync,
            authority.IssueServer("a", true),
            askForClientCertificate: true
        );
        using var client = new KubeClient(api.Secure(authority.Pem, plugin), null, _time);
        await client.GetVersionAsync(Stop);
        _time.Advance(TimeSpan.FromHours(1));
        await client.GetVersionAsync(Stop);
        await client.GetVersionAsync(Stop);
        Assert.Equal(["CN=x1", "CN=x2", "CN=x2"], api.Requests.Select(r => r.ClientSubject));
    }

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("echo hunter2", "did not print JSON")]
    [InlineData(
        """echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"hunter2"}}'""",
        "client.authentication.k8s.io/v1,"
    )]
    [InlineData(
        """echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}'""",
        "neither"
    )]
    [InlineData(
        """echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientCertificateData":"x"}}'""",
        "without a key"
    )]
    public async Task A_plugin_that_fails_is_named_with_the_reason(string script, string why)
    {
        SkipOnWindows();
        var plugin = Plugin(script);
        await using var api = await StartAsync();
        using var client = Client(api, plugin);
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(() => client.GetVersionAsync(Stop));
        Assert.Equal("CredentialPluginFailed", error.ErrorId);
        Assert.Contains("plugin", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_is_answered_with_its_hint()
    {
        var exec = new ExecEntry
        {
            ApiVersion = "client.authentication.k8s.io/v1",
            Command = "no-such-command-here",
            InstallHint = "Get it from example.com",
            InteractiveMode = ExecInteractiveMode.Never,
        };
        await using var api = await StartAsync();
        using var client = Client(api, new UserEntry { Exec = exec });
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(() => client.GetVersionAsync(Stop));
        Assert.Contains("no-such-command-here", error.Message, StringComparison.Ordinal);
        Assert.Equal("Get it from example.com", error.Advice);
    }

    [Fact]
    public async Task A_cancelled_plugin_is_ended()
    {
        SkipOnWindows();
        var plugin = Plugin(
            """
            echo started > "$COUNT"
            exec sleep 600
            """
        );
        await using var api = await StartAsync();
        using var client = Client(api, plugin);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asking = client.GetVersionAsync(cancel.Token);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(Path.Combine(_folder.Path, "count")))
        {
            await tick.WaitForNextTickAsync(Stop);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromSeconds(30), Stop));
    }

    private static List<string> Sent(LoopbackApi api) =>
        [.. api.Requests.Select(r => r.Headers.GetValueOrDefault("Authorization", string.Empty))];

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a shell script.");

    private UserEntry Plugin(string script, string version = "v1", bool provideClusterInfo = false) =>
        OperatingSystem.IsWindows()
            ? throw new PlatformNotSupportedException()
            : new UserEntry
            {
                Exec = new ExecEntry
                {
                    ApiVersion = "client.authentication.k8s.io/" + version,
                    Command = _folder.WriteScript("plugin", script),
                    Args = ["arg"],
                    Env =
                    [
                        KeyValuePair.Create("COUNT", Path.Combine(_folder.Path, "count")),
                        KeyValuePair.Create("OWN", "env"),
                    ],
                    ProvideClusterInfo = provideClusterInfo,
                    InteractiveMode = ExecInteractiveMode.Never,
                },
            };

    private Task<LoopbackApi> StartAsync() => LoopbackApi.StartAsync(AnswerAsync);

    private Task AnswerAsync(HttpContext context)
    {
        if (_accepted is not null && context.Request.Headers.Authorization != _accepted)
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }

        return context.Response.WriteAsync("""{"gitVersion":"v1.31.0"}""");
    }

    private KubeClient Client(LoopbackApi api, UserEntry user) => new(api.Access with { User = user }, null, _time);

    private async Task AskAsync(LoopbackApi api, UserEntry user)
    {
        using var client = Client(api, user);
        await client.GetVersionAsync(Stop);
    }
}
