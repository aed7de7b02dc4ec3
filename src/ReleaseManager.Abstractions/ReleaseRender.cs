namespace ReleaseManager;

/// <summary>What a release becomes where Helm renders its chart anew, against what was stored. Content of Secrets is never shown.</summary>
public sealed record ReleaseRender
{
    /// <summary>Where the chart comes from: a folder, an archive, a chart of a repository or registry; null for the chart stored in the release.</summary>
    public string? Source { get; init; }

    /// <summary>Name and version of the chart that is rendered.</summary>
    public required string Chart { get; init; }

    /// <summary>Objects that the stored manifest does not hold, as <c>Kind namespace/name</c>; hooks after the word <c>hook</c>.</summary>
    public IReadOnlyList<string> Added
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Objects that would be lost: the stored manifest holds them and the rendered one does not.</summary>
    public IReadOnlyList<string> Removed
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Objects that would be others.</summary>
    public IReadOnlyList<ReleaseRenderChange> Changed
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>How many objects would be as they were.</summary>
    public int Unchanged { get; init; }

    /// <summary>Keys of the given values that the release does not set itself and that are therefore left out (<c>-UpdateValues</c>).</summary>
    public IReadOnlyList<string> IgnoredValues
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];
}
