using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Comparison;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Comparison;

/// <summary>What a real API server makes of the manifests that real Helm installed, and what was changed by hand since.</summary>
public sealed class DriftTests(LabFixture lab)
{
    // Defaults, spellings of quantities, octal modes, lists by keys, webhooks, converted versions, repeated keys, custom kinds.
    private static readonly string[] Releases =
    [
        "shop/web",
        "team-a/work",
        "team-a/db",
        "team-a/conf",
        "edge/edge",
        "platform/base",
        "platform/operator",
        "platform/guard",
        "platform/relics",
        "alpha/things",
        "odd/lists",
        "odd/repeated",
        "odd/scalars",
        "odd/foreign",
        "odd/unknown",
        "helm4/web",
    ];

    private static readonly ClientIdentity Reader = new() { User = "lab-reader" };

    // Fields that this server does not know, or not yet: it says so when it is asked, structure alone cannot.
    private static readonly string[] NeverLive = ["ConfigMap odd/unknown-unknown", "Job team-a/work-once-2"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drift_made_by_hand_is_named_and_nothing_else()
    {
        var (a, _) = await lab.EmptyAsync();
        await new ReleaseScenario(a).FillAsync(Releases, Stop);
        await AllowReadingAsync(a);

        AssertNone(await DriftAsync(a.Kubeconfig));
        AssertNone(await DriftAsync(a.WriteKubeconfig(Reader), NeverLive));

        await ChangeAsync(a);

        const string Expected = """
            odd/repeated Changed Deployment odd/repeated-env: spec.template.spec.containers[0].image
            shop/web Changed Deployment shop/web: metadata.labels['app.kubernetes.io/name'], spec.template.spec.containers[0].image
            team-a/conf Changed Secret team-a/conf-strings: data.user
            team-a/work Missing ServiceAccount team-a/work
            team-a/work Changed ConfigMap team-a/work: data.a
            team-a/work Changed DaemonSet team-a/work: spec.template.spec.containers[0].resources.limits.cpu
            team-a/work Changed Deployment team-a/work: spec.replicas
            """;
        foreach (var kubeconfig in (string[])[a.Kubeconfig, a.WriteKubeconfig(Reader)])
        {
            var found = await DriftAsync(kubeconfig, NeverLive);
            Assert.True(found == Expected.ReplaceLineEndings("\n"), found);
        }
    }

    private static void AssertNone(string lines) => Assert.True(lines.Length == 0, lines);

    private static async Task ChangeAsync(KubernetesCluster cluster)
    {
        await KubectlAsync("scale", "deployment", "work", "--replicas", "4", "-n", "team-a");
        await KubectlAsync("delete", "serviceaccount", "work", "-n", "team-a");
        await KubectlAsync("set", "image", "deployment/repeated-env", "main=lab/main:by-hand", "-n", "odd");
        await PatchAsync("team-a", "configmap/work", """{"data":{"a":"c","more":"d"}}""");
        await PatchAsync("team-a", "secret/conf-strings", """{"data":{"user":"cm9vdA=="}}""");
        await PatchAsync(
            "team-a",
            "daemonset/work",
            """{"spec":{"template":{"spec":{"containers":[{"name":"main","resources":{"limits":{"cpu":"2","memory":"1024Mi"}}}]}}}}"""
        );
        await KubectlAsync("set", "image", "deployment/web", "*=lab/web:by-hand", "-n", "shop");
        await KubectlAsync("label", "deployment/web", "app.kubernetes.io/name=other", "--overwrite", "-n", "shop");

        // What no manifest sets is nobody's drift.
        await KubectlAsync("annotate", "deployment/work", "example.com/note=by-hand", "-n", "team-a");
        await KubectlAsync("set", "env", "daemonset/work", "ADDED=by-hand", "-n", "team-a");

        Task PatchAsync(string ns, string name, string patch) => KubectlAsync("patch", name, "-n", ns, "-p", patch);

        async Task KubectlAsync(params string[] args) => await cluster.Kubectl.RequireAsync(args, Stop);
    }

    /// <summary>One line for each object, and what could not be looked at.</summary>
    private static async Task<string> DriftAsync(string kubeconfig, params string[] except)
    {
        using var client = new KubeClient(KubeConfig.Load(kubeconfig, context: null));
        var side = ComparisonSide.Of(client);
        var comparer = new ReleaseComparer(side, side, new Core.Comparison.ComparisonOptions { IncludeDrift = true });
        var found = await comparer.RunAsync(progress: null, Stop).ToListAsync(Stop);
        return string.Join(
            '\n',
            found.SelectMany(release =>
                release
                    .Drift!.Where(item => !except.Contains($"{item}", StringComparer.Ordinal))
                    .Select(item =>
                        $"{item.Change} {item}{(item.Fields.Count > 0 ? ": " : "")}{string.Join(", ", item.Fields.Select(field => field.Path))}"
                    )
                    .Concat(release.Problem is { } problem ? [problem] : [])
                    .Select(line => $"{release.Namespace}/{release.Name} {line}")
            )
        );
    }

    private static async Task AllowReadingAsync(KubernetesCluster cluster)
    {
        await cluster.Kubectl.RequireAsync(
            ["create", "clusterrole", "lab-reader", "--verb=get,list", "--resource=*.*"],
            Stop
        );
        await cluster.Kubectl.RequireAsync(
            ["create", "clusterrolebinding", "lab-reader", "--clusterrole=lab-reader", $"--user={Reader.User}"],
            Stop
        );
    }
}
