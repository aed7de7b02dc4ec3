using System.Globalization;

namespace ReleaseManager.Lab.Scenario;

/// <summary>All that happens in the scenario. Every chart of tests/charts is in at least one story, but for those of the folder Import's tests.</summary>
internal static class Stories
{
    /// <summary>A namespace that belongs to no release and holds objects of several.</summary>
    public const string Commons = "commons";

    /// <summary>The longest name that Helm takes: 53 characters.</summary>
    public const string LongName = "a-name-of-fifty-three-characters-as-long-as-helm-goes";

    /// <summary>A port of the node that a chart asks for; all others are given by the server.</summary>
    public const int NodePort = 32080;

    public static IReadOnlyList<Story> All() => [.. Ordinary(), .. Custom(), .. Texts(), .. HelmFours(), .. Ends()];

    // What one finds in any cluster.
    private static IEnumerable<Story> Ordinary() =>
        [
            new Story("shop", "web", "plain")
                .Install("--set", "greeting=first")
                .Upgrade("--set", "greeting=second", "--set", "replicas=2", "--description", "a <described> upgrade")
                .Rollback(1)
                .Upgrade("--reuse-values", "--set", "annotations.example\\.com/by=user")
                .Ends(4),
            new Story("shop", "umbrella", "umbrella")
                .Install()
                .Upgrade("--values", "values/umbrella-more.yaml")
                .Ends(2),
            new Story("shop", "generated", "passwords").Install().Upgrade("--set", "user=other").Upgrade().Ends(3),
            new Story("shop", LongName, "plain").Install().Upgrade("--set", "replicas=0").Ends(2),
            new Story("team-a", "work", "workloads")
                .Install()
                .Upgrade("--set", "tag=2", "--set-string", "unused=1e3")
                .Ends(2),
            new Story("team-a", "db", "storage").Install().Upgrade("--set", "image=lab/db:2").Ends(2),
            new Story("team-a", "steps", "hooks")
                .Install()
                .Upgrade("--set", "step=two")
                .Rollback(1)
                .Upgrade("--set", "step=three")
                .Test()
                .Ends(4),
            new Story("team-a", "conf", "config")
                .Install("--values", "values/config.yaml")
                .Upgrade("--reuse-values", "--set", "trailing=changed", "--set-file", "multi=values/config.yaml")
                .Ends(2),
            // Its quota would count the other releases' Pods.
            new Story("edge", "edge", "network")
                .Install()
                .Upgrade("--set", "nodePort=32080")
                .Ends(2),
            new Story("platform", "base", "cluster").Install().Upgrade("--set", "priority=2000").Ends(2),
            // The same name as in shop; user labels as Helm 3.13 and later write them.
            new Story("team-b", "web", "plain")
                .Install()
                .Upgrade("--set", "service.port=8080")
                .Labelled(("team", "b"), ("example.com/owner", "Ada.Example_1"), ("empty", ""))
                .Ends(2),
        ];

    // Kinds that clusters do not have by themselves.
    private static IEnumerable<Story> Custom() =>
        [
            new Story("platform", "operator", "operator")
                .Install()
                .Upgrade("--set", "gizmo.enabled=true")
                .Upgrade("--set", "gizmo.enabled=true", "--set", "widgetSize=5", "--set", "gizmo.speed=4")
                .Ends(3),
            new Story("alpha", "things", "operand")
                .After("platform/operator")
                .Install()
                .Upgrade("--set", "sizes={2,3}")
                .Ends(2),
            new Story("platform", "guard", "admission").Install().Upgrade("--set", "timeout=7").Ends(2),
            new Story("platform", "relics", "betas").Install().Upgrade("--set", "host=older.example.com").Ends(2),
        ];

