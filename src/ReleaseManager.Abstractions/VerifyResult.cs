using System.Globalization;

namespace ReleaseManager;

/// <summary>What a check of every byte of a saved state found.</summary>
public sealed record VerifyResult
{
    /// <summary>Where the state is.</summary>
    public required string Location { get; init; }

    /// <summary>How far the check went.</summary>
    public required VerifyDepth Depth { get; init; }

    /// <summary>True where everything that any snapshot refers to is there and whole, as far as the check went.</summary>
    public bool IsValid => Problems.Count == 0;

    /// <summary>Snapshots that were checked.</summary>
    public required int Snapshots { get; init; }

    /// <summary>Listings that were checked.</summary>
    public required int Listings { get; init; }

    /// <summary>Records that were checked and decoded.</summary>
    public required int Records { get; init; }

    /// <summary>Captured objects that were checked.</summary>
    public required int Resources { get; init; }

    /// <summary>Bytes of all files of the state; with <see cref="VerifyDepth.Full"/> each of them was read.</summary>
    public required long Bytes { get; init; }

    /// <summary>Records that could not be decoded in the cluster already; saved as they were found, which is no damage.</summary>
    public required int Undecodable { get; init; }

    /// <summary>Everything that is wrong, by file.</summary>
    public IReadOnlyList<VerifyProblem> Problems
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>
    /// Contents that no snapshot refers to: what an interrupted export left, one that runs now, or what waits to be removed. No damage.
    /// </summary>
    public IReadOnlyList<string> Unreferenced
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>What is no damage and still to be known: of the original tool's layout what could be recovered, and what it had lost.</summary>
    public IReadOnlyList<string> Notes
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>Files under the path that are not part of the state.</summary>
    public IReadOnlyList<string> Foreign
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <inheritdoc/>
    public override string ToString() =>
        IsValid
            ? $"whole ({Depth})"
            : string.Create(CultureInfo.InvariantCulture, $"{Problems.Count} problems ({Depth})");
}
