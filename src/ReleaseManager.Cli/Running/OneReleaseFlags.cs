using System.CommandLine;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Running;

/// <summary>What says which single saved release, and which of its revisions, is meant.</summary>
internal static class OneReleaseFlags
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the release" };

    private static readonly Option<string?> Namespace = Flags.Text(
        "--namespace",
        "Namespace of the release; needed only where several have one of that name",
        "name",
        "-n"
    );

    private static readonly Option<int?> Revision = Flags.Count("--revision", "Revision (else the newest)");

    /// <summary>Those of a command that shows a release.</summary>
    public static IReadOnlyList<Symbol> OfRelease { get; } = [Name, Namespace, SelectionFlags.Snapshot];

    /// <summary>Those of a command that shows one of its revisions.</summary>
    public static IReadOnlyList<Symbol> OfRevision { get; } = [Name, Namespace, Revision, SelectionFlags.Snapshot];

    /// <summary>The revisions of the release.</summary>
    /// <exception cref="ReleaseManagerException">It is not saved, or several have its name.</exception>
    public static Task<IReadOnlyList<ListingEntry>> FindHistoryAsync(
        Session session,
        SavedHistory saved,
        CancellationToken stop
    ) => saved.FindAsync(session.Snapshot(), session.Get(Namespace), session.Get(Name)!, stop);

    /// <summary>Reads the revision.</summary>
    /// <exception cref="ReleaseManagerException">It is not saved, or cannot be read.</exception>
    public static async Task<(ListingEntry Entry, Release Release)> ReadAsync(Session session, CancellationToken stop)
    {
        var saved = new SavedHistory(session.OpenState());
        var history = await FindHistoryAsync(session, saved, stop);
        var entry = SavedHistory.Choose(history, session.Get(Revision));
        return (entry, await saved.ReadAsync(entry, stop));
    }
}
