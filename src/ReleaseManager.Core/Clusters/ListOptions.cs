namespace ReleaseManager.Core.Clusters;

/// <summary>What to list, and in which portions.</summary>
public sealed record ListOptions
{
    /// <summary>Everything, in pages of 500.</summary>
    public static ListOptions Default { get; } = new();

    /// <summary>Label selector in the API's own syntax; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector in the API's own syntax; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>
    /// Objects per request. A page is held in memory while its objects are handed out, so take 50 to 100 for big
    /// bodies.
    /// </summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Told of each page before its first object; for progress, and to know where a watch goes on.</summary>
    public Action<ListPage>? OnPage { get; init; }
}
