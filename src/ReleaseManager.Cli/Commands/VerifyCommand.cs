using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager verify</c>: proves a state restorable, byte by byte.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState("verify", "Check every byte of a saved state; exit code 5 tells of damage", [], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        var result = await session.Messages.WithProgressAsync(progress => state.VerifyAsync(progress, stop));
        session.Results.Write(result, CliJson.Plain.VerifyResult, target => Describe(target, result));
        foreach (var note in result.Notes)
        {
            session.Messages.Say($"note: {note}");
        }

        foreach (var problem in result.Problems)
        {
            session.Messages.Say($"error: {problem}");
        }

        return result.IsValid ? ExitCodes.Done : ExitCodes.State;
    }

    private static void Describe(TextWriter target, VerifyResult result)
    {
        target.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Location}: {result.Snapshots} snapshots, {result.Listings} listings, {result.Records} records, {result.Resources} resources, {result.Bytes} bytes."
            )
        );
        if (result.Undecodable > 0)
        {
            target.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Undecodable} records could not be read in the cluster already; they are saved as they were."
                )
            );
        }

        if (result.Unreferenced.Count > 0)
        {
            target.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Unreferenced.Count} files belong to no snapshot (yet)."
                )
            );
        }

        target.WriteLine(
            result.IsValid
                ? "Everything is there and whole."
                : string.Create(CultureInfo.InvariantCulture, $"{result.Problems.Count} files are damaged or missing.")
        );
    }
}
