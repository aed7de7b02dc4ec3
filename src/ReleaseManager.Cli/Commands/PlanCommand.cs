using System.CommandLine;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Import;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager plan</c>: what an import would do.</summary>
internal static class PlanCommand
{
    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState(
            "plan",
            "Show what an import would do, and change nothing (--output json gives a plan that import --plan carries out)",
            ImportFlags.All,
            RunAsync
        );

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var options = await ImportFlags.OptionsAsync(session, stop);
        var state = session.OpenState();
        await state.RequireAsync(options.Snapshot, stop);
        using var cluster = session.OpenCluster();
        var planner = new ImportPlanner(cluster, state, TimeProvider.System);
        var plan = await session.Messages.WithProgressAsync(progress => planner.PlanAsync(options, progress, stop));
        PlanText.Write(session, plan);
        return ExitCodes.Done;
    }
}
