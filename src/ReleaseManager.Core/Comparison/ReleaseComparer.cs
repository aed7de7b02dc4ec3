using System.Runtime.CompilerServices;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Comparison;

/// <summary>
/// Compares the releases of two snapshots, of a snapshot and a cluster, or of two clusters, by their highest revisions. Metadata come first: names of
/// contents, uids and resource versions tell of most releases that they are equal, and no record of those is read.
/// </summary>
public sealed class ReleaseComparer(ComparisonSide reference, ComparisonSide difference, ComparisonOptions options)
{
    private readonly string _reference = reference.LabelBeside(difference);
    private readonly string _difference = difference.LabelBeside(reference);

    /// <summary>The names of the releases that were looked at, on either side; known once the first difference was asked for. Where names were asked for, all of them.</summary>
    public IReadOnlySet<string> Names { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Gives the releases that differ, by namespace and name, as they are found.</summary>
    /// <exception cref="ReleaseManagerException">A side cannot be read, or a pattern cannot.</exception>
    public async IAsyncEnumerable<HelmReleaseDifference> RunAsync(
        IProgress<OperationProgress>? progress,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var old = await reference.ListAsync(options, difference, progress, stop);
        var @new = ReferenceEquals(reference, difference)
            ? old
            : await difference.ListAsync(options, reference, progress, stop);
        var pairs = Pair(old, @new);
        Names = pairs.Select(pair => (pair.Old ?? pair.New)!.Release.Name).ToHashSet(StringComparer.Ordinal);
        using var drift = options.IncludeDrift ? new DriftCheck(ClusterOf(difference), options.ShowSecrets) : null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var done = 0;
        try
        {
            await foreach (
                var found in OrderedReads.RunAsync(pairs, pair => CompareAsync(pair.Old, pair.New, drift, over.Token))
            )
            {
                progress?.Report(new OperationProgress("Comparing releases", null, ++done, pairs.Count));
                if (found is not null)
                {
                    yield return found;
                }
            }
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private static Clusters.KubeClient ClusterOf(ComparisonSide side) =>
        side is ClusterSide { Cluster: var cluster }
            ? cluster
            : throw new ReleaseManagerException(
                "DriftNeedsCluster",
                ErrorKind.Usage,
                "Drift is found in a cluster, and two snapshots are compared."
            )
            {
                Advice = "Compare with a cluster, or leave the drift out.",
            };

    private static List<(ComparedRelease? Old, ComparedRelease? New)> Pair(
        IReadOnlyList<ComparedRelease> old,
        IReadOnlyList<ComparedRelease> @new
    )
    {
        var before = old.ToDictionary(one => one.Release);
        var after = @new.ToDictionary(one => one.Release);
        return
        [
            .. before
                .Keys.Union(after.Keys)
                .OrderBy(key => key.Namespace, StringComparer.Ordinal)
                .ThenBy(key => key.Name, StringComparer.Ordinal)
                .ThenBy(key => key.Driver)
                .Select(key => (before.GetValueOrDefault(key), after.GetValueOrDefault(key))),
        ];
    }

    private async Task<HelmReleaseDifference?> CompareAsync(
        ComparedRelease? old,
        ComparedRelease? @new,
        DriftCheck? drift,
        CancellationToken stop
    )
    {
        var release = (old ?? @new)!.Release;
        try
        {
            var isEqual = old is not null && @new is not null && await RecordEquality.HoldsAsync(old, @new, stop);
            var live = drift is not null && @new is ClusterRelease there ? await drift.FindAsync(there, stop) : null;
            var change =
                !isEqual ? ChangeOf(old, @new)
                : live is { Objects.Count: > 0 } ? HelmReleaseChange.Drifted
                : HelmReleaseChange.Equal;
            if (change is HelmReleaseChange.Equal && !options.IncludeEqual && live is null or { Problems.Count: 0 })
            {
                old?.Forget();
                @new?.Forget();
                return null;
            }

            return await ShowAsync(old, @new, change, live, stop);
        }
        catch (ReleaseManagerException error)
            when (error is { Kind: ErrorKind.Incomplete } or StateException { TellsOfDamage: true })
        {
            // One release that cannot be compared stops none of the others.
            return await ShowAsync(release, error);
        }
    }

    private async Task<HelmReleaseDifference> ShowAsync(
        ComparedRelease? old,
        ComparedRelease? @new,
        HelmReleaseChange change,
        ReleaseDrift? drift,
        CancellationToken stop
    )
    {
        var release = (@new ?? old)!.Release;
        var before = old is null ? null : await old.ShowAsync(stop);
        var after =
            ReferenceEquals(old, @new) ? before
            : @new is null ? null
            : await @new.ShowAsync(stop);
        var details = new ReleaseDetails(release.Namespace, _reference, _difference, options.ShowSecrets);
        List<string> problems = [.. drift?.Problems ?? []];
        if (change is not HelmReleaseChange.Equal)
        {
            problems.AddRange(
                new[] { before?.Problem, after?.Problem }.OfType<string>().Distinct(StringComparer.Ordinal)
            );
        }

        return new HelmReleaseDifference(async token =>
            details.Compare(release.Name, await ParseAsync(old, token), await ParseAsync(@new, token))
        )
        {
            Namespace = release.Namespace,
            Name = release.Name,
            Change = change,
            Reference = before,
            Difference = after,
            ReferenceSource = _reference,
            DifferenceSource = _difference,
            Changes = before is null || after is null ? [] : Words(before, after).ToArray(),
            Drift = drift?.Objects,
            Problem = problems.Count == 0 ? null : string.Join(" ", problems),
        };
    }

    private Task<HelmReleaseDifference> ShowAsync(ReleaseKey release, ReleaseManagerException error) =>
        Task.FromResult(
            new HelmReleaseDifference(_ => Task.FromException<HelmReleaseDifferenceContent>(error))
            {
                Namespace = release.Namespace,
                Name = release.Name,
                Change = HelmReleaseChange.Changed,
                ReferenceSource = _reference,
                DifferenceSource = _difference,
                Problem = error.Message,
            }
        );

    private static HelmReleaseChange ChangeOf(ComparedRelease? old, ComparedRelease? @new) =>
        old is null ? HelmReleaseChange.Added
        : @new is null ? HelmReleaseChange.Removed
        : HelmReleaseChange.Changed;

    private static IEnumerable<string> Words(HelmRelease before, HelmRelease after)
    {
        (string What, string? Old, string? New)[] words =
        [
            ("revision", $"{before.Revision}", $"{after.Revision}"),
            ("status", before.Status, after.Status),
            ("chart", before.Chart, after.Chart),
            ("app version", before.AppVersion, after.AppVersion),
        ];
        return words
            .Where(word => word.Old != word.New)
            .Select(word => $"{word.What} {word.Old ?? "none"} -> {word.New ?? "none"}");
    }

    private static async Task<Release?> ParseAsync(ComparedRelease? of, CancellationToken stop) =>
        of is null
            ? null
            : Release.Parse(
                RecordCodec.Decode(
                    await of.ReadAsync(stop) ?? throw ComparisonErrors.Gone(of.Release),
                    DecodeLimits.Default
                )
            );
}
