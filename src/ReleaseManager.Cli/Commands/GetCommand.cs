using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager get local values NAME</c> and its like: what <c>helm get</c> shows, from a state.</summary>
internal static class GetCommand
{
    private static readonly Option<bool> AllValues = Flags.Switch(
        "--all",
        "The values that count: the user's over the chart's defaults",
        "-a"
    );

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
            Part(
                kind,
                "all",
                "Everything that the others show",
                (session, entry, release) =>
                    session.Results.WriteText(ReleaseText.AllOf(entry.Namespace, entry.Name, release))
            ),
            Part(kind, "values", "The values that the user gave", WriteValues, AllValues),
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
                (session, _, release) => session.Results.WriteText(ReleaseText.HooksOf(release))
            ),
            Part(
                kind,
                "notes",
                "The rendered notes",
                (session, _, release) => session.Results.WriteText(ReleaseText.NotesOf(release))
            ),
            Part(kind, "metadata", "Name, chart, status and times", WriteMetadata),
            History(kind),
        ];

    private static Command Part(
        PlaceKind kind,
        string name,
        string description,
        Action<Session, ListingEntry, Release> write,
        params IReadOnlyList<Symbol> own
    ) =>
        Verb.On(
            kind,
            name,
            description,
            [.. OneReleaseFlags.OfRevision, .. own],
            async (session, stop) =>
            {
                var (entry, release) = await OneReleaseFlags.ReadAsync(session, stop);
                write(session, entry, release);
                return ExitCodes.Done;
            }
        );

    private static Command History(PlaceKind kind) =>
        Verb.On(kind, "history", "The revisions that are saved", OneReleaseFlags.OfRelease, WriteHistoryAsync);

    private static void WriteValues(Session session, ListingEntry entry, Release release)
    {
        var all = session.Get(AllValues);
        var values = all ? ComputedValues.Of(release) : ReleaseText.ValuesOf(release);
        session.Results.Write(
            values,
            target =>
            {
                target.WriteLine(all ? "COMPUTED VALUES:" : "USER-SUPPLIED VALUES:");
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
            Annotations = release.Chart is { Annotations.Count: > 0 } annotated ? annotated.Annotations : null,
            Dependencies = release.Chart is { Dependencies.Count: > 0 } chart ? chart.Dependencies : null,
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
                target.WriteLine($"ANNOTATIONS: {PlainText.Of(AnnotationsOf(metadata))}");
                target.WriteLine($"DEPENDENCIES: {PlainText.Of(DependenciesOf(metadata))}");
                target.WriteLine($"NAMESPACE: {metadata.Namespace}");
                target.WriteLine(string.Create(CultureInfo.InvariantCulture, $"REVISION: {metadata.Revision}"));
                target.WriteLine($"STATUS: {PlainText.Of(metadata.Status)}");
                target.WriteLine($"DEPLOYED_AT: {metadata.DeployedAt}");
            }
        );
    }

    private static string AnnotationsOf(ReleaseMetadata metadata) =>
        string.Join(
            ',',
            (metadata.Annotations?.AsEnumerable() ?? [])
                .Select(one => $"{one.Key}={one.Value}")
                .Order(StringComparer.Ordinal)
        );

    private static string DependenciesOf(ReleaseMetadata metadata) =>
        string.Join(',', (metadata.Dependencies ?? []).Select(one => one.Name).Order(StringComparer.Ordinal));

    private static async Task<int> WriteHistoryAsync(Session session, CancellationToken stop)
    {
        var saved = new SavedHistory(session.OpenState());
        List<ListedRevision> revisions = [];
        foreach (var entry in await OneReleaseFlags.FindHistoryAsync(session, saved, stop))
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
}
