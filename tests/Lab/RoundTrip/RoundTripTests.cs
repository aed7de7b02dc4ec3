using System.Globalization;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.RoundTrip;

/// <summary>What ran in one cluster comes back in another exactly as it was, and lives on there; real Helm judges both.</summary>
public sealed class RoundTripTests(LabFixture lab)
{
    private static readonly IReadOnlyList<ScenarioRelease> All = ReleaseScenario.Releases;

    /// <summary>Neither records nor times of what is done in both clusters can be the same; who owns which field has to be.</summary>
    private static readonly ComparisonOptions Objects = new() { Records = false };

    /// <summary>Generated anew with every upgrade, as the chart wants it.</summary>
    private static readonly string[] MadeAnew = ["Secret shop/generated-rolling", "Secret shop/generated-tls"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("secret")]
    [InlineData("configmap")]
    public async Task Every_release_comes_back_as_it_was_and_lives_on(string driver)
    {
        var (a, b) = await lab.EmptyAsync();
        await new ReleaseScenario(a, driver).FillAsync(Stop);
        var trip = new Trip(lab);
        var exported = await trip.ExportAsync(a);
        Assert.Empty(exported.Problems);

        var results = await trip.ImportAsync(b);

        AssertNone(Trip.NotRestored(results));
        AssertNone(
            All.Select(release => $"{release} {release.StatusAfterImport}")
                .Except(results.Select(result => $"{result.Namespace}/{result.Name} {result.Status}"))
        );
        AssertNone(await HelmComparison.CompareAsync(a.HelmAs(driver: driver), b.HelmAs(driver: driver), Stop));
        AssertNone(await ClusterComparison.CompareAsync(a, b, new ComparisonOptions(), Stop));

        await AssertNothingChangesAsync(b, () => ApplyAgainAsync(b));
        await LiveOnAsync(a, b, driver);
    }

    /// <summary>What Helm 4 would do at its next upgrade to the same manifest.</summary>
    /// <returns>A line for each release of which a field turned out to be another manager's.</returns>
    private async Task<string> ApplyAgainAsync(KubernetesCluster cluster)
    {
        using var api = cluster.OpenApi();
        var bodies = (await StoredRecords.ListAsync(api, Stop)).Select(StoredRecords.Decode).ToList();
        var applied = All.Where(release => release.ServerSideApply).ToList();
        var lines = new List<string>();
        foreach (var release in applied)
        {
            var body = bodies.Single(one =>
                one.Text("namespace") == release.Namespace
                && one.Text("name") == release.Name
                && one["version"]!.GetValue<int>() == release.BaseRevision
            );
            try
            {
                await HelmFour.ApplyAsync(
                    cluster.Kubectl,
                    lab.CreateFolder(),
                    release.Namespace,
                    release.Name,
                    body.Text("manifest"),
                    Stop
                );
            }
            catch (LabException refused)
            {
                lines.Add($"{release}: {refused.Message}");
            }
        }

        Assert.NotEmpty(applied);
        return string.Join('\n', lines);
    }

    private static async Task LiveOnAsync(KubernetesCluster a, KubernetesCluster b, string driver)
    {
        var helm = new TwinHelm(a.HelmAs(driver: driver), b.HelmAs(driver: driver));

        await AssertNothingChangesAsync(
            b,
            () =>
                helm.RunAsync(
                    All.Where(release => release is { BaseRevision: not null, Status: "deployed" }),
                    release => ["rollback", release.Name, Number(release.BaseRevision!.Value), "--no-hooks"],
                    succeeds: _ => true
                )
        );

        var upgraded = All.Where(release => release.BaseRevision is not null).ToList();
        AssertNone(await helm.RunAsync(upgraded, Upgrade, CanBeUpgraded));
        await AssertEqualAsync(a, b);

        // What was kept when it left the manifest stays behind in A, where it is in the way of a revision that had it.
        var older = upgraded.Where(release => release is { Revision: > 1, LeftBehind.Count: 0 }).ToList();
        AssertNone(
            await helm.RunAsync(older, release => ["rollback", release.Name, Number(OldestOf(release))], IsOrdinary)
        );
        await AssertEqualAsync(a, b);

        AssertNone(await helm.RunAsync(All, release => ["uninstall", release.Name], IsOrdinary));
        // What its own hook keeps from going, in both.
        await helm.RunAsync(All, release => ["uninstall", release.Name, "--no-hooks"], _ => false);
        using var api = b.OpenApi();
        Assert.Empty(await StoredRecords.ListAsync(api, Stop));
        await AssertEqualAsync(a, b);
    }

    private static string[] Upgrade(ScenarioRelease release) =>
        [
            "upgrade",
            release.Name,
            ReleaseScenario.ChartPath(release.Chart),
            "--reuse-values",
            // Fields unknown to Kubernetes are in its manifest.
            .. (string[])(release.Chart is "repeated" ? ["--disable-openapi-validation"] : []),
        ];

    private static bool CanBeUpgraded(ScenarioRelease release) => release.Chart is not "pinned";

    private static bool IsOrdinary(ScenarioRelease release) => release.Chart is not ("pinned" or "failing");

    // Ten revisions are left by default, and two more have been made here.
    private static int OldestOf(ScenarioRelease release) =>
        release.Name is "few" or "ten" ? release.Revision : Math.Max(1, release.Revision - 1);

    /// <summary>Helm meets its own manifest: it has nothing to do, and nobody's fields change hands.</summary>
    private static async Task AssertNothingChangesAsync(KubernetesCluster cluster, Func<Task<string>> act)
    {
        using var api = cluster.OpenApi();
        await Poll.UntilAsync(
            "the binding of volumes",
            TimeSpan.FromSeconds(60),
            stop => AreClaimsSettledAsync(api, stop),
            stop: Stop
        );
        var before = await ClusterDump.ReadAsync(api, Stop);
        AssertNone(await act());
        var after = await ClusterDump.ReadAsync(api, Stop);
        AssertNone(ClusterComparison.Compare(before, after, Objects with { Managers = true, Except = [] }));
    }

    /// <summary>The controller manager binds claims that name their volume when it looks at them next, every 15 seconds; their fields change hands then.</summary>
    private static async Task<bool> AreClaimsSettledAsync(LabApi api, CancellationToken stop) =>
        (await api.GetAsync("/api/v1/persistentvolumeclaims", stop))!["items"]!
            .AsArray()
            .Where(claim => claim!["spec"]!["volumeName"] is not null)
            .All(claim => (string?)claim!["status"]!["phase"] is not "Pending");

    /// <summary>All that is in B is in A and the same; what only A has is from before.</summary>
    private static async Task AssertEqualAsync(KubernetesCluster a, KubernetesCluster b)
    {
        var lines = await ClusterComparison.CompareAsync(
            a,
            b,
            Objects with
            {
                Where = id => !MadeAnew.Contains(id.ToString(), StringComparer.Ordinal),
            },
            Stop
        );
        AssertNone(lines.Where(line => !line.EndsWith(": only in A", StringComparison.Ordinal)));
    }

    // In full: xunit cuts long strings.
    private static void AssertNone(IEnumerable<string> lines) => AssertNone(string.Join('\n', lines));

    private static void AssertNone(string lines) => Assert.True(lines.Length == 0, lines);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
