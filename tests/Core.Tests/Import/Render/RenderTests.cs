using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Render;

/// <summary>Rendering by real Helm between two clusters in process.</summary>
public sealed class RenderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_values_lie_over_the_stored_ones_and_the_plan_shows_what_they_change()
    {
        await using var bench = await RenderBench.StartAsync(
            RenderBench.Chart("plain"),
            "--set",
            "replicas=2,service.port=81"
        );
        const string values = """{"replicas":3,"image":{"tag":"2.0"}}""";

        var plan = await bench.PlanAsync(values: values);

        var release = Assert.Single(plan.Releases);
        Assert.Equal(ReleaseImportAction.Install, release.Action);
        var render = release.Render!;
        Assert.Null(render.Source);
        Assert.Empty(render.Added.Concat(render.Removed));
        Assert.Equal(2, render.Unchanged);
        var change = Assert.Single(render.Changed);
        Assert.Equal("Deployment web", change.Name);
        Assert.Contains("spec.replicas: 2 -> 3", change.Fields);
        Assert.Contains(
            change.Fields,
            field => field.StartsWith("spec.template.spec.containers[0].image: ", StringComparison.Ordinal)
        );
        Assert.Contains(release.Warnings, warning => warning.Contains("revision 1", StringComparison.Ordinal));

        var result = await bench.RunAsync(plan, values);

        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        Assert.Equal((1, "deployed", 3), (result.Revision, result.Status, result.ObjectsCreated));
        var set = JsonNode.Parse(await bench.ToHelm.RunAsync("get", "values", "web", "-n", "shop", "-o", "json"))!;
        Assert.Equal("""{"image":{"tag":"2.0"},"replicas":3,"service":{"port":81}}""", set.ToJsonString());
        await bench.ToHelm.RunAsync("upgrade", "web", RenderBench.Chart("plain"), "-n", "shop", "--reuse-values");
        using var client = bench.Connect("to");
        Assert.Null(await client.GetAsync(Mark, Stop));
    }

    [Fact]
    public async Task A_release_that_is_there_as_it_was_rendered_is_skipped_and_one_with_other_values_refused()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"));
        await bench.ImportAsync(values: """{"replicas":3}""");

        Assert.Equal(ReleaseImportOutcome.Skipped, (await bench.ImportAsync(values: """{"replicas":3}""")).Outcome);
        var other = await bench.ImportAsync(values: """{"replicas":4}""");

        Assert.Equal((ReleaseImportOutcome.Refused, "ReleaseDiffers"), (other.Outcome, other.ErrorId));
    }

    [Fact]
    public async Task A_chart_that_had_subcharts_is_refused_without_a_source_and_comes_whole_with_it()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("umbrella"));

        var refused = Assert.Single((await bench.PlanAsync()).Releases);
        Assert.Equal((ReleaseImportAction.Refuse, "ChartSourceMissing"), (refused.Action, refused.ErrorId));
        Assert.Contains("common, cache, queue", Assert.Single(refused.Reasons), StringComparison.Ordinal);

        var named = new ReleaseImportSettings { ChartSources = Sources("umbrella", RenderBench.Chart("umbrella")) };
        var plan = await bench.PlanAsync(named);
        var release = Assert.Single(plan.Releases);
        Assert.Empty(release.Reasons);
        Assert.Empty(release.Render!.Added.Concat(release.Render.Removed));
        Assert.Empty(release.Render.Changed);
        Assert.Equal(RenderBench.Chart("umbrella"), release.Render.Source);
        var result = await bench.RunAsync(plan);

        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        var before = await bench.FromHelm.RunAsync("get", "manifest", "web", "-n", "shop");
        Assert.Equal(before, await bench.ToHelm.RunAsync("get", "manifest", "web", "-n", "shop"));
    }

    [Fact]
    public async Task Fewer_objects_than_before_are_refused_by_name_unless_allowed()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("umbrella"));
        var settings = new ReleaseImportSettings { ChartSources = Sources("web", RenderBench.Chart("umbrella")) };
        const string values = """{"queue":{"enabled":false}}""";

        var plan = await bench.PlanAsync(settings, values);

        var refused = Assert.Single(plan.Releases);
        Assert.Equal((ReleaseImportAction.Refuse, "RenderLosesObjects"), (refused.Action, refused.ErrorId));
        Assert.NotEmpty(refused.Render!.Removed);
        Assert.All(refused.Render.Removed, lost => Assert.Contains(lost, refused.Reasons[0], StringComparison.Ordinal));
        Assert.Equal(ReleaseImportOutcome.Refused, (await bench.RunAsync(plan, values)).Outcome);

        var allowed = await bench.ImportAsync(settings with { AllowFewerObjects = true }, values);
        Assert.Equal((ReleaseImportOutcome.Restored, null), (allowed.Outcome, allowed.Message));
        Assert.Contains(allowed.Warnings, warning => warning.StartsWith("will be missing: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_saved_plan_is_not_carried_out_where_the_source_has_come_to_hold_less()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"));
        CopyChart("plain", bench.Below("chart"));
        var plan = await bench.PlanAsync(
            new ReleaseImportSettings { ChartSources = Sources("shop/web", bench.Below("chart")) }
        );
        File.Delete(Path.Combine(bench.Below("chart"), "templates", "service.yaml"));

        var result = await bench.RunAsync(plan);

        Assert.Equal((ReleaseImportOutcome.Failed, "RenderLosesObjects"), (result.Outcome, result.ErrorId));
        Assert.Contains("Service web", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("web", await bench.ToHelm.RunAsync("list", "-a", "-n", "shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_of_secrets_is_in_no_plan_and_passwords_made_anew_are_warned_of()
    {
        await using var bench = await RenderBench.StartAsync(
            RenderBench.Chart("passwords"),
            "--set",
            "user=hunter-the-second"
        );
        var plan = await bench.PlanAsync(values: """{"user":"hunter-the-third"}""");

        var release = Assert.Single(plan.Releases);
        Assert.Equal(3, release.Render!.Changed.Count(change => change is { Name: ['S', ..], Fields.Count: 0 }));
        Assert.Contains(release.Warnings, warning => warning.Contains("made up anew", StringComparison.Ordinal));
        var json = JsonSerializer.Serialize(plan);
        Assert.DoesNotContain("hunter", json, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("hunter-the-third"u8), json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_the_release_does_not_set_are_left_out_and_named_where_only_set_ones_count()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"), "--set", "service.port=81");
        const string values = """{"replicas":7,"service":{"port":82,"kind":"x"}}""";

        var plan = await bench.PlanAsync(new ReleaseImportSettings { UpdateValues = true }, values);

        var render = Assert.Single(plan.Releases).Render!;
        Assert.Equal(["replicas", "service.kind"], render.IgnoredValues);
        Assert.Equal("Service web", Assert.Single(render.Changed).Name);
        Assert.Equal(["spec.ports[0].port: 81 -> 82"], render.Changed[0].Fields);
    }

    [Fact]
    public async Task Values_as_text_are_overwritten_where_they_are_set_and_lie_over_those_of_files()
    {
        await using var bench = await RenderBench.StartAsync(
            RenderBench.Chart("plain"),
            "--set",
            "replicas=2,service.port=81"
        );
        bench.Updates = ["service.port=83", "replicas=5", "image.tag=2.0"];
        var settings = new ReleaseImportSettings { UpdateValues = true };
        const string values = """{"replicas":3}""";

        var plan = await bench.PlanAsync(settings, values);

        var release = Assert.Single(plan.Releases);
        Assert.Equal(["image.tag"], release.Render!.IgnoredValues);
        var changes = release.Render.Changed.SelectMany(change => change.Fields).ToList();
        Assert.Equal(["spec.ports[0].port: 81 -> 83", "spec.replicas: 2 -> 5"], changes.Order(StringComparer.Ordinal));

        Assert.Equal(ReleaseImportOutcome.Restored, (await bench.RunAsync(plan, values)).Outcome);

        var set = JsonNode.Parse(await bench.ToHelm.RunAsync("get", "values", "web", "-n", "shop", "-o", "json"))!;
        Assert.Equal("""{"replicas":5,"service":{"port":83}}""", set.ToJsonString());
        Assert.Equal(ReleaseImportOutcome.Skipped, (await bench.ImportAsync(settings, values)).Outcome);
    }

    [Fact]
    public async Task A_plan_made_with_values_as_text_holds_none_and_wants_the_same_ones_again()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"), "--set", "greeting=hunter1");
        bench.Updates = ["greeting=hunter2"];
        var plan = await bench.PlanAsync(new ReleaseImportSettings { UpdateValues = true });

        Assert.DoesNotContain("hunter", JsonSerializer.Serialize(plan), StringComparison.Ordinal);
        bench.Updates = [];
        var none = await Assert.ThrowsAnyAsync<ReleaseManagerException>(() => bench.RunAsync(plan));
        bench.Updates = ["greeting=hunter3"];
        var other = await Assert.ThrowsAnyAsync<ReleaseManagerException>(() => bench.RunAsync(plan));
        Assert.Equal(("PlanNeedsValues", "PlanForOtherValues"), (none.ErrorId, other.ErrorId));
        bench.Updates = ["greeting=hunter2"];
        Assert.Equal(ReleaseImportOutcome.Restored, (await bench.RunAsync(plan)).Outcome);
    }

    [Fact]
    public async Task A_plan_made_with_values_wants_the_same_ones_again()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"));
        var plan = JsonSerializer.Deserialize<ReleaseImportPlan>(
            JsonSerializer.Serialize(await bench.PlanAsync(values: """{"greeting":"for nobody's eyes","replicas":2}"""))
        )!;

        Assert.DoesNotContain("nobody", JsonSerializer.Serialize(plan), StringComparison.Ordinal);
        var none = await Assert.ThrowsAnyAsync<ReleaseManagerException>(() => bench.RunAsync(plan));
        var other = await Assert.ThrowsAnyAsync<ReleaseManagerException>(() =>
            bench.RunAsync(plan, """{"replicas":2}""")
        );
        Assert.Equal(("PlanNeedsValues", "PlanForOtherValues"), (none.ErrorId, other.ErrorId));
        var result = await bench.RunAsync(
            plan,
            """{"replicas":2.0,"greeting":"for nobody's eyes"}""".Replace("2.0", "2", StringComparison.Ordinal)
        );
        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
    }

    [Fact]
    public async Task What_helm_cannot_render_is_refused_without_a_value_in_the_message()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("validated"));
        var settings = new ReleaseImportSettings
        {
            ChartSources = Sources("validated", RenderBench.Chart("validated")),
        };

        var plan = await bench.PlanAsync(settings, """{"replicas":"hunter-the-second"}""");

        var refused = Assert.Single(plan.Releases);
        Assert.Equal((ReleaseImportAction.Refuse, "HelmFailed"), (refused.Action, refused.ErrorId));
        Assert.Contains("replicas", refused.Reasons[0], StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", refused.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_install_that_failed_is_uninstalled_by_the_next_run_and_begun_anew()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"));
        bench.Helm = Script(bench, "install", "echo 'Error: connection lost' >&2; exit 1");
        var failed = await bench.ImportAsync();
        Assert.Equal((ReleaseImportOutcome.Failed, "HelmFailed"), (failed.Outcome, failed.ErrorId));
        Assert.Contains("connection lost", failed.Message, StringComparison.Ordinal);

        // As helm leaves it when it is killed in the middle.
        await bench.ToHelm.RunAsync("install", "web", RenderBench.Chart("plain"), "-n", "shop");
        await SetPendingAsync(bench);
        bench.Helm = null;
        var plan = await bench.PlanAsync();
        Assert.Equal(ReleaseImportAction.Resume, Assert.Single(plan.Releases).Action);
        var result = await bench.RunAsync(plan);

        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        Assert.Equal((ReleaseImportAction.Resume, "deployed"), (result.Action, result.Status));
    }

    [Fact]
    public async Task An_import_killed_after_helm_was_through_finds_the_release_whole()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"));
        bench.Helm = Script(bench, "install", $"\"{bench.ToHelm.Program}\" \"$@\" >/dev/null; exit 1");
        Assert.Equal(ReleaseImportOutcome.Failed, (await bench.ImportAsync()).Outcome);

        // This helm would fail, were it asked to install again.
        var result = await bench.ImportAsync();

        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        using var client = bench.Connect("to");
        Assert.Null(await client.GetAsync(Mark, Stop));
    }

    [Fact]
    public async Task A_release_of_somebody_else_is_never_touched()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"));
        var plan = await bench.PlanAsync();
        await bench.ToHelm.RunAsync("install", "web", RenderBench.Chart("plain"), "-n", "shop", "--create-namespace");

        var result = await bench.RunAsync(plan);

        Assert.Equal((ReleaseImportOutcome.Refused, "ReleaseDiffers"), (result.Outcome, result.ErrorId));
        Assert.Equal(ReleaseImportAction.Refuse, Assert.Single((await bench.PlanAsync()).Releases).Action);
    }

    [Fact]
    public async Task A_helm_that_is_not_there_or_too_old_ends_the_plan_with_what_to_do()
    {
        await using var bench = await RenderBench.StartAsync(RenderBench.Chart("plain"));
        bench.Helm = bench.Below("nothing");
        var missing = await Assert.ThrowsAnyAsync<ReleaseManagerException>(() => bench.PlanAsync());
        bench.Helm = Script(bench, "version", "echo v2.17.0; exit 0");
        var old = await Assert.ThrowsAnyAsync<ReleaseManagerException>(() => bench.PlanAsync());

        Assert.Equal(("HelmNotFound", "HelmVersionUnsupported"), (missing.ErrorId, old.ErrorId));
        Assert.All([missing, old], error => Assert.Contains("$HELM_BIN", error.Advice, StringComparison.Ordinal));
    }

    private static ResourceAddress Mark => new(KnownResources.Secrets, "shop", "releasemanager.render.web");

    private static Dictionary<string, string> Sources(string name, string source) =>
        new(StringComparer.Ordinal) { [name] = source };

    /// <summary>A helm that does something else for one verb.</summary>
    private static string Script(RenderBench bench, string verb, string instead)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in for helm is a shell script");
        var path = bench.Below($"helm-{verb}");
        File.WriteAllText(
            path,
            $"#!/bin/sh\nif [ \"$1\" = {verb} ]; then {instead}; fi\nexec \"{bench.ToHelm.Program}\" \"$@\"\n"
        );
#pragma warning disable CA1416 // Skipped on Windows.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        return path;
    }

    private static async Task SetPendingAsync(RenderBench bench)
    {
        using var client = bench.Connect("to");
        var address = new ResourceAddress(KnownResources.Secrets, "shop", "sh.helm.release.v1.web.v1");
        var found = (await client.GetAsync(address, Stop))!;
        var value = Core.Import.RecordRewrite.Rewrite(
            Core.Import.RecordObject.Value("secret", found),
            "pending-install",
            "Initial install underway"
        );
        var body = found.ToJsonObject();
        body["data"]!["release"] = Core.Import.RecordObject.Data("secret", value);
        body["metadata"]!["labels"]!["status"] = "pending-install";
        await client.ReplaceAsync(address, body, WriteOptions.Default, Stop);
    }

    private static void CopyChart(string name, string to)
    {
        var from = RenderBench.Chart(name);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
