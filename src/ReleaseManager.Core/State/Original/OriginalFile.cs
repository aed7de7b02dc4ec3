namespace ReleaseManager.Core.State.Original;

/// <summary>A file of the original tool that holds a revision: what is kept of it while its body is not.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Entry">What a listing says of the revision.</param>
/// <param name="ContentSize">Bytes of its content under <c>records/</c>.</param>
internal sealed record OriginalFile(string Name, ListingEntry Entry, long ContentSize)
{
    /// <summary>The name that the tool would have given it.</summary>
    public required string ProperName { get; init; }

    /// <summary>SHA-256 of the file as it is.</summary>
    public required string PlainHash { get; init; }

    /// <summary>When the release was first deployed: the same in all revisions of one installation.</summary>
    public DateTimeOffset? FirstDeployed { get; init; }

    /// <summary>When this revision was deployed.</summary>
    public DateTimeOffset? LastDeployed { get; init; }
}
