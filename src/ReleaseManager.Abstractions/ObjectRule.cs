namespace ReleaseManager;

/// <summary>
/// A change of objects on their way into a cluster: whatever matches is changed, in the cluster and in the stored manifests of all revisions alike.
/// Just one of <see cref="Merge"/>, <see cref="Patch"/> and <see cref="Replace"/> says how.
/// </summary>
public sealed record ObjectRule
{
    /// <summary>Which objects; all of them where nothing is asked for.</summary>
    public ObjectRuleMatch Match { get; init; } = new();

    /// <summary>A JSON merge patch (RFC 7386) as JSON text; null removes a member.</summary>
    public string? Merge { get; init; }

    /// <summary>A JSON patch (RFC 6902) as JSON text.</summary>
    public string? Patch { get; init; }

    /// <summary>Beginnings of texts to be replaced.</summary>
    public IReadOnlyList<ObjectRuleReplacement> Replace
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];
}
