namespace ReleaseManager.Sandbox.Demo;

/// <summary>How one release of the first cluster stands in the second.</summary>
internal sealed record ReleaseComparison(string Namespace, string Name)
{
    /// <summary>Records of the release in the first cluster.</summary>
    public int Records { get; set; }

    /// <summary>Those that are the same in the second, to the byte.</summary>
    public int EqualRecords { get; set; }

    /// <summary>Objects of the revision in force that exist in the first cluster.</summary>
    public int Objects { get; set; }

    /// <summary>Those that are the same in the second, but for what a server fills in.</summary>
    public int EqualObjects { get; set; }

    /// <summary>What is different, and is so by intention.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What is missing or different and should not be.</summary>
    public List<string> Differences { get; } = [];
}
