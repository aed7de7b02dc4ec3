using ReleaseManager.Core.State;
using ReleaseManager.Core.State.Original;

namespace ReleaseManager.Core.Import.Manager;

/// <summary>
/// Finds the releases that are ReleaseManager daemons themselves, and settles what becomes of them. One that came up in another cluster with the path that
/// it had would write beside the one that is saved: so it stays out, unless it is given another path, or is to keep its own.
/// </summary>
internal sealed class ManagerReleases
{
    private readonly ReleaseImportSettings _settings;
    private readonly IReadOnlyDictionary<ReleaseKey, string> _paths;
    private readonly ReleaseKey? _own;

    private ManagerReleases(
        ReleaseImportSettings settings,
        IReadOnlyDictionary<ReleaseKey, string> paths,
        ReleaseKey? own
    ) => (_settings, _paths, _own) = (settings, paths, own);

    /// <param name="selected">The releases that are asked for, where they were.</param>
    /// <param name="original">What is known of a state of the original tool; null for any other.</param>
    /// <exception cref="ReleaseManagerException">The new path is none, or the state cannot be read.</exception>
    public static async Task<ManagerReleases> FindAsync(
        ReleaseState state,
        IReadOnlyList<SavedRelease> selected,
        ReleaseImportSettings settings,
        OriginalReport? original,
        CancellationToken stop
    )
    {
        if (settings.NewPath is { } wanted && (string.IsNullOrWhiteSpace(wanted) || wanted.Any(char.IsControl)))
        {
            throw new ImportException(
                "NewPathInvalid",
                ErrorKind.Usage,
                "The new path is empty or holds control characters."
            )
            {
                Advice = "Give the path to which the restored daemon is to write, such as releases/green.",
            };
        }

        var paths = new Dictionary<ReleaseKey, string>();
        foreach (
            var release in selected.Where(release => release.Revisions.Any(entry => entry.Chart == ManagerPath.Chart))
        )
        {
            if (await ReadPathAsync(state, release, stop) is { } path)
            {
                paths[release.Key] = path;
            }
        }

        ReleaseKey? found = paths.Count > 0 ? Own([.. paths.Keys], await OwnerAsync(state, original, stop)) : null;
        if (settings.NewPath is { } to && found is { } own && paths[own].Trim('/') == to.Trim('/'))
        {
            throw new ImportException(
                "NewPathIsOld",
                ErrorKind.Usage,
                $"'{to}' is the path to which the saved daemon {own.Namespace}/{own.Name} writes already."
            )
            {
                Target = to,
                Advice =
                    "Give another path, so that the saved state stays as it is; or have it keep its path (-KeepPath, --force).",
            };
        }

        return new ManagerReleases(settings, paths, found);
    }

    /// <summary>What to say of the import as a whole.</summary>
    public IReadOnlyList<string> Warnings =>
        _settings.NewPath is null ? []
        : _paths.Count == 0
            ? ["A new path was given, and none of the releases is a ReleaseManager daemon's: it changes nothing"]
        : _own is null
            ? [$"A new path was given, and which of {Names} kept this state is not known: bring back that one by name"]
        : [];

    private string Names => string.Join(", ", _paths.Keys.Select(key => $"{key.Namespace}/{key.Name}"));

    /// <summary>The path that the release is to be given on its way; null where it is no daemon's or keeps its own.</summary>
    /// <param name="key">The release where it was.</param>
    public string? NewPathOf(ReleaseKey key) => key == _own ? _settings.NewPath : null;

    /// <summary>The path to which it will write; null where it is no daemon's.</summary>
    /// <param name="key">The release where it was.</param>
    public string? PathOf(ReleaseKey key) => NewPathOf(key) ?? _paths.GetValueOrDefault(key);

    /// <summary>The plan of one that stays out; null where it comes back.</summary>
    public ReleaseDraft? LeaveOut(SavedRelease release)
    {
        var key = release.SourceKey;
        if (_settings.KeepPath || NewPathOf(key) is not null || !_paths.TryGetValue(key, out var path))
        {
            return null;
        }

        var verdict = new TargetVerdict(
            ReleaseImportAction.Skip,
            null,
            ["it is a ReleaseManager daemon itself, and left out"]
        );
        return new ReleaseDraft(release, verdict, null)
        {
            Warnings =
            {
                $"from this cluster, too, it would write to '{path}'. Give it a new path (-NewPath, --new-path), or have it keep its own (-KeepPath, --force)",
            },
        };
    }

    private static ReleaseKey? Own(IReadOnlyList<ReleaseKey> managers, (string? Namespace, string? Name) owner)
    {
        var named = managers
            .Where(key => key.Name == owner.Name && (owner.Namespace is null || key.Namespace == owner.Namespace))
            .ToList();
        return named is [var one] ? one
            : managers is [var only] ? only
            : null;
    }

    private static async Task<(string? Namespace, string? Name)> OwnerAsync(
        ReleaseState state,
        OriginalReport? original,
        CancellationToken stop
    )
    {
        if (original is not null)
        {
            return (null, original.Manager);
        }

        try
        {
            var note = await state.ReadManagerAsync(stop);
            return (note?.Namespace, note?.Release);
        }
        catch (StateException error) when (error.TellsOfDamage)
        {
            // The note is no part of what comes back; without it the daemon is known by being the only one.
            return (null, null);
        }
    }

    private static async Task<string?> ReadPathAsync(ReleaseState state, SavedRelease release, CancellationToken stop)
    {
        try
        {
            return ManagerPath.Of(await SavedRevision.ReadAsync(state, release, release.Base ?? release.Highest, stop));
        }
        catch (ReleaseManagerException error) when (error.Kind is ErrorKind.State or ErrorKind.Incomplete)
        {
            // The plan of the release itself tells what is the matter with it.
            return null;
        }
    }
}
