using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace ReleaseManager.Cli.Tests;

public sealed class VerbTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_tells_what_it_wrote_and_that_nothing_has_changed()
    {
        await using var stage = await CliStage.StartExportedAsync();

        var again = await stage.RunAsync("export", "local");
        await stage.InstallAsync("web", "wiki", 1, "deployed");
        var dry = await stage.RunAsync("export", "local", "--dry-run");
        var third = await stage.RunAsync("export", "local", "--output", "yaml");

        Assert.Contains("Nothing has changed since snapshot 1", again.Output, StringComparison.Ordinal);
        Assert.Contains("Snapshot 2 would be written", dry.Output, StringComparison.Ordinal);
        Assert.Contains("sequence: 2\nwritten: true\n", third.Output, StringComparison.Ordinal);
        Assert.Empty(again.Errors + dry.Errors + third.Errors);
    }

    [Fact]
    public async Task A_sudden_loss_is_warned_of()
    {
        await using var stage = await CliStage.StartExportedAsync();
        using var http = stage.Cluster.CreateClient();
        foreach (var name in new[] { "shop.v1", "shop.v2", "blog.v1" })
        {
            using var answer = await http.DeleteAsync($"api/v1/namespaces/web/secrets/sh.helm.release.v1.{name}", Stop);
            answer.EnsureSuccessStatusCode();
        }

        var export = await stage.RunAsync("export", "local");
        var list = await stage.RunAsync("list", "local", "-o", "json");
        var snapshots = await stage.RunAsync("list", "local", "--snapshots", "-o", "json");

        Assert.Contains("warning: snapshot 2 is marked suspect", export.Errors, StringComparison.Ordinal);
        Assert.Equal(2, list.Json.AsArray().Count);
        Assert.NotNull(snapshots.Json[1]!["suspect"]);
    }

    [Fact]
    public async Task List_looks_like_that_of_helm()
    {
        await using var stage = await CliStage.StartExportedAsync();

        var table = await stage.RunAsync("list", "local");
        var json = await stage.RunAsync("list", "local", "-n", "w*", "--name", "shop", "-o", "json");

        var lines = table.Output.TrimEnd().Split(Environment.NewLine);
        Assert.Matches("^NAME +NAMESPACE +REVISION +UPDATED +STATUS +CHART +APP VERSION$", lines[0]);
        Assert.Matches(
            @"^blog +web +1 +2024-05-01 10:11:12\.1234567 \+0000 UTC +deployed +chart-1\.2\.3 +4\.5$",
            lines[1]
        );
        Assert.Matches("^shop +web +2 ", lines[2]);
        var shop = Assert.Single(json.Json.AsArray())!.AsObject();
        Assert.Equal(
            ["name", "namespace", "revision", "updated", "status", "chart", "app_version"],
            shop.Select(member => member.Key)
        );
        Assert.Equal("2", (string?)shop["revision"]);
    }

    [Fact]
    public async Task Get_shows_what_helm_get_shows()
    {
        await using var stage = await CliStage.StartExportedAsync();

        var yaml = await stage.RunAsync("get", "local", "values", "shop", "-n", "web", "-o", "yaml");
        var values = await stage.RunAsync("get", "local", "values", "shop", "--revision", "1");
        var manifest = await stage.RunAsync("get", "local", "manifest", "shop");
        var notes = await stage.RunAsync("get", "local", "notes", "shop");
        var all = await stage.RunAsync("get", "local", "all", "shop");
        var history = await stage.RunAsync("get", "local", "history", "shop", "-o", "json");
        var metadata = await stage.RunAsync("get", "local", "metadata", "shop", "-o", "json");

        Assert.Equal("colour: green\nport: 8080\nanswer: \"yes\"\n", yaml.Output);
        Assert.StartsWith("USER-SUPPLIED VALUES:", values.Output, StringComparison.Ordinal);
        Assert.StartsWith("---\n# Source: chart/templates/cm.yaml\n", manifest.Output, StringComparison.Ordinal);
        Assert.Equal("NOTES:\nHave fun.", notes.Output.TrimEnd());
        Assert.Equal(
            """
            NAME: shop
            LAST DEPLOYED: Wed May  1 10:11:12 2024
            NAMESPACE: web
            STATUS: deployed
            REVISION: 2
            CHART: chart
            VERSION: 1.2.3
            APP_VERSION: 4.5
            TEST SUITE: None
            USER-SUPPLIED VALUES:
            colour: green
            port: 8080
            answer: "yes"

            COMPUTED VALUES:
            answer: "yes"
            colour: green
            image:
              tag: "1"
            port: 8080

            HOOKS:
            MANIFEST:
            ---
            # Source: chart/templates/cm.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: shop
            data:
              colour: green

            NOTES:
            Have fun.

            """,
            all.Output
        );
        Assert.Equal([1, 2], history.Json.AsArray().Select(r => (int)r!["revision"]!));
        Assert.Equal("Install complete", (string?)history.Json[1]!["description"]);
        Assert.Equal("chart", (string?)metadata.Json["chart"]);
    }

    [Theory]
    [InlineData("--all")]
    [InlineData("-a")]
    public async Task Get_values_shows_those_that_count_as_helm_get_values_does(string all)
    {
        await using var stage = await CliStage.StartExportedAsync();

        var text = await stage.RunAsync("get", "local", "values", "shop", all);
        var json = await stage.RunAsync("get", "local", "values", "shop", all, "-o", "json");

        Assert.StartsWith(
            "COMPUTED VALUES:\nanswer: \"yes\"\ncolour: green\nimage:\n",
            text.Output,
            StringComparison.Ordinal
        );
        Assert.Equal("1", (string?)json.Json["image"]!["tag"]);
        Assert.Equal("green", (string?)json.Json["colour"]);
    }

    [Fact]
    public async Task Get_metadata_tells_what_the_chart_says_of_itself()
    {
        await using var stage = await CliStage.StartExportedAsync();

        var text = await stage.RunAsync("get", "local", "metadata", "shop");
        var json = await stage.RunAsync("get", "local", "metadata", "shop", "-o", "json");

        Assert.Contains(
            "APP_VERSION: 4.5\nANNOTATIONS: category=shop,licence=free\nDEPENDENCIES: store\nNAMESPACE: web\n",
            text.Output,
            StringComparison.Ordinal
        );
        Assert.Equal("free", (string?)json.Json["annotations"]!["licence"]);
        Assert.Equal("https://charts.example.com", (string?)json.Json["dependencies"]![0]!["repository"]);
    }

    [Fact]
    public async Task Pull_writes_a_chart_and_its_values_once()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var charts = Path.Combine(stage.Folder, "charts");
        string[] pull = ["pull", "local", "shop", "--destination", charts];

        var dry = await stage.RunAsync([.. pull, "--dry-run"]);
        var isDry = !Directory.Exists(charts);
        var first = await stage.RunAsync(pull);
        var second = await stage.RunAsync(pull);
        var forced = await stage.RunAsync([.. pull, "--force", "--revision", "1", "-o", "json"]);

        var chart = Path.Combine(charts, "web", "shop", "chart");
        Assert.True(dry.Code == 0 && isDry, dry.ToString());
        Assert.StartsWith(
            "Would write the chart chart-1.2.3 of web/shop, revision 2, to ",
            dry.Output,
            StringComparison.Ordinal
        );
        Assert.True(first.Code == 0, first.ToString());
        Assert.StartsWith(
            $"Wrote the chart chart-1.2.3 of web/shop, revision 2, to {chart}\n",
            first.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("lacks subcharts", first.Errors, StringComparison.Ordinal);
        Assert.Contains("store 1.x (https://charts.example.com)", first.Errors, StringComparison.Ordinal);
        Assert.True(second.Code == 2, second.ToString());
        Assert.Contains("is there already", second.Errors, StringComparison.Ordinal);
        Assert.True(forced.Code == 0, forced.ToString());
        Assert.Equal((1, chart), ((int)forced.Json["revision"]!, (string?)forced.Json["path"]));
        Assert.Contains(
            "version: \"1.2.3\"\n",
            await File.ReadAllTextAsync(Path.Combine(chart, "Chart.yaml"), Stop),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "port: 8080\n",
            await File.ReadAllTextAsync(Path.Combine(charts, "web", "shop", "values.yaml"), Stop),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("shop", "--revision", "7")]
    [InlineData("shop", "-n", "elsewhere")]
    public async Task Get_says_what_is_not_there(params string[] what)
    {
        await using var stage = await CliStage.StartExportedAsync();

        var outcome = await stage.RunAsync(["get", "local", "values", .. what]);

        Assert.True(outcome.Code == 2, outcome.ToString());
        Assert.Contains("hint: ", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_exported_comes_back_into_another_cluster()
    {
        await using var source = await CliStage.StartExportedAsync();
        await using var target = await CliStage.StartAsync();
        target.State = source.State;

        var plan = await target.RunAsync("plan", "local", "-o", "json");
        var dry = await target.RunAsync("import", "local", "--dry-run");
        var planFile = Path.Combine(target.Folder, "plan.json");
        await File.WriteAllTextAsync(planFile, plan.Output, Stop);
        var one = await target.RunAsync("import", "local", "--name", "blog", "-o", "json");
        var planned = await target.RunAsync("import", "local", "--plan", planFile, "-o", "json");
        var again = await target.RunAsync("import", "local");
        target.State = Path.Combine(target.Folder, "copy");
        await target.RunAsync("export", "local");
        var before = await source.RunAsync("list", "local", "-o", "json");
        var after = await target.RunAsync("list", "local", "-o", "json");

        Assert.True(plan.Code == 0, plan.ToString());
        Assert.Equal(2, plan.Json["releases"]!.AsArray().Count);
        Assert.Contains("install", dry.Output, StringComparison.Ordinal);
        Assert.True(one.Code == 0, one.ToString());
        Assert.Equal("blog", (string?)Assert.Single(one.Json.AsArray())!["name"]);
        Assert.True(planned.Code == 0, planned.ToString());
        Assert.Equal(["Restored", "Skipped"], planned.Json.AsArray().Select(r => (string)r!["outcome"]!).Order());
        Assert.True(again.Code == 0, again.ToString());
        Assert.True(JsonNode.DeepEquals(before.Json, after.Json), after.ToString());
    }

    [Fact]
    public async Task A_release_that_cannot_be_brought_back_ends_with_1_and_the_others_come_back()
    {
        await using var source = await CliStage.StartExportedAsync();
        await using var target = await CliStage.StartAsync();
        target.State = source.State;
        await target.CreateNamespaceAsync("web");
        await target.InstallAsync("web", "shop", 1, "failed");
        await target.InstallAsync("web", "shop", 3, "deployed");

        var outcome = await target.RunAsync("import", "local", "-o", "json");

        Assert.True(outcome.Code == 1, outcome.ToString());
        Assert.Contains("error: web/shop: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("error: 1 of 2 releases", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains(outcome.Json.AsArray(), r => (string?)r!["outcome"] == "Restored");
    }

    [Fact]
    public async Task A_plan_that_cannot_be_read_ends_with_2()
    {
        await using var stage = await CliStage.StartExportedAsync();

        var outcome = await stage.RunAsync("import", "local", "--plan", stage.Kubeconfig);

        Assert.True(outcome.Code == 2, outcome.ToString());
        Assert.Contains(stage.Kubeconfig, outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clear_removes_the_state_and_nothing_else_and_only_when_told()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var foreign = Path.Combine(stage.State, "notes.txt");
        await File.WriteAllTextAsync(foreign, "mine", Stop);
        stage.Cluster.ClearRequests();

        var asked = await stage.RunAsync("clear", "local");
        var dry = await stage.RunAsync("clear", "local", "--dry-run");
        var verified = await stage.RunAsync("verify", "local");
        var cleared = await stage.RunAsync("clear", "local", "--yes");
        var empty = await stage.RunAsync("clear", "local", "--yes");

        Assert.Equal(2, asked.Code);
        Assert.Contains("--yes", asked.Errors, StringComparison.Ordinal);
        Assert.Contains("Would remove 1 snapshots", dry.Output, StringComparison.Ordinal);
        Assert.Contains("Everything is there and whole.", verified.Output, StringComparison.Ordinal);
        Assert.Contains("Removed 1 snapshots", cleared.Output, StringComparison.Ordinal);
        Assert.Contains("There is no saved state", empty.Output, StringComparison.Ordinal);
        var left = Directory.GetFiles(stage.State, "*", SearchOption.AllDirectories);
        Assert.Equal(foreign, Assert.Single(left, file => !Path.GetFileName(file).StartsWith('.')));
        Assert.Empty(stage.Cluster.Requests);
    }

    [Fact]
    public async Task Verbose_tells_what_is_done_and_debug_each_request()
    {
        await using var stage = await CliStage.StartExportedAsync();

        var verbose = await stage.RunAsync("export", "local", "-v", "-o", "json");
        var debug = await stage.RunAsync("export", "local", "--debug");

        Assert.Contains("Listing records", verbose.Errors, StringComparison.Ordinal);
        Assert.False((bool)verbose.Json["written"]!);
        Assert.Contains("debug: GET /api/v1/secrets?", debug.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_at_once_with_130(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent by kill");
        await using var stage = await CliStage.StartExportedAsync();
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Cluster.Faults.Before(
            1,
            async (_, stop) =>
            {
                waiting.SetResult();
                await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            r => r.Resource == "secrets"
        );
        using var process = Cli.Start("export", "local", "--kubeconfig", stage.Kubeconfig, "--path", stage.State);
        await waiting.Task.WaitAsync(TimeSpan.FromMinutes(2), Stop);
        var clock = Stopwatch.StartNew();

        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(Stop);

        Assert.Equal(130, process.ExitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
        Assert.Equal("interrupted", (await process.StandardError.ReadToEndAsync(Stop)).Trim());
        Assert.Equal(0, (await stage.RunAsync("verify", "local")).Code);
    }
}
