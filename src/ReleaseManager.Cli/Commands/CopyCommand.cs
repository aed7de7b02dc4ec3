using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager copy</c>: a state to another place, plain or encrypted either way.</summary>
internal static class CopyCommand
{
    private static readonly Option<string[]> Snapshots = Flags.List(
        "--snapshot",
        "Snapshots to copy, each as number, latest, latest~2 or a time (else all)",
        "--snapshots"
    );

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var copy = Verb.OnState(
            "copy",
            "Copy snapshots to another place, and read the whole copy back",
            [.. SecondPlace.Copy.All, Snapshots],
            RunAsync
        );
        foreach (var place in copy.Subcommands)
        {
            place.Validators.Add(SecondPlace.Copy.Validate);
        }

        return copy;
    }

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var selectors = session.List(Snapshots).Select(SnapshotSelector.Parse).ToList();
        var source = session.OpenState();
        var copy = SecondPlace.Copy.Open(session)!;
        var options = new CopyOptions { Snapshots = selectors, PlanOnly = session.DryRun };
        var result = await session.Messages.WithProgressAsync(progress =>
            new StateCopier(source, copy, TimeProvider.System).RunAsync(options, progress, stop)
        );
        session.Results.Write(result, CliJson.Plain.CopyResult, target => Describe(target, result));
        if (
            await source.ReadHeaderAsync(stop) is { Encrypted: true }
            && await copy.ReadHeaderAsync(stop) is { Encrypted: false }
        )
        {
            session.Messages.Warn($"the copy at {copy.Location} is not encrypted, although {source.Location} is.");
        }

        foreach (var problem in result.Problems.Concat(result.Verified?.Problems ?? []))
        {
            session.Messages.Say($"error: {problem}");
        }

        return result.IsComplete ? ExitCodes.Done
            : result.Verified is { IsValid: false } ? ExitCodes.State
            : ExitCodes.Incomplete;
    }

    private static void Describe(TextWriter target, CopyResult result)
    {
        target.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(result.Applied ? "Copied" : "Would copy")} {result.SnapshotsCopied} snapshots of {result.Source} to {result.Destination}; {result.SnapshotsPresent} were there already."
            )
        );
        if (result.Applied)
        {
            target.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.ContentsCopied} files were written ({result.BytesCopied} bytes)."
                )
            );
            target.WriteLine(result.IsComplete ? "The copy was read back and is whole." : "The copy is not complete.");
        }
    }
}
