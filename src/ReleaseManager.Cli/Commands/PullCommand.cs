using System.CommandLine;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager pull local NAME</c>: the chart of a saved release as a folder, as <c>helm pull --untar</c> gives that of a repository.</summary>
internal static class PullCommand
{
    private static readonly Option<string?> Destination = Flags.Text(
        "--destination",
        "Folder under which NAMESPACE/RELEASE/CHART and NAMESPACE/RELEASE/values.yaml are written (else the current one)",
        "folder",
        "-d"
    );

    private static readonly Option<bool> Force = Flags.Switch(
        "--force",
        "Replace what was pulled for the same release before"
    );

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState(
            "pull",
            "Write the chart and the values of one saved release into a folder, for helm lint, template and install",
            [.. OneReleaseFlags.OfRevision, Destination, Force],
            RunAsync
        );

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var (entry, release) = await OneReleaseFlags.ReadAsync(session, stop);
        var folder = Path.GetFullPath(session.Get(Destination) ?? ".");
        var saver = new ChartSaver(folder, replace: session.Get(Force));
        var chart = session.DryRun
            ? saver.Plan(entry.Namespace, entry.Name, release)
            : await saver.SaveAsync(entry.Namespace, entry.Name, release, stop);
        if (chart.MissingSubcharts.Count > 0)
        {
            session.Messages.Warn(
                $"the chart {chart.Chart} lacks subcharts, which a release does not hold: {string.Join(", ", chart.MissingSubcharts)}"
            );
        }

        session.Results.Write(
            chart,
            CliJson.Plain.SavedHelmChart,
            target =>
            {
                target.WriteLine(
                    $"{(session.DryRun ? "Would write" : "Wrote")} the chart {PlainText.Of(chart.Chart)} of {entry.Namespace}/{entry.Name}, revision {entry.Revision}, to {chart.Path}"
                );
                target.WriteLine($"Its values: {chart.ValuesPath}");
            }
        );
        return ExitCodes.Done;
    }
}
