using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager verify</c>: proves a state restorable, byte by byte.</summary>
internal static class VerifyCommand
{
    private static readonly Option<bool> Quick = Flags.Switch(
        "--quick",
        "Read headers and lists alone, and only look whether the rest is there in its size"
    );

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState("verify", "Check every byte of a saved state; exit code 5 tells of damage", [Quick], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        var options = new VerifyOptions { Quick = session.Get(Quick) };
        var result = await session.Messages.WithProgressAsync(progress => state.VerifyAsync(options, progress, stop));
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

    private static string Whole(VerifyDepth depth) =>
        depth switch
        {
            VerifyDepth.Quick => "Everything is there in its size; what records and objects hold was not read.",
            VerifyDepth.WithoutKey =>
                "Every file is whole; what is in them, and whether one is missing, only the key can tell.",
            _ => "Everything is there and whole.",
        };

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
                ? Whole(result.Depth)
                : string.Create(CultureInfo.InvariantCulture, $"{result.Problems.Count} files are damaged or missing.")
        );
    }
}
