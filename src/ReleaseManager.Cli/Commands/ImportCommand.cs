using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager import</c>: state into cluster.</summary>
internal static class ImportCommand
{
    private static readonly Option<string?> Plan = Flags.Text(
        "--plan",
        "Carry out a plan that 'plan --output json' wrote; its own choices count, not those of other flags",
        "file"
    );

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState("import", "Bring saved releases back into a cluster", [.. ImportFlags.All, Plan], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var options = await ImportFlags.OptionsAsync(session, stop);
        var state = session.OpenState();
        var saved = await ReadPlanAsync(session, stop);
        if (saved is null)
        {
            await state.RequireAsync(options.Snapshot, stop);
        }

        using var cluster = session.OpenCluster();
        var planner = new ImportPlanner(cluster, state, TimeProvider.System);
        var plan =
            saved ?? await session.Messages.WithProgressAsync(progress => planner.PlanAsync(options, progress, stop));
        if (session.DryRun)
        {
            PlanText.Write(session, plan);
            return ExitCodes.Done;
        }

        foreach (var warning in plan.Warnings)
        {
            session.Messages.Warn(warning);
        }

        List<ReleaseImportResult> results = [];
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            await session.Messages.WithProgressAsync(progress =>
                ImportAsync(cluster, state, plan, options.Render, results, progress, stop)
            );
        }
        finally
        {
            // Also where it was stopped: what is done is done.
            session.Results.Write(results, CliJson.Plain.ListReleaseImportResult, target => Describe(target, results));
        }

        session.Messages.Say(ImportSummary.Of(results, TimeProvider.System.GetElapsedTime(begun)));
        return Conclude(session.Messages, results);
    }

    private static async Task<int> ImportAsync(
        KubeClient cluster,
        ReleaseState state,
        ReleaseImportPlan plan,
        RenderInput render,
        List<ReleaseImportResult> results,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var importer = new Importer(cluster, state, TimeProvider.System) { Render = render };
        await foreach (var result in importer.RunAsync(plan, progress, stop))
        {
            results.Add(result);
        }

        return results.Count;
    }

    private static async Task<ReleaseImportPlan?> ReadPlanAsync(Session session, CancellationToken stop)
    {
        if (session.Get(Plan) is not { } path)
        {
            return null;
        }

        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(file, CliJson.Plain.ReleaseImportPlan, stop)
                ?? throw new JsonException("it is empty");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ReleaseManagerException(
                "PlanUnreadable",
                ErrorKind.Usage,
                $"The plan '{path}' cannot be read.",
                error
            )
            {
                Target = path,
                Advice = "Give a file that 'releasemanager plan --output json' wrote.",
            };
        }
    }

    private static void Describe(TextWriter target, List<ReleaseImportResult> results)
    {
        if (results.Count == 0)
        {
            return;
        }

        TableText.Write(
            target,
            [
                "NAME",
                "NAMESPACE",
                "REVISION",
                "OUTCOME",
                "STATUS",
                "CREATED",
                "CHANGED",
                "UNCHANGED",
                "SKIPPED",
                "TIME",
                "HOOKS",
                "RECORDS",
            ],
            results
                .OrderBy(r => r.Namespace, StringComparer.Ordinal)
                .ThenBy(r => r.Name, StringComparer.Ordinal)
                .Select(r =>
                    (IReadOnlyList<string?>)
                        [
                            r.Name,
                            r.Namespace,
                            Number(r.Revision),
                            PlanText.Lower(r.Outcome.ToString()),
                            r.Status,
                            Number(r.ObjectsCreated),
                            Number(r.ObjectsChanged),
                            Number(r.ObjectsUnchanged),
                            Number(r.ObjectsSkipped),
                            string.Create(CultureInfo.InvariantCulture, $"{r.Duration.TotalSeconds:0.0}s"),
                            Number(r.HooksRun),
                            Number(r.RecordsRestored),
                        ]
                )
        );
    }

    private static int Conclude(MessageWriter messages, List<ReleaseImportResult> results)
    {
        var pipeline = PipelineAnnotations.Of(Environment.GetEnvironmentVariable);
        foreach (var result in results)
        {
            foreach (var line in pipeline.Of(result))
            {
                messages.Say(line);
            }

            var release = $"{result.Namespace}/{result.Name}";
            foreach (var warning in result.Warnings)
            {
                messages.Warn($"{release}: {warning}");
            }

            if (result.Message is { } message)
            {
                messages.Say(IsDone(result) ? $"{release}: {message}" : $"error: {release}: {message}");
            }

            if (result.Advice is { } advice)
            {
                messages.Say($"hint: {advice}");
            }
        }

        var undone = results.Count(r => !IsDone(r));
        if (undone == 0)
        {
            return ExitCodes.Done;
        }

        messages.Say($"error: {undone} of {results.Count} releases were not brought back; the others were.");
        return ExitCodes.Incomplete;
    }

    private static bool IsDone(ReleaseImportResult result) =>
        result.Outcome is ReleaseImportOutcome.Restored or ReleaseImportOutcome.Skipped;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
