using System.Text;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Config;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

public sealed class KubeConfigTests : IDisposable
{
    private const string Simple = """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
        - name: c1
          cluster: {server: "https://one.example.com:6443", certificate-authority: pki/ca.crt}
        - name: c2
          cluster: {server: "https://two.example.com/k8s/clusters/x"}
        users:
        - name: u1
          user: {token: first, client-certificate: ../me.crt, client-key: /abs/me.key}
        - name: u2
          user: {username: me, password: "123"}
        contexts:
        - name: one
          context: {cluster: c1, user: u1, namespace: team}
        - name: two
          context: {cluster: c2, user: u2}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_explicit_file_is_read_alone()
    {
        var environment = new FakeEnvironment { Variables = { ["KUBECONFIG"] = "/nowhere" } };
        var access = KubeConfig.Load(_folder.Write("config", Simple), null, environment);
        Assert.Equal(new Uri("https://one.example.com:6443"), access.Server);
        Assert.Equal("one", access.Context);
        Assert.Equal("team", access.Namespace);
        Assert.Equal("first", access.User.Token);
    }

    [Fact]
    public void Relative_paths_start_from_the_folder_of_the_file()
    {
        var access = KubeConfig.Load(_folder.Write("sub/config", Simple), null, new FakeEnvironment());
        Assert.Equal(Path.Combine(_folder.Path, "sub", "pki", "ca.crt"), access.Cluster.CertificateAuthority);
        Assert.Equal(Path.Combine(_folder.Path, "me.crt"), access.User.ClientCertificate);
        Assert.Equal(Path.GetFullPath("/abs/me.key"), access.User.ClientKey);
    }

    [Fact]
    public void A_context_can_be_chosen()
    {
        var access = KubeConfig.Load(_folder.Write("config", Simple), "two", new FakeEnvironment());
        Assert.Equal("https://two.example.com/k8s/clusters/x", access.Server.AbsoluteUri);
        Assert.Equal("123", access.User.Password);
        Assert.Null(access.Namespace);
    }

    [Fact]
    public void A_context_that_is_not_there_is_answered_with_those_that_are()
    {
        var path = _folder.Write("config", Simple);
        var error = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path, "three", new FakeEnvironment()));
        Assert.Equal("KubeContextNotFound", error.ErrorId);
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("\"three\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("one, two", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contexts_are_listed()
    {
        Assert.Equal(["one", "two"], KubeConfig.Contexts(_folder.Write("config", Simple), new FakeEnvironment()));
        Assert.Equal([], KubeConfig.Contexts(null, new FakeEnvironment()));
    }

    [Fact]
    public void The_first_of_several_files_to_name_an_entry_wins_and_missing_ones_are_ignored()
    {
        const string Second = """
            current-context: two
            clusters:
            - name: c1
              cluster: {server: "https://other.example.com", tls-server-name: other}
            - name: c3
              cluster: {server: "https://three.example.com", certificate-authority: ca.crt}
            contexts:
            - name: three
              context: {cluster: c3, user: u1}
            """;
        var first = _folder.Write("first", Simple);
        var second = _folder.Write("sub/second", Second);
        var environment = new FakeEnvironment
        {
            Variables =
            {
                ["KUBECONFIG"] = string.Join(Path.PathSeparator, Path.Combine(_folder.Path, "none"), first, "", second),
            },
        };
        var one = KubeConfig.Load(null, null, environment);
        Assert.Equal("one", one.Context);
        Assert.Equal("one.example.com", one.Server.Host);
        Assert.Null(one.Cluster.TlsServerName);
        var three = KubeConfig.Load(null, "three", environment);
        Assert.Equal("three.example.com", three.Server.Host);
        Assert.Equal("first", three.User.Token);
        Assert.Equal(Path.Combine(_folder.Path, "sub", "ca.crt"), three.Cluster.CertificateAuthority);
    }

    [Fact]
    public void Without_anything_else_the_file_in_the_home_folder_is_read()
    {
        _folder.Write(".kube/config", Simple);
        var access = KubeConfig.Load(null, null, new FakeEnvironment { HomeFolder = _folder.Path });
        Assert.Equal("one", access.Context);
    }

    [Theory]
    [InlineData("10.0.0.1", "443", "https://10.0.0.1/")]
    [InlineData("fd00::1", "6443", "https://[fd00::1]:6443/")]
    public void A_pod_finds_its_own_cluster(string host, string port, string expected)
    {
        _folder.Write("sa/token", "abc\n");
        _folder.Write("sa/ca.crt", "pem");
        _folder.Write("sa/namespace", "mine\n");
        var environment = new FakeEnvironment
        {
            HomeFolder = _folder.Path,
            ServiceAccountFolder = Path.Combine(_folder.Path, "sa"),
            Variables = { ["KUBERNETES_SERVICE_HOST"] = host, ["KUBERNETES_SERVICE_PORT"] = port },
        };
        var access = KubeConfig.Load(null, null, environment);
        Assert.Equal(expected, access.Server.AbsoluteUri);
        Assert.Equal("mine", access.Namespace);
        Assert.Null(access.Context);
        Assert.Equal(Path.Combine(_folder.Path, "sa", "token"), access.User.TokenFile);
        Assert.Equal(Path.Combine(_folder.Path, "sa", "ca.crt"), access.Cluster.CertificateAuthority);

        _folder.Write(".kube/config", Simple);
        Assert.Equal("one", KubeConfig.Load(null, null, environment).Context);
    }

    [Fact]
    public void Nothing_at_all_is_a_clear_error()
    {
        var error = Assert.Throws<KubeConfigException>(() =>
            KubeConfig.Load(null, null, new FakeEnvironment { HomeFolder = _folder.Path })
        );
        Assert.Equal("KubeConfigEmpty", error.ErrorId);
        Assert.Contains("--kubeconfig", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void An_explicit_file_that_is_not_there_is_an_error_even_in_a_pod()
    {
        var path = Path.Combine(_folder.Path, "none");
        var error = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path, null, new FakeEnvironment()));
        Assert.Equal("KubeConfigNotFound", error.ErrorId);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: b: c\n", 1)]
    [InlineData("apiVersion: v1\nclusters:\n- name: x\n  cluster: {server: 'https://a'\nusers: []\n", 4)]
    [InlineData("apiVersion: v1\nclusters: {}\n", 2)]
    [InlineData("apiVersion: v1\nusers:\n- name: u\n  user:\n    token: 12345\n", 5)]
    [InlineData("apiVersion: v1\nusers:\n- name: u\n  user:\n    token: yes\n", 5)]
    [InlineData("apiVersion: v1\nclusters:\n- name: c\n  cluster:\n    insecure-skip-tls-verify: 'true'\n", 5)]
    [InlineData("apiVersion: v1\nclusters:\n- name: c\n  cluster:\n    certificate-authority-data: '?'\n", 5)]
    [InlineData("apiVersion: v2\n", 1)]
    [InlineData("kind: Pod\n", 1)]
    [InlineData("just text", 1)]
    [InlineData("- 1\n", 1)]
    [InlineData("a: *none\n", 1)]
    public void A_malformed_file_is_named_with_the_line(string text, int line)
    {
        const string Context = "contexts:\n- name: x\n  context: {cluster: c, user: u}\ncurrent-context: x\n";
        var whole = text.StartsWith("apiVersion: v1\nusers", StringComparison.Ordinal)
            ? text + "clusters:\n- name: c\n  cluster: {server: 'https://a'}\n" + Context
            : text;
        var path = _folder.Write("config", whole);
        var error = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path, null, new FakeEnvironment()));
        Assert.Equal("KubeConfigMalformed", error.ErrorId);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains($"line {line}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("12345", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_there_twice_is_refused_as_kubectl_does()
    {
        const string Text = "clusters:\n- name: c\n  cluster: {server: a}\n- name: c\n  cluster: {server: b}\n";
        var path = _folder.Write("config", Text);
        var error = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path, null, new FakeEnvironment()));
        Assert.Contains("\"c\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_repeated_key_the_last_counts()
    {
        var path = _folder.Write("config", Simple + "\ncurrent-context: two\n");
        Assert.Equal("two", KubeConfig.Load(path, null, new FakeEnvironment()).Context);
    }

    [Fact]
    public void Json_and_anchors_are_read_too()
    {
        var json = _folder.Write(
            "json",
            """
            {"current-context":"x","contexts":[{"name":"x","context":{"cluster":"c","user":""}}],
             "clusters":[{"name":"c","cluster":{"server":"https:\/\/a.example.com"}}]}
            """
        );
        Assert.Equal("a.example.com", KubeConfig.Load(json, null, new FakeEnvironment()).Server.Host);
        var anchors = _folder.Write(
            "anchors",
            """
            current-context: x
            contexts: [{name: x, context: {cluster: c}}]
            clusters:
            - name: d
              cluster: &same {server: "https://b.example.com"}
            - name: c
              cluster: *same
            """
        );
        Assert.Equal("b.example.com", KubeConfig.Load(anchors, null, new FakeEnvironment()).Server.Host);
    }

    [Theory]
    [InlineData("cluster: {server: 'ftp://a'}", "no http")]
    [InlineData("cluster: {}", "no server")]
    [InlineData("cluster: {server: 'https://me:hunter2@a'}", "credentials belong under users")]
    [InlineData("cluster: {server: 'https://a', proxy-url: '::'}", "proxy-url")]
    [InlineData("cluster: {server: 'https://a', insecure-skip-tls-verify: true, certificate-authority: x}", "only one")]
    public void A_cluster_that_cannot_be_used_is_refused(string cluster, string why)
    {
        var path = _folder.Write(
            "config",
            $"current-context: x\ncontexts: [{{name: x, context: {{cluster: c}}}}]\nclusters:\n- name: c\n  {cluster}\n"
        );
        var error = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path, null, new FakeEnvironment()));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contexts: [{name: x, context: {cluster: none}}]", "\"none\"")]
    [InlineData(
        "contexts: [{name: x, context: {cluster: c, user: nobody}}]\nclusters: [{name: c, cluster: {server: 'https://a'}}]",
        "\"nobody\""
    )]
    public void What_a_context_refers_to_must_be_there(string text, string named)
    {
        var path = _folder.Write("config", text);
        var error = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path, "x", new FakeEnvironment()));
        Assert.Equal("KubeConfigIncomplete", error.ErrorId);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_current_context_one_must_be_named()
    {
        var path = _folder.Write("config", Simple.Replace("current-context: one", "", StringComparison.Ordinal));
        var error = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path, null, new FakeEnvironment()));
        Assert.Equal("KubeContextNotSet", error.ErrorId);
        Assert.Contains("one, two", error.Advice, StringComparison.Ordinal);
        Assert.Equal("two", KubeConfig.Load(path, "two", new FakeEnvironment()).Context);
    }

    [Fact]
    public void A_legacy_auth_provider_is_named()
    {
        var error = Assert.Throws<KubeConfigException>(() =>
            User("{auth-provider: {name: gcp, config: {x: hunter2}}}")
        );
        Assert.Equal("KubeConfigAuthProvider", error.ErrorId);
        Assert.Contains("gcp", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_with_token_and_password_is_ambiguous() =>
        Assert.Throws<KubeConfigException>(() => User("{token: a, username: b}"));

    [Fact]
    public void A_plugin_is_read_with_its_command_relative_to_the_file()
    {
        var exec = User(
            """
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: ./bin/login
              args: [a, "1"]
              env: [{name: A, value: b}]
              installHint: get it
              provideClusterInfo: true
              interactiveMode: Never
            """
        ).Exec;
        Assert.NotNull(exec);
        Assert.Equal(Path.Combine(_folder.Path, "bin", "login"), exec.Command);
        Assert.Equal(["a", "1"], exec.Args);
        Assert.Equal([KeyValuePair.Create("A", "b")], exec.Env);
        Assert.Equal("get it", exec.InstallHint);
        Assert.True(exec.ProvideClusterInfo);
        Assert.Equal(ExecInteractiveMode.Never, exec.InteractiveMode);
    }

    [Fact]
    public void A_plugin_without_a_path_is_looked_for_on_the_search_path()
    {
        var exec = User("exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: login}").Exec;
        Assert.Equal("login", exec?.Command);
        Assert.Equal(ExecInteractiveMode.IfAvailable, exec?.InteractiveMode);
    }

    [Theory]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: login}")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: login}")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Sometimes, command: login}")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}")]
    public void A_plugin_that_kubectl_would_refuse_is_refused(string user) =>
        Assert.Throws<KubeConfigException>(() => User(user));

    [Fact]
    public void Inline_data_is_decoded()
    {
        var user = User($"{{client-certificate-data: {Base64("cert")}, client-key-data: {Base64("key")}}}");
        Assert.Equal("cert"u8.ToArray(), user.ClientCertificateData);
        Assert.Equal("key"u8.ToArray(), user.ClientKeyData);
    }

    [Fact]
    public void Whom_a_user_acts_as_is_read()
    {
        var acts = User("{as: admin, as-uid: '7', as-groups: [a, b], as-user-extra: {scope: [x, y]}}").Impersonation;
        Assert.Equal("admin", acts?.User);
        Assert.Equal("7", acts?.Uid);
        Assert.Equal(["a", "b"], acts?.Groups);
        Assert.Equal(["x", "y"], acts?.Extra["scope"]);
        Assert.Throws<KubeConfigException>(() => User("{as-groups: [a]}"));
    }

    [Fact]
    public void The_text_of_an_access_shows_no_credential()
    {
        var access = KubeConfig.Load(_folder.Write("config", Simple), null, new FakeEnvironment());
        Assert.Equal("https://one.example.com:6443 (context \"one\")", access.ToString());
        Assert.DoesNotContain("first", access.User.ToString(), StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A user as it is read.</summary>
    /// <param name="user">The user as YAML, in flow or block style.</param>
    private UserEntry User(string user)
    {
        var block = string.Join('\n', user.Split('\n').Select(l => "    " + l));
        var path = _folder.Write(
            "config",
            $"""
            current-context: x
            contexts: [{"{"}name: x, context: {"{"}cluster: c, user: u{"}"}{"}"}]
            clusters: [{"{"}name: c, cluster: {"{"}server: "https://a.example.com"{"}"}{"}"}]
            users:
            - name: u
              user:
            {block}
            """
        );
        return KubeConfig.Load(path, null, new FakeEnvironment()).User;
    }
}
