using System.CommandLine;
using System.CommandLine.Parsing;
using ReleaseManager.Cli.Commands;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Completion;
using ReleaseManager.Core.State;
using ReleaseManager.S3;

namespace ReleaseManager.Cli.Completion;

/// <summary>Finds the values that a flag could have, by what else is typed: contexts, namespaces, releases, snapshots, profiles, regions, buckets.</summary>
internal sealed class ValueSearch(ParseResult parsed)
{
    private readonly CandidateCache _cache = CandidateCache.OfUser(TimeProvider.System);

    /// <summary>The values; none where they are free text or files, or cannot be found soon.</summary>
    /// <param name="option">The flag; null for the argument of a command, which is the name of a release.</param>
    public Task<IReadOnlyList<Candidate>> FindAsync(Option? option) =>
        option?.Name switch
        {
            null or "--name" => IsOfCluster
                ? OfClusterAsync("releases", ClusterCandidates.ReleasesAsync)
                : ReleasesAsync(),
            "--release-name" => OfClusterAsync("releases", ClusterCandidates.ReleasesAsync),
            "--namespaces" or "--namespace" or "--exclude-namespaces" when !IsOfCluster => NamespacesAsync(),
            "--namespaces" or "--namespace" or "--exclude-namespaces" => OfClusterAsync(
                "namespaces",
                ClusterCandidates.NamespacesAsync
            ),
            "--target-namespace" or "--release-namespace" => OfClusterAsync(
                "namespaces",
                ClusterCandidates.NamespacesAsync
            ),
            "--snapshot" or "--reference-snapshot" => OfStateAsync("snapshots", StateCandidates.SnapshotsAsync),
            "--difference-snapshot" => OfStateAsync(
                "snapshots",
                StateCandidates.SnapshotsAsync,
                SecondPlace.Difference
            ),
            "--kubecontext" => Now(ContextsOf(parsed.GetValue(GlobalOptions.Kubeconfig))),
            "--reference-kubecontext" => Now(
                ContextsOf(parsed.GetValue(DiffFlags.ReferenceKubeconfig) ?? parsed.GetValue(GlobalOptions.Kubeconfig))
            ),
            "--profile" or "--to-profile" or "--difference-profile" => Now(S3Candidates.Profiles()),
            "--region" or "--to-region" or "--difference-region" => Now(S3Candidates.Regions()),
            "--bucket" => BucketsAsync(),
            _ => Now(Choices(option!)),
        };

    private bool IsOfCluster => Verb is ExportCommand.Name or DaemonCommand.Name;

    private string Verb => Path is [var verb, ..] ? verb : "";

    private PlaceKind Kind => Path.Contains(Running.Verb.NameOf(PlaceKind.S3)) ? PlaceKind.S3 : PlaceKind.Local;

    private IReadOnlyList<string> Path
    {
        get
        {
            var names = new Stack<string>();
            for (var at = parsed.CommandResult; at.Parent is CommandResult parent; at = parent)
            {
                names.Push(at.Command.Name);
            }

            return [.. names];
        }
    }

    private Task<IReadOnlyList<Candidate>> ReleasesAsync() =>
        OfStateAsync("releases", (state, stop) => StateCandidates.ReleasesAsync(state, Selector, stop));

    private Task<IReadOnlyList<Candidate>> NamespacesAsync() =>
        OfStateAsync("namespaces", (state, stop) => StateCandidates.NamespacesAsync(state, Selector, stop));

    private SnapshotSelector Selector =>
        parsed.GetResult(SelectionFlags.Snapshot) is { } given
        && given.GetValueOrDefault<string?>() is { Length: > 0 } text
            ? SnapshotSelector.Parse(text)
            : SnapshotSelector.Latest;

    private Task<IReadOnlyList<Candidate>> OfClusterAsync(
        string what,
        Func<KubeClient, CancellationToken, Task<IReadOnlyList<Candidate>>> find
    )
    {
        var access = ClusterFlags.Find(parsed);
        string[] key =
        [
            what,
            access.ToString(),
            parsed.GetValue(GlobalOptions.Kubeconfig) ?? Environment.GetEnvironmentVariable("KUBECONFIG") ?? "",
            parsed.GetValue(GlobalOptions.As) ?? "",
        ];
        return _cache.FindAsync(
            key,
            async stop =>
            {
                using var cluster = new KubeClient(access, ClusterCandidates.Impatient, TimeProvider.System);
                return await find(cluster, stop);
            }
        );
    }

    private Task<IReadOnlyList<Candidate>> OfStateAsync(
        string what,
        Func<ReleaseState, CancellationToken, Task<IReadOnlyList<Candidate>>> find,
        SecondPlace? second = null
    )
    {
        if (string.IsNullOrWhiteSpace(parsed.GetValue(GlobalOptions.Path)))
        {
            return Now([]);
        }

        var session = new Session(parsed, Kind);
        var state = second?.Open(session) ?? session.OpenState();
        return _cache.FindAsync(
            [what, state.Location, parsed.GetResult(SelectionFlags.Snapshot)?.GetValueOrDefault<string?>() ?? ""],
            async stop =>
            {
                using (session)
                {
                    return await find(state, stop);
                }
            }
        );
    }

    private Task<IReadOnlyList<Candidate>> BucketsAsync()
    {
        var options = PlaceFlags.Own.Options(parsed);
        return _cache.FindAsync(
            ["buckets", options.EndpointUrl?.AbsoluteUri ?? "", options.ProfileName ?? "", options.Region ?? ""],
            stop => S3Candidates.BucketsAsync(options, stop)
        );
    }

    private static IReadOnlyList<Candidate> ContextsOf(string? kubeconfig) =>
        [.. KubeConfig.Contexts(kubeconfig).Select(name => new Candidate(name, "context"))];

    /// <summary>The words between which a flag lets one choose, as its help shows them.</summary>
    private static IReadOnlyList<Candidate> Choices(Option option) =>
        option.HelpName?.Split('|') is [_, _, ..] words
            ? [.. words.Select(word => new Candidate(word, option.Name))]
            : [];

    private static Task<IReadOnlyList<Candidate>> Now(IReadOnlyList<Candidate> candidates) =>
        Task.FromResult(candidates);
}
