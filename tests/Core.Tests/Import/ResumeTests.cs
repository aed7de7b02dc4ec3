using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>An import that ends anywhere, in whatever way, goes on when it is run again, and nothing is done twice.</summary>
public sealed partial class ResumeTests
{
    private static readonly string[] Kinds =
    [
        "/api/v1/namespaces/shop/secrets",
        "/api/v1/namespaces/shop/configmaps",
        "/api/v1/namespaces/shop/services",
        "/apis/batch/v1/namespaces/shop/jobs",
    ];

    private static readonly ReleaseImportSettings Impatient = new() { ReleaseTimeout = TimeSpan.Zero };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, "ssa")]
    public async Task Killed_at_every_request_it_ends_as_one_that_was_never_interrupted(bool answerLost, string? method)
    {
        await using var whole = await ImportBench.StartAsync();
        await whole.SaveAsync(Release(method));
        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await whole.ImportAsync()).Outcome);
        var expected = await DumpAsync(whole);
        var killedAt = 0;
        for (; ; killedAt++)
        {
            await using var bench = await ImportBench.StartAsync();
            await bench.SaveAsync(Release(method));
            var plan = await bench.PlanAsync(new ImportOptions { Settings = Impatient });
            var lost = default(SandboxRequest);
            if (!await RunUntilKilledAsync(bench, plan, killedAt, answerLost, request => lost = request))
            {
                break;
            }

            var results = await bench.ImportAsync();

            Assert.All(
                results,
                result =>
                    Assert.True(
                        result.Outcome is ReleaseImportOutcome.Restored or ReleaseImportOutcome.Skipped,
                        $"killed at request {killedAt}: {result.Outcome} {result.Message}"
                    )
            );
            Assert.Equal(expected, await DumpAsync(bench));
            Assert.Equal(
                3,
                bench.Cluster.Requests.Count(IsJobCreated) + (lost is not null && IsJobWrite(lost) ? 1 : 0)
            );
        }

        Assert.True(killedAt > 15, $"only {killedAt} requests were seen");
    }

    [Fact]
    public async Task A_lock_of_a_living_import_is_respected_until_it_has_run_out()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(null));
        var plan = await bench.PlanAsync(new ImportOptions { Settings = Impatient });
        await RunUntilKilledAsync(bench, plan, killedAt: 12, answerLost: false);
        await RenewByStrangerAsync(bench, DateTimeOffset.UtcNow);

        var held = Assert.Single(await bench.ImportAsync());
        await RenewByStrangerAsync(bench, DateTimeOffset.UtcNow - ImportLock.Lifetime);
        var left = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Refused, "ImportInProgress"), (held.Outcome, held.ErrorId));
        Assert.Equal((ReleaseImportAction.Resume, ReleaseImportOutcome.Restored), (left.Action, left.Outcome));
    }

    [Fact]
    public async Task While_it_is_under_way_helm_sees_a_busy_release()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(null));
        var plan = await bench.PlanAsync(new ImportOptions { Settings = Impatient });

        await RunUntilKilledAsync(bench, plan, killedAt: 12, answerLost: false);

        var record = Assert.Single(await bench.ListAsync("/api/v1/namespaces/shop/secrets"))!.AsObject();
        Assert.Equal("sh.helm.release.v1.web.v2", (string?)record["metadata"]!["name"]);
        Assert.Equal("pending-install", (string?)record["metadata"]!["labels"]!["status"]);
        record["kind"] = "Secret";
        Assert.Equal(ReleaseStatuses.PendingInstall, ImportTests.Decode(record).Status);
    }

    [Fact]
    public async Task An_unfinished_import_of_another_snapshot_s_form_of_the_release_is_refused()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(null));
        var plan = await bench.PlanAsync(new ImportOptions { Settings = Impatient });
        await RunUntilKilledAsync(bench, plan, killedAt: 12, answerLost: false);
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", ImportTests.ConfigMap("one"))
                .Revision(2, "deployed", ImportTests.ConfigMap("changed"))
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Refused, "OtherImportUnfinished"), (result.Outcome, result.ErrorId));
        Assert.Contains("snapshot 1", result.Message, StringComparison.Ordinal);
    }

    private static SavedReleaseBuilder Release(string? method)
    {
        var hooks = new JsonArray(
            SavedReleaseBuilder.Hook("pre-install", "first", Job("first"), weight: -5),
            SavedReleaseBuilder.Hook("pre-install", "second", Job("second"), policy: "hook-succeeded"),
            SavedReleaseBuilder.Hook("post-install", "third", Job("third"), policy: "hook-failed")
        );
        var manifest =
            ImportTests.ConfigMap("one")
            + "---\n"
            + ImportTests.ConfigMap("two")
            + "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  clusterIP: None\n  ports: [{port: 80}]\n";
        return new SavedReleaseBuilder("shop", "web")
            .Revision(1, "superseded", ImportTests.ConfigMap("one"))
            .Revision(2, "deployed", manifest, hooks, method);
    }

    private static string Job(string name) =>
        $$"""
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {{name}}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: c, image: i}]
            """;

    private static bool IsJobWrite(SandboxRequest request) =>
        request.Resource == "jobs" && request.Method is ("POST" or "PATCH");

    private static bool IsJobCreated(SandboxRequest request) => IsJobWrite(request) && request.StatusCode == 201;

    /// <returns>False if the import ended before so many requests were made.</returns>
    private static async Task<bool> RunUntilKilledAsync(
        ImportBench bench,
        ReleaseImportPlan plan,
        int killedAt,
        bool answerLost,
        Action<SandboxRequest>? onAnswerLost = null
    )
    {
        var seen = 0;
        bool IsDead(SandboxRequest request)
        {
            // What a cluster serves is asked for at the start, in as many requests as it has groups.
            if (string.IsNullOrEmpty(request.Resource) || Interlocked.Increment(ref seen) <= killedAt)
            {
                return false;
            }

            if (answerLost)
            {
                onAnswerLost?.Invoke(request);
            }

            return true;
        }

        if (answerLost)
        {
            bench.Cluster.Faults.DropAnswer(1, IsDead);
        }

        bench.Cluster.Faults.Drop(int.MaxValue, answerLost ? _ => Volatile.Read(ref seen) > killedAt : IsDead);
        try
        {
            await bench.RunAsync(plan, retries: 0);
        }
        catch (ReleaseManagerException)
        {
            // What an import does that cannot reach its cluster; a killed one would say even less.
        }

        bench.Cluster.Faults.Clear();
        return seen > killedAt;
    }

    private static async Task RenewByStrangerAsync(ImportBench bench, DateTimeOffset renewed)
    {
        const string Path = "/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v2";
        var record = (await bench.GetAsync(Path))!;
        var mark = JsonNode.Parse((string)record["metadata"]!["annotations"]![ImportLock.Annotation]!)!;
        mark["renewed"] = renewed;
        mark["holder"]!["machine"] = "another";
        record["metadata"]!["annotations"]![ImportLock.Annotation] = mark.ToJsonString();
        await bench.PutAsync(Path, record);
    }

    private static async Task<IReadOnlyList<string>> DumpAsync(ImportBench bench)
    {
        var dump = new List<string>();
        foreach (var path in Kinds)
        {
            foreach (var item in await bench.ListAsync(path))
            {
                var metadata = item!["metadata"]!.AsObject();
                foreach (var member in (string[])["uid", "resourceVersion", "creationTimestamp", "generation"])
                {
                    metadata.Remove(member);
                }

                foreach (var entry in metadata["managedFields"]?.AsArray() ?? [])
                {
                    entry!.AsObject().Remove("time");
                }

                item.AsObject().Remove("status");
                dump.Add(ControllerUid().Replace($"{path} {item.ToJsonString()}", "\"controller-uid\":\"…\""));
            }
        }

        return dump;
    }

    [GeneratedRegex("\"(?:batch\\.kubernetes\\.io/)?controller-uid\":\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ControllerUid();
}
