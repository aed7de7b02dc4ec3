using System.Text.Json.Nodes;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Import;

/// <summary>
/// The table of what can be in a release's way, against a real API server: by default, with TakeOwnership and with Recreate. Each entry is the
/// action of the plan, what became of it, and the error.
/// </summary>
public sealed class ConflictTests(ConflictBench bench) : IClassFixture<ConflictBench>
{
    private const string Restored = "Install Restored";
    private const string Foreign = "Refuse Refused ObjectBelongsToOther";
    private const string Known = "Refuse Refused ObjectWouldBeRefused";
    private const string Held = "Install Failed ObjectBeingDeleted";

    private static readonly string[] Modes = ["default", "take", "anew"];

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nothing", Restored, Restored, Restored)]
    [InlineData("unowned", Foreign, Restored, Foreign)]
    [InlineData("others", Foreign, Restored, Foreign)]
    [InlineData("own", Restored, Restored, Restored)]
    [InlineData("going", Restored, Restored, Restored)]
    [InlineData("going-unowned", Restored, Restored, Restored)]
    [InlineData("held", Held, Held, Held)]
    [InlineData("ns-going", Restored, Restored, Restored)]
    [InlineData("ns-held", Held, Held, Held)]
    [InlineData("quota", "Install Failed ApiForbidden", "Install Failed ApiForbidden", "Install Failed ApiForbidden")]
    [InlineData(
        "webhook-down",
        "Install Failed ApiInternalError",
        "Install Failed ApiInternalError",
        "Install Failed ApiInternalError"
    )]
    [InlineData("webhook-late", Restored, Restored, Restored)]
    [InlineData("selector", "Install Failed ApiInvalid", "Install Failed ApiInvalid", Restored)]
    [InlineData("selector-others", Foreign, "Install Failed ApiInvalid", Foreign)]
    [InlineData("release", "Refuse Refused ReleaseDiffers", "Refuse Refused ReleaseDiffers", "Recreate Restored")]
    public async Task What_is_in_the_way_ends_as_the_table_says(
        string conflict,
        string byDefault,
        string taken,
        string anew
    )
    {
        await bench.StartAsync();

        var ends = await Task.WhenAll(Modes.Select(mode => EndAsync(conflict, mode)));

        Assert.Equal([byDefault, taken, anew], ends);
    }

    /// <summary>What only the server knows is known before anything is written, where the plan asks it.</summary>
    [Theory]
    [InlineData("unowned", Foreign, Restored, Foreign)]
    [InlineData("own", Restored, Restored, Restored)]
    [InlineData("going", Restored, Restored, Restored)]
    [InlineData("ns-going", Restored, Restored, Restored)]
    [InlineData("quota", Known, Known, Known)]
    [InlineData("webhook-denies", Known, Known, Known)]
    [InlineData("webhook-late", Restored, Restored, Restored)]
    [InlineData("selector", Known, Known, Restored)]
    [InlineData("selector-others", Foreign, Known, Foreign)]
    [InlineData("release", "Refuse Refused ReleaseDiffers", "Refuse Refused ReleaseDiffers", "Recreate Restored")]
    public async Task A_plan_that_verifies_refuses_what_the_server_would(
        string conflict,
        string byDefault,
        string taken,
        string anew
    )
    {
        await bench.StartAsync();

        var ends = await Task.WhenAll(Modes.Select(mode => EndAsync(conflict, mode, verify: true)));

        Assert.Equal([byDefault, taken, anew], ends);
    }

    private async Task<string> EndAsync(string conflict, string mode, bool verify = false)
    {
        var ns = $"{conflict}-{mode}{(verify ? "-verified" : "")}";
        await using var webhook = new AdmissionWebhook(allows: conflict is not "webhook-denies");
        if (conflict is not "nothing")
        {
            await bench.CreateNamespaceAsync(ns);
            await PrepareAsync(conflict, ns, webhook);
        }

        var before = await bench.ReadAsync(ns);
        var settings = new ReleaseImportSettings
        {
            TakeOwnership = mode is "take",
            Recreate = mode is "anew",
            Verify = verify,
            ReleaseTimeout =
                conflict.EndsWith("held", StringComparison.Ordinal) || conflict is "webhook-down" ? Short : Long,
        };

        var plan = await bench.PlanAsync(ns, settings);
        var run = bench.RunAsync(plan);
        await RelieveAsync(conflict, ns, webhook);
        var result = await run;

        var planned = Assert.Single(plan.Releases);
        Assert.Equal(planned.Action, result.Action);
        var after = await bench.ReadAsync(ns);
        AssertOthersAreAsTheyWere(before, after, takesOver: settings.TakeOwnership, refused: !Writes(planned));
        if (result.Outcome == ReleaseImportOutcome.Restored)
        {
            await AssertHelmGoesOnAsync(ns);
        }
        else
        {
            // Which object it is, by its namespace; a release of that name is in its own.
            Assert.Contains(
                conflict is "release" ? "the release is there" : ns,
                result.Message,
                StringComparison.Ordinal
            );
        }

        return string.Join(
            ' ',
            ((string?[])[planned.Action.ToString(), result.Outcome.ToString(), result.ErrorId]).OfType<string>()
        );
    }

