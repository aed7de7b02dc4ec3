namespace ReleaseManager.Core.Backends;

/// <summary>
/// A place that keeps named bytes. This is the contract; <c>BackendContract</c> in the tests proves it for each
/// implementation.
/// <list type="bullet">
/// <item>A name is one to four segments of <c>[A-Za-z0-9._-]</c> joined by <c>/</c>, none longer than 128 characters and none with a
/// dot at either end. Anything else is an <see cref="ArgumentException"/>. What else lies in the place is neither listed nor touched.</item>
/// <item>Bytes are seen whole or not at all: a reader never sees a part of a write, and neither a crash nor a cancellation
/// leaves one.</item>
/// <item>When a write returns, it survives a crash of the machine.</item>
/// <item>All failures of the place itself are <see cref="BackendException"/>; cancellation is
/// <see cref="OperationCanceledException"/>. After either a write may or may not have happened.</item>
/// <item>All members may be called at the same time from many threads and many processes.</item>
/// </list>
/// </summary>
public interface IBackend
{
    /// <summary>Where this is, in words for a message; holds no credential.</summary>
    string Location { get; }

    /// <summary>Finds out what this very place guarantees; asked of it once, at the first call.</summary>
    Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop);

    /// <summary>Reads one item whole.</summary>
    /// <returns>The content and its tag; null where there is none of that name.</returns>
    Task<BackendContent?> ReadAsync(string name, CancellationToken stop);

    /// <summary>
    /// Creates an item if there is none of that name. Of several who try at the same time exactly one wins, where the place guarantees
    /// <see cref="BackendGuarantees.ExactWrites"/>.
    /// </summary>
    /// <returns>True if this call created it; false if there already was one, which stays as it is.</returns>
    Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop);

    /// <summary>Replaces an item that is still the one that was read; as exactly as <see cref="CreateAsync"/>.</summary>
    /// <param name="tag">The tag that <see cref="ReadAsync"/> gave.</param>
    /// <returns>False if the item has been changed or removed meanwhile; nothing is written then.</returns>
    Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop);

    /// <summary>Lists all items under a folder, in ordinal order of their names.</summary>
    /// <param name="folder">A folder such as <c>records</c>, or the empty string for everything.</param>
    IAsyncEnumerable<BackendEntry> ListAsync(string folder, CancellationToken stop);

    /// <summary>Removes items; names that are not there are ignored. Folders left empty may go too.</summary>
    Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop);
}
