using System.Text.Json.Nodes;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>One bit flipped in each file of a state, one file at a time: the check names it and whom it touches, the import refuses just those.</summary>
public sealed class DamagedStateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_flipped_bit_in_each_file_is_named_and_just_the_releases_that_it_touches_are_refused()
    {
        await using var bench = await FilledAsync();
        var backend = (MemoryBackend)bench.State.Backend;
        var all = await PlannedAsync(bench, ReleaseImportAction.Install);
        Assert.Equal(["back/api", "shop/gadget", "shop/web"], all);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in backend.Names)
        {
            var whole = backend.Get(name);
            var damaged = (byte[])whole.Clone();
            damaged[damaged.Length / 2] ^= 1;
            backend.Put(name, damaged);
            kinds.Add(name.Split('/')[0]);

            var problem = Assert.Single((await bench.State.VerifyAsync(null, Stop)).Problems);
            Assert.Equal(name, problem.File);
            await AssertRefusedAsync(bench, name, problem);

            backend.Put(name, whole);
        }

        Assert.Equal(6, kinds.Count);
    }

    [Fact]
    public async Task The_rest_of_a_damaged_state_is_brought_back_and_the_refused_are_named()
    {
        await using var bench = await FilledAsync();
        var backend = (MemoryBackend)bench.State.Backend;
        var entries = await EntriesAsync(bench);
        backend.Put(StateLayout.Record(entries.Single(e => e is { Name: "web", Revision: 1 }).Record), "damaged"u8);

        var results = await bench.ImportAsync();

        Assert.Equal(
            ["back/api Restored", "shop/gadget Restored", "shop/web Refused"],
            results.Select(r => $"{r.Namespace}/{r.Name} {r.Outcome}").Order(StringComparer.Ordinal)
        );
        var refused = results.Single(r => r.Name == "web");
        Assert.Equal("RecordDamaged", refused.ErrorId);
        Assert.Contains("-NoHistory", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.ListAsync("/api/v1/namespaces/shop/secrets?labelSelector=name%3Dweb"));

        // The way out that it names.
        var again = await bench.ImportAsync(new ReleaseImportSettings { NoHistory = true });
        Assert.Equal(ReleaseImportOutcome.Restored, again.Single(r => r.Name == "web").Outcome);
    }

    private static async Task AssertRefusedAsync(ImportBench bench, string name, VerifyProblem problem)
    {
        switch (name.Split('/')[0])
        {
            case StateLayout.Header or StateLayout.Snapshots:
                await Assert.ThrowsAsync<StateException>(() => bench.PlanAsync());
                break;
            case StateLayout.Manager:
                Assert.Empty(await PlannedAsync(bench, ReleaseImportAction.Refuse));
                break;
            case StateLayout.Records:
                var touched = problem.Releases.Select(release => release.Split(' ')[0]);
                Assert.Equal(touched, await PlannedAsync(bench, ReleaseImportAction.Refuse));
                break;
            case StateLayout.Listings:
                Assert.Equal(problem.Releases, await PlannedAsync(bench, ReleaseImportAction.Refuse));
                break;
            default:
                // The definition that gadget needs, or the namespace shop with both of its releases.
                var refused = await PlannedAsync(bench, ReleaseImportAction.Refuse);
                Assert.True(refused is ["shop/gadget"] or ["shop/gadget", "shop/web"], string.Join(' ', refused));
                break;
        }
    }

    private static async Task<List<string>> PlannedAsync(ImportBench bench, ReleaseImportAction action) =>
        [
            .. (await bench.PlanAsync())
                .Releases.Where(release => release.Action == action)
                .Select(release => $"{release.Namespace}/{release.Name}")
                .Order(StringComparer.Ordinal),
        ];

    private static async Task<List<ListingEntry>> EntriesAsync(ImportBench bench)
    {
        var latest = await bench.State.RequireAsync(SnapshotSelector.Latest, Stop);
        return await bench.State.ReadEntriesAsync(latest, Stop).ToListAsync(Stop);
    }

    private static async Task<ImportBench> FilledAsync()
    {
        var bench = await ImportBench.StartAsync();
        var widget = """
            ---
            # Source: plain/templates/widget.yaml
            apiVersion: example.com/v1
            kind: Widget
            metadata:
              name: one
            """;
        var crd = JsonNode
            .Parse(
                """
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
                 "spec":{"group":"example.com","scope":"Namespaced","names":{"kind":"Widget","plural":"widgets","singular":"widget","listKind":"WidgetList"},
                 "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
                """
            )!
            .AsObject();
        var space = JsonNode
            .Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"team":"a"}}}""")!
            .AsObject();
        await bench.SaveAsync(
            [crd, space],
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", ConfigMap("web-old"))
                .Revision(2, "deployed", ConfigMap("web")),
            new SavedReleaseBuilder("shop", "gadget").Revision(1, "deployed", widget, needs: ["Widget.example.com"]),
            new SavedReleaseBuilder("back", "api").Revision(1, "deployed", ConfigMap("api"))
        );
        await bench.State.NoteCheckAsync(
            new ManagerNote
            {
                LastCheck = DateTimeOffset.UtcNow,
                Cluster = new ClusterIdentity(),
                Writer = "tests",
            },
            Stop
        );
        return bench;
    }

    private static string ConfigMap(string name) =>
        $"""
            ---
            # Source: plain/templates/config.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {name}
            data:
              key: value
            """;
}
