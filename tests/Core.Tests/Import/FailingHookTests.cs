using System.Text.Json.Nodes;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>A hook that fails ends its own release's import and no other, and says what can be done.</summary>
public sealed class FailingHookTests
{
    private const string Settings = "/api/v1/namespaces/shop/configmaps/settings";
    private const string Migration = "/apis/batch/v1/namespaces/shop/jobs/migrate";

    [Theory]
    [InlineData(null, true)]
    [InlineData("hook-succeeded", true)]
    [InlineData("hook-failed", false)]
    public async Task A_failing_hook_fails_its_release_alone_and_stays_as_its_policy_says(string? policy, bool stays)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Failing("pre-install", policy), Other());

        var results = await bench.ImportAsync();

        var failed = results.Single(result => result.Name == "web");
        Assert.Equal((ReleaseImportOutcome.Failed, "HookFailed"), (failed.Outcome, failed.ErrorId));
        Assert.Contains("Hook Job migrate (pre-install) of release shop/web", failed.Message, StringComparison.Ordinal);
        Assert.Contains("run the same import again", failed.Advice, StringComparison.Ordinal);
        Assert.Null(await bench.GetAsync(Settings));
        Assert.Equal(stays, await bench.GetAsync(Migration) is not null);
        Assert.Equal(
            (ReleaseImportOutcome.Restored, null),
            results.Where(result => result.Name == "other").Select(result => (result.Outcome, result.Advice)).Single()
        );
    }

    [Fact]
    public async Task The_record_says_failed_until_the_import_goes_on_without_hooks()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Failing("pre-install", policy: null));
        await bench.ImportAsync();
        var record = await bench.GetAsync("/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v1");
        Assert.Equal("failed", (string?)record!["metadata"]!["labels"]!["status"]);
        Assert.Contains("migrate", ImportTests.Decode(record).Description, StringComparison.Ordinal);

        var left = Assert.Single(await bench.ImportAsync(new ReleaseImportSettings { NoHooks = true }));

        Assert.Equal((ReleaseImportAction.Resume, ReleaseImportOutcome.Restored), (left.Action, left.Outcome));
        Assert.NotNull(await bench.GetAsync(Settings));
        await ImportTests.AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task A_failing_post_install_hook_leaves_the_objects_and_fails_the_release()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Failing("post-install", policy: null));

        var failed = Assert.Single(await bench.ImportAsync());

        Assert.Equal(
            (ReleaseImportOutcome.Failed, "HookFailed", 1),
            (failed.Outcome, failed.ErrorId, failed.ObjectsCreated)
        );
        Assert.NotNull(await bench.GetAsync(Settings));
    }

    private static SavedReleaseBuilder Failing(string on, string? policy) =>
        new SavedReleaseBuilder("shop", "web").Revision(
            1,
            "deployed",
            ImportTests.ConfigMap("settings"),
            new JsonArray(SavedReleaseBuilder.Hook(on, "migrate", Job, policy: policy))
        );

    private static SavedReleaseBuilder Other() =>
        new SavedReleaseBuilder("shop", "other").Revision(1, "deployed", ImportTests.ConfigMap("others"));

    private const string Job = """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
          annotations:
            sandbox.releasemanager/fail: "true"
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{name: main, image: lab/step:1}]
        """;
}
