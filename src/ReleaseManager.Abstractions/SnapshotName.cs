using System.Globalization;

namespace ReleaseManager;

/// <summary>The full name of a snapshot as it is typed: <c>12</c>, or <c>12-1a2b3c4d</c> for one of several of that number.</summary>
internal static class SnapshotName
{
    /// <param name="sequence">Its number.</param>
    /// <param name="fork">Its mark; null where it has none.</param>
    public static string Of(int sequence, string? fork) =>
        string.Create(CultureInfo.InvariantCulture, $"{sequence}{(fork is null ? "" : "-")}{fork}");
}
