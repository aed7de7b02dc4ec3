using System.Globalization;

namespace ReleaseManager.Lab.Scenario;

/// <summary>What happens to one release, step by step, and what it must have come to.</summary>
internal sealed class Story(string @namespace, string name, string chart)
{
    // Files beside the charts.
    private const string Values = "values/";

    private readonly List<Func<StoryContext, CancellationToken, Task>> _steps = [];
    private ScenarioRelease? _end;

    /// <summary>The release.</summary>
    public string Id { get; } = $"{@namespace}/{name}";

    /// <summary>A release whose story must have ended before this one begins.</summary>
    public string? Precondition { get; private set; }

    /// <summary>What it must have come to.</summary>
    public ScenarioRelease End => _end ?? throw new LabException($"the story of {Id} has no end");

    public async Task TellAsync(StoryContext context, CancellationToken stop)
    {
        foreach (var step in _steps)
        {
            await step(context, stop);
        }
    }

    public Story After(string release)
    {
        Precondition = release;
        return this;
    }

    public Story Install(params string[] arguments) => Step(Succeeds, ["install", name, "CHART", .. arguments]);

    public Story InstallFails(params string[] arguments) => Step(Fails, ["install", name, "CHART", .. arguments]);

    public Story InstallKilled(string hook, params string[] arguments) =>
        Killed("pending-install", hook, ["install", name, "CHART", .. arguments]);

    public Story Upgrade(params string[] arguments) => Step(Succeeds, ["upgrade", name, "CHART", .. arguments]);

    public Story UpgradeFails(params string[] arguments) => Step(Fails, ["upgrade", name, "CHART", .. arguments]);

    public Story UpgradeKilled(string hook, params string[] arguments) =>
        Killed("pending-upgrade", hook, ["upgrade", name, "CHART", .. arguments]);

    public Story Rollback(int revision) => Step(Succeeds, ["rollback", name, Text(revision)]);

    public Story RollbackFails(int revision) => Step(Fails, ["rollback", name, Text(revision)]);

    public Story Test() => Step(Succeeds, ["test", name]);

    public Story UninstallKeepingHistory() => Step(Succeeds, ["uninstall", name, "--keep-history"]);

    public Story UninstallFails() => Step(Fails, ["uninstall", name]);

    /// <summary>Puts user labels (Helm 3.13 and later write them) and a foreign annotation on all records.</summary>
    public Story Labelled(params (string Name, string Value)[] labels)
    {
        _steps.Add((context, stop) => context.LabelAsync(@namespace, name, labels, stop));
        return this;
    }

    /// <summary>Makes records and objects what Helm 4 would have made of them.</summary>
    public Story AsHelm4(string applyMethod)
    {
        _steps.Add((context, stop) => HelmFour.RemakeAsync(context, @namespace, name, applyMethod, stop));
        return this;
    }

    /// <summary>Ends as the deployed revision.</summary>
    public Story Ends(int revision, bool serverSideApply = false, params string[] leftBehind) =>
        Ends("deployed", revision, revision, serverSideApply, leftBehind);

    /// <summary>Ends in another way.</summary>
    public Story Ends(
        string status,
        int revision,
        int? baseRevision,
        bool serverSideApply = false,
        params string[] leftBehind
    )
    {
        _end = new ScenarioRelease
        {
            Namespace = @namespace,
            Name = name,
            Chart = chart,
            Status = status,
            Revision = revision,
            BaseRevision = baseRevision,
            ServerSideApply = serverSideApply,
            LeftBehind = leftBehind,
        };
        return this;
    }

    private static void Succeeds(ToolResult result) => result.Require();

    private static void Fails(ToolResult result)
    {
        if (result.Succeeded)
        {
            throw new LabException($"should have failed: {result.Command}\n{result.Output}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Story Step(Action<ToolResult> judge, string[] arguments)
    {
        _steps.Add(
            async (context, stop) =>
            {
                judge(await context.HelmAsync(Arguments(context, arguments), stop));
            }
        );
        return this;
    }

    private Story Killed(string status, string hook, string[] arguments)
    {
        _steps.Add(
            (context, stop) =>
                context.KillHelmAsync(
                    Arguments(context, arguments),
                    inner => context.IsHangingAsync(@namespace, name, status, $"{name}-{hook}", inner),
                    stop
                )
        );
        return this;
    }

    private List<string> Arguments(StoryContext context, string[] arguments)
    {
        List<string> all =
        [
            .. arguments.Select(argument =>
                argument switch
                {
                    "CHART" => context.Chart(chart),
                    _ when argument.StartsWith(Values, StringComparison.Ordinal) => context.Chart(argument),
                    _ => argument.Replace($"={Values}", $"={context.Chart(Values)}", StringComparison.Ordinal),
                }
            ),
            "--namespace",
            @namespace,
        ];
        if (arguments[0] is "install")
        {
            all.Add("--create-namespace");
        }

        return all;
    }
}