    private async Task PrepareAsync(string conflict, string ns, AdmissionWebhook webhook)
    {
        switch (conflict)
        {
            case "unowned":
                await bench.CreateSettingsAsync(ns, owner: null);
                break;
            case "others":
                await bench.CreateSettingsAsync(ns, owner: "others");
                break;
            case "own":
                await bench.CreateSettingsAsync(ns, owner: ConflictBench.Name);
                break;
            case "going" or "held":
                await bench.CreateSettingsAsync(ns, owner: ConflictBench.Name, held: true);
                await bench.DeleteSettingsAsync(ns);
                break;
            case "going-unowned":
                await bench.CreateSettingsAsync(ns, owner: null, held: true);
                await bench.DeleteSettingsAsync(ns);
                break;
            case "ns-going" or "ns-held":
                await bench.CreateSettingsAsync(ns, owner: null, held: true);
                await bench.DeleteNamespaceAsync(ns);
                break;
            case "quota":
                await bench.ForbidDeploymentsAsync(ns);
                break;
            case "webhook-down" or "webhook-late":
                await webhook.RegisterAsync(bench.Api, ns, Stop);
                break;
            case "webhook-denies":
                await webhook.StartAsync(Stop);
                await webhook.RegisterAsync(bench.Api, ns, Stop);
                break;
            case "selector":
                await bench.CreateDeploymentAsync(ns, owner: ConflictBench.Name);
                break;
            case "selector-others":
                await bench.CreateDeploymentAsync(ns, owner: null);
                break;
            case "release":
                string[] other = ["install", ConflictBench.Name, LabCharts.At("validated"), "--namespace", ns];
                await bench.Helm.RequireAsync(other, Stop);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(conflict), conflict, "not in the table");
        }
    }

    /// <summary>What passes by itself passes once the import stands before it.</summary>
    private async Task RelieveAsync(string conflict, string ns, AdmissionWebhook webhook)
    {
        switch (conflict)
        {
            case "going" or "going-unowned":
                await bench.BegunAsync(ns);
                await bench.LetGoAsync(ns);
                break;
            case "ns-going":
                await bench.LetGoAsync(ns);
                break;
            case "webhook-late":
                await bench.BegunAsync(ns);
                await webhook.StartAsync(Stop);
                break;
            default:
                break;
        }
    }

    private static bool Writes(ReleasePlan planned) =>
        planned.Action is not (ReleaseImportAction.Refuse or ReleaseImportAction.Skip);

    /// <summary>A refused import touches nothing at all; any other nothing of others, unless it is to take that over.</summary>
    private static void AssertOthersAreAsTheyWere(
        IReadOnlyDictionary<ObjectId, JsonObject> before,
        IReadOnlyDictionary<ObjectId, JsonObject> after,
        bool takesOver,
        bool refused
    )
    {
        if (refused)
        {
            Assert.Equal(before.Keys.Order(ById), after.Keys.Order(ById));
        }

        foreach (var (id, was) in before.Where(pair => refused || (!takesOver && !IsOfRelease(pair.Value))))
        {
            // What was on its way out may have gone, and what has its name now is new.
            if (was["metadata"]!["finalizers"] is null)
            {
                Assert.Empty(JsonDifference.Between(was, after.GetValueOrDefault(id)));
            }
        }
    }

    private static Comparer<ObjectId> ById { get; } =
        Comparer<ObjectId>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));

    private static bool IsOfRelease(JsonObject item) =>
        StoredRecords.IsRecord(item)
        || item.Child("metadata").Child("annotations").Text("meta.helm.sh/release-name") is ConflictBench.Name;

    /// <summary>Helm itself would meet whatever is not as it should be.</summary>
    private Task<string> AssertHelmGoesOnAsync(string ns) =>
        bench.Helm.RequireAsync(["upgrade", ConflictBench.Name, LabCharts.At("plain"), "--namespace", ns], Stop);
}
