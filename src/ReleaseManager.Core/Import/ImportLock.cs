using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleaseManager.Core.Import;

/// <summary>
/// The mark that an import in progress leaves on the record of the highest revision, which says <c>pending-install</c> meanwhile: Helm
/// sees a busy release, and the same import, run again, sees how far it had come. The final write of the record removes it.
/// </summary>
internal sealed record ImportLock
{
    public const string Annotation = "releasemanager/import";

    /// <summary>A lock renewed longer ago than this is left behind, whoever held it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    [JsonPropertyName("state")]
    public required string StateId { get; init; }

    [JsonPropertyName("snapshot")]
    public required int Snapshot { get; init; }

    /// <summary>Hash of the highest revision's record; what makes two imports of a release the same.</summary>
    [JsonPropertyName("record")]
    public required string Record { get; init; }

    /// <summary>Hash of the base revision's record; null where only records come back.</summary>
    [JsonPropertyName("base")]
    public string? BaseRecord { get; init; }

    /// <summary>Digest of what the import changes on the way; null where nothing changes.</summary>
    [JsonPropertyName("rewrite")]
    public string? Rewrite { get; init; }

    [JsonPropertyName("noHooks")]
    public bool NoHooks { get; init; }

    [JsonPropertyName("holder")]
    public required ImportHolder Holder { get; init; }

    [JsonPropertyName("renewed")]
    public required DateTimeOffset Renewed { get; init; }

    /// <summary>What the import was about to do; for people who look at the record.</summary>
    [JsonPropertyName("step")]
    public required string Step { get; init; }

    /// <summary>How far the hooks of an event are, by <c>event/position</c>: <c>started</c> or <c>done</c>.</summary>
    [JsonPropertyName("hooks")]
    public IReadOnlyDictionary<string, string> Hooks { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it goes on from the same saved release, so that this import may take it up.</summary>
    /// <param name="rewrite">Digest of what this import changes on the way.</param>
    public bool IsSameImport(string stateId, SavedRelease release, string? rewrite) =>
        StateId == stateId
        && Record == release.Highest.Record
        && BaseRecord == release.Base?.Record
        && Rewrite == rewrite;

    /// <summary>How long the lock is still held by somebody else; null where it may be taken.</summary>
    public TimeSpan? HeldFor(DateTimeOffset now)
    {
        var left = Renewed + Lifetime - now;
        return left <= TimeSpan.Zero || Step == FailedStep || Holder.IsSurelyGone() ? null : left;
    }

    /// <summary>The step of an import that ended with an error: it is nobody's, and can be taken up at once.</summary>
    public const string FailedStep = "failed";

    public string ToText() => JsonSerializer.Serialize(this, ImportJson.Default.ImportLock);

    /// <returns>Null where there is no mark; a mark that cannot be read is one of an unknown import, held by nobody.</returns>
    public static ImportLock? Find(IReadOnlyDictionary<string, string> annotations)
    {
        if (!annotations.TryGetValue(Annotation, out var text))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text, ImportJson.Default.ImportLock);
        }
        catch (JsonException)
        {
            return new ImportLock
            {
                StateId = "",
                Snapshot = 0,
                Record = "",
                Holder = new ImportHolder
                {
                    Id = "",
                    Machine = "",
                    Pid = 0,
                    Started = 0,
                },
                Renewed = DateTimeOffset.MinValue,
                Step = "",
            };
        }
    }
}
