using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager get local values NAME</c> and its like: what <c>helm get</c> shows, from a state.</summary>
internal static class GetCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the release" };

    private static readonly Option<string?> Namespace = Flags.Text(
        "--namespace",
        "Namespace of the release; needed only where several have one of that name",
        "name",
        "-n"
    );

    private static readonly Option<int?> Revision = Flags.Count("--revision", "Revision (else the newest)");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        const string Description = "Show one saved release";
        var get = new Command("get", Description);
        foreach (var kind in Enum.GetValues<PlaceKind>())
        {
            var place = new Command(Verb.NameOf(kind), Verb.DescriptionOf(kind, Description));
            foreach (var part in Parts(kind))
            {
                place.Add(part);
            }

            get.Add(place);
        }

        return get;
    }

    private static IEnumerable<Command> Parts(PlaceKind kind) =>
        [
            Part(kind, "all", "Everything that the others show", WriteAll),
            Part(kind, "values", "The values that the user gave", WriteValues),
            Part(
                kind,
                "manifest",
                "The rendered objects",
                (session, _, release) => session.Results.WriteText(release.Manifest)
            ),
            Part(
                kind,
                "hooks",
                "The rendered hooks",
                (session, _, release) => session.Results.WriteText(HooksOf(release))
            ),
            Part(
                kind,
                "notes",
                "The rendered notes",
                (session, _, release) => session.Results.WriteText(NotesOf(release))
            ),
            Part(kind, "metadata", "Name, chart, status and times", WriteMetadata),
            History(kind),
        ];

    private static Command Part(
        PlaceKind kind,
        string name,
        string description,
        Action<Session, ListingEntry, Release> write
    ) =>
        Verb.On(
            kind,
            name,
            description,
            [Name, Namespace, Revision, SelectionFlags.Snapshot],
            async (session, stop) =>
            {
                var saved = new SavedHistory(session.OpenState());
                var history = await FindAsync(session, saved, stop);
                var entry = SavedHistory.Choose(history, session.Get(Revision));
                write(session, entry, await saved.ReadAsync(entry, stop));
                return ExitCodes.Done;
            }
        );

    private static Command History(PlaceKind kind) =>
        Verb.On(
            kind,
            "history",
            "The revisions that are saved",
            [Name, Namespace, SelectionFlags.Snapshot],
            WriteHistoryAsync
        );

    private static Task<IReadOnlyList<ListingEntry>> FindAsync(
        Session session,
        SavedHistory saved,
        CancellationToken stop
    ) => saved.FindAsync(session.Snapshot(), session.Get(Namespace), session.Get(Name)!, stop);

    private static void WriteValues(Session session, ListingEntry entry, Release release)
    {
        var values = ValuesOf(release);
        session.Results.Write(
            values,
            target =>
            {
                target.WriteLine("USER-SUPPLIED VALUES:");
                YamlWriter.Write(target, values);
            }
        );
    }

    private static void WriteMetadata(Session session, ListingEntry entry, Release release)
    {
        var metadata = new ReleaseMetadata
        {
            Name = entry.Name,
            Chart = release.Chart?.Name ?? "",
            Version = release.Chart?.Version ?? "",
            AppVersion = release.Chart?.AppVersion ?? "",
            Namespace = entry.Namespace,
            Revision = entry.Revision,
            Status = release.Status,
            DeployedAt = release.LastDeployedText,
        };
        session.Results.Write(
            metadata,
            CliJson.Plain.ReleaseMetadata,
            target =>
            {
                target.WriteLine($"NAME: {metadata.Name}");
                target.WriteLine($"CHART: {PlainText.Of(metadata.Chart)}");
                target.WriteLine($"VERSION: {PlainText.Of(metadata.Version)}");
                target.WriteLine($"APP_VERSION: {PlainText.Of(metadata.AppVersion)}");
                target.WriteLine($"NAMESPACE: {metadata.Namespace}");
                target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"REVISION: {metadata.Revision}"));
                target.WriteLine($"STATUS: {PlainText.Of(metadata.Status)}");
                target.WriteLine($"DEPLOYED_AT: {metadata.DeployedAt}");
            }
        );
    }

    private static void WriteAll(Session session, ListingEntry entry, Release release)
    {
        session.Results.WriteText($"NAME: {entry.Name}");
        session.Results.WriteText($"LAST DEPLOYED: {release.LastDeployedText}");
        session.Results.WriteText($"NAMESPACE: {entry.Namespace}");
        session.Results.WriteText($"STATUS: {release.Status}");
        session.Results.WriteText(string.Create(CultureInfo.InvariantCulture, $"REVISION: {entry.Revision}"));
        session.Results.WriteText($"CHART: {release.Chart?.Name}-{release.Chart?.Version}");
        using var values = new StringWriter();
        YamlWriter.Write(values, ValuesOf(release));
        session.Results.WriteText($"USER-SUPPLIED VALUES:\n{values}");
        session.Results.WriteText($"HOOKS:\n{HooksOf(release)}");
        session.Results.WriteText($"MANIFEST:\n{release.Manifest}");
        session.Results.WriteText(NotesOf(release));
    }

    private static async Task<int> WriteHistoryAsync(Session session, CancellationToken stop)
    {
        var saved = new SavedHistory(session.OpenState());
        List<ListedRevision> revisions = [];
        foreach (var entry in await FindAsync(session, saved, stop))
        {
            var description = entry.Problem ?? (await saved.ReadAsync(entry, stop)).Description;
            revisions.Add(
                new ListedRevision
                {
                    Revision = entry.Revision,
                    Updated = entry.Updated ?? "",
                    Status = entry.Status,
                    Chart = entry.Chart is null ? "" : $"{entry.Chart}-{entry.ChartVersion}",
                    AppVersion = entry.AppVersion ?? "",
                    Description = description,
                }
            );
        }

        session.Results.Write(
            revisions,
            CliJson.Plain.ListListedRevision,
            target =>
                TableText.Write(
                    target,
                    ["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"],
                    revisions.Select(r =>
                        (IReadOnlyList<string?>)
                            [
                                r.Revision.ToString(CultureInfo.InvariantCulture),
                                r.Updated,
                                r.Status,
                                r.Chart,
                                r.AppVersion,
                                r.Description,
                            ]
                    )
                )
        );
        return ExitCodes.Done;
    }

    private static JsonNode? ValuesOf(Release release) =>
        release.Config is { } config ? JsonNode.Parse(config.GetRawText()) : null;

    private static string HooksOf(Release release) =>
        string.Concat(release.Hooks.Select(hook => $"---\n# Source: {hook.Path}\n{hook.Manifest}\n")).TrimEnd('\n');

    private static string NotesOf(Release release) => release.Notes.Length > 0 ? $"NOTES:\n{release.Notes}" : "";
}