    // The oddities of YAML and of manifests.
    private static IEnumerable<Story> Texts() =>
        [
            new Story("odd", "scalars", "scalars").Install().Upgrade("--set", "marker=2").Ends(2),
            new Story("odd", "text", "oddities").Install().Upgrade("--set", "note=second").Ends(2),
            new Story("odd", "rendered", "plain")
                .Install("--post-renderer", "values/post-renderer.sh")
                .Upgrade("--post-renderer", "values/post-renderer.sh", "--set", "replicas=2")
                .Ends(2),
            new Story("odd", "repeated", "repeated").Install().Upgrade("--set", "image=lab/repeated:2").Ends(2),
            new Story("odd", "unknown", "repeated")
                .Install("--disable-openapi-validation", "--set", "unknown=true")
                .Ends(1),
            new Story("odd", "lists", "lists")
                .Install("--set", $"foreignNamespace={Commons}")
                .Upgrade("--set", $"foreignNamespace={Commons},note=second")
                .Ends(2),
            new Story("odd", "foreign", "foreign")
                .Install("--set", $"elsewhere={Commons}")
                .Upgrade("--set", $"elsewhere={Commons},note=second")
                .Ends(2),
            new Story("odd", "keep", "keep")
                .Install()
                .Upgrade("--set", "extra=false")
                .Ends(2, leftBehind: "ConfigMap odd/keep-extra"),
            new Story("odd", "tricky.v1", "validated").Install().Upgrade("--set", "replicas=3").Ends(2),
            new Story("odd", "1st", "validated").Install().Ends(1),
            new Story("odd", "big", "big").Install().Upgrade("--set", "seed=two").Ends(2),
            new Story("odd", "empty", "empty").Install().Upgrade().Ends(2),
        ];

    private static IEnumerable<Story> HelmFours() =>
        [
            new Story("helm4", "web", "plain")
                .Install()
                .Upgrade("--set", "greeting=again")
                .AsHelm4("ssa")
                .Labelled(("stage", "four"))
                .Ends(2, serverSideApply: true),
            new Story("helm4", "conf", "config")
                .Install()
                .Upgrade("--values", "values/config.yaml")
                .Rollback(1)
                .AsHelm4("ssa")
                .Ends(3, serverSideApply: true),
            new Story("helm4", "db", "storage").Install().AsHelm4("ssa").Ends(1, serverSideApply: true),
            new Story("helm4", "classic", "plain").Install().Upgrade("--set", "replicas=3").AsHelm4("csa").Ends(2),
        ];

    // All the ways in which a release can end badly, and some in which its history is special.
    private static IEnumerable<Story> Ends() =>
        [
            new Story("states", "broken", "failing")
                .InstallFails("--set", "fail=pre-install")
                .Ends("failed", 1, baseRevision: null),
            new Story("states", "half", "failing")
                .Install()
                .UpgradeFails("--set", "fail=pre-upgrade,note=second")
                .Ends("failed", 2, baseRevision: 1),
            new Story("states", "gone", "plain")
                .Install()
                .Upgrade("--set", "replicas=2")
                .UninstallKeepingHistory()
                .Ends("uninstalled", 2, baseRevision: null),
            new Story("states", "reborn", "keep")
                .Install()
                .UninstallKeepingHistory()
                .Install("--replace", "--set", "note=second")
                .Ends(2),
            new Story("states", "stuck", "failing")
                .Install()
                .Upgrade("--set", "note=second")
                .UpgradeKilled("pre-upgrade", "--set", "note=third,hang=pre-upgrade")
                .Ends("pending-upgrade", 3, baseRevision: 2),
            new Story("states", "stuck-first", "failing")
                .InstallKilled("pre-install", "--set", "hang=pre-install")
                .Ends("pending-install", 1, baseRevision: null),
            // A rollback whose hook fails stays pending; what was deployed stays so.
            new Story("states", "stuck-back", "failing")
                .Install("--set", "fail=pre-rollback")
                .Upgrade("--set", "note=second")
                .RollbackFails(1)
                .Ends("pending-rollback", 3, baseRevision: 2),
            // No deployed revision is left: the one before the failed rollback is superseded.
            new Story("states", "pinned", "pinned")
                .Install()
                .Upgrade("--set", "pinned=true")
                .RollbackFails(1)
                .Ends("failed", 3, baseRevision: 2),
            new Story("states", "going", "failing")
                .Install()
                .Upgrade("--set", "fail=pre-delete,note=second")
                .UninstallFails()
                .Ends("uninstalling", 2, baseRevision: 2),
            Many("few", 6, "--history-max", "3"),
            Many("ten", 11),
        ];

    // Old revisions are pruned: by the flag, or by Helm's default of ten.
    private static Story Many(string name, int revisions, params string[] arguments)
    {
        var story = new Story("states", name, "validated").Install();
        foreach (var revision in Enumerable.Range(2, revisions - 1))
        {
            var replicas = (revision % 10).ToString(CultureInfo.InvariantCulture);
            story.Upgrade(["--set", $"replicas={replicas}", .. arguments]);
        }

        return story.Ends(revisions);
    }
}
