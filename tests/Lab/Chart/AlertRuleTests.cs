using System.Text.Json.Nodes;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Chart;

/// <summary>The alerts of the chart, judged by Prometheus' own <c>promtool</c>: which of them a history of the daemon's figures fires, and when.</summary>
public sealed class AlertRuleTests(LabFixture lab)
{
    private const string Of = """{namespace="keepers",service="keeper-releasemanager",pod="keeper-0"}""";
    private const string Checked = $"releasemanager_last_good_check_timestamp_seconds{Of}";
    private const string Healthy = $"releasemanager_healthy{Of}";
    private const string Suspect = $"releasemanager_newest_snapshot_suspect{Of}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    // All is well: the last good check is as old as an interval at most.
    [InlineData("0+60x60", "1x60", "0x60", "60m", "")]
    [InlineData("0+60x10 600x50", "1x60", "0x60", "19m", "")]
    [InlineData("0+60x10 600x50", "1x60", "0x60", "21m", "ReleaseManagerStale")]
    [InlineData("0+60x60", "1x10 0x50", "0x60", "14m", "")]
    [InlineData("0+60x60", "1x10 0x50", "0x60", "17m", "ReleaseManagerUnhealthy")]
    [InlineData("0+60x60", "1x60", "0x10 1x50", "12m", "ReleaseManagerSuspect")]
    [InlineData("0+60x10 _x50", "1x10 _x50", "0x10 _x50", "19m", "")]
    [InlineData("0+60x10 _x50", "1x10 _x50", "0x10 _x50", "30m", "ReleaseManagerAbsent")]
    public async Task An_alert_fires_for_its_reason_and_at_its_time(
        string lastGoodCheck,
        string healthy,
        string suspect,
        string at,
        string alert
    )
    {
        var promtool = Promtool();
        var (a, _) = await lab.SharedAsync();
        var objects = await ManagerChart.ObjectsAsync(
            a,
            ["--namespace", "keepers", "--set", "prometheusRule.enabled=true", .. ManagerChart.Required],
            Stop
        );
        var spec = objects.Single("PrometheusRule").Child("spec");
        var folder = lab.CreateFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yaml"), spec.ToJsonString(), Stop);
        var test = Path.Combine(folder, "test.yaml");
        await File.WriteAllTextAsync(test, Case().ToJsonString(), Stop);

        (await promtool.RunAsync(["test", "rules", test], Stop)).Require();

        JsonObject Case() =>
            new()
            {
                ["rule_files"] = new JsonArray("rules.yaml"),
                ["evaluation_interval"] = "1m",
                ["tests"] = new JsonArray(
                    new JsonObject
                    {
                        ["interval"] = "1m",
                        ["input_series"] = new JsonArray(
                            Series(Checked, lastGoodCheck),
                            Series(Healthy, healthy),
                            Series(Suspect, suspect)
                        ),
                        ["alert_rule_test"] = new JsonArray([
                            .. spec.Children("groups")
                                .Single()
                                .Children("rules")
                                .Select(rule => Expected(at, rule, rule.Text("alert") == alert)),
                        ]),
                    }
                ),
            };
    }

    private static JsonObject Series(string name, string values) => new() { ["series"] = name, ["values"] = values };

    private static JsonObject Expected(string at, JsonObject rule, bool fires)
    {
        var labels = rule.Child("labels").DeepClone().AsObject();
        if (rule.Text("alert") == "ReleaseManagerAbsent")
        {
            // Prometheus tells of whom nothing is heard.
            (labels["namespace"], labels["service"]) = ("keepers", "keeper-releasemanager");
        }

        return new JsonObject
        {
            ["eval_time"] = at,
            ["alertname"] = rule.Text("alert"),
            ["exp_alerts"] = fires
                ? new JsonArray(
                    new JsonObject
                    {
                        ["exp_labels"] = labels,
                        ["exp_annotations"] = rule.Child("annotations").DeepClone(),
                    }
                )
                : [],
        };
    }

    private static PrometheusTool Promtool()
    {
        var program = LabTools.Find(out _)?.Promtool;
        Assert.SkipWhen(program is null, "promtool is missing; run: bash tests/Lab/install.sh");
        return new PrometheusTool(program);
    }

    private sealed class PrometheusTool(string program) : CommandLineTool(program, new Dictionary<string, string>());
}
