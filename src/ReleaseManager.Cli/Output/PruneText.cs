using System.Globalization;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Output;

/// <summary>What a prune does, for people.</summary>
internal static class PruneText
{
    /// <summary>Writes a result, of what was done or would be, in the form that was asked for.</summary>
    public static void Write(Session session, PruneResult result)
    {
        session.Results.Write(result, CliJson.Plain.PruneResult, target => Describe(target, result));
        foreach (var warning in result.Warnings)
        {
            session.Messages.Warn(warning);
        }
    }

    private static void Describe(TextWriter target, PruneResult result)
    {
        TableText.Write(
            target,
            ["SNAPSHOT", "TIME", "RELEASES", "ACTION", "REASON"],
            result.Decisions.Select(one =>
                (IReadOnlyList<string?>)
                    [
                        one.Id,
                        one.Time == default
                            ? ""
                            : one.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                        one.Releases.ToString(CultureInfo.InvariantCulture),
                        one.Keep ? "keep" : "remove",
                        one.Reason,
                    ]
            )
        );
        target.WriteLine();
        target.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(result.Applied ? "Removed" : "Would remove")} {result.SnapshotsRemoved} of {result.Decisions.Count} snapshots in {result.Location}, and {result.ContentsRemoved} files ({result.BytesRemoved} bytes) that earlier prunes had listed."
            )
        );
        if (result.ContentsListed + result.ContentsPending > 0)
        {
            target.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.ContentsListed + result.ContentsPending} files that no snapshot needs any more {(result.Applied ? "are" : "would be")} removed by a prune a day later."
                )
            );
        }
    }
}
