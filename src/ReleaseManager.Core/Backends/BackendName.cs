using System.Buffers;

namespace ReleaseManager.Core.Backends;

/// <summary>The rule for names that every backend keeps: see <see cref="IBackend"/>.</summary>
public static class BackendName
{
    private const int MaxSegments = 4;
    private const int MaxSegmentLength = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    );

    /// <summary>True for a name that follows the rule.</summary>
    public static bool IsValid(string? name)
    {
        if (name is null)
        {
            return false;
        }

        var segments = name.Split('/');
        return segments.Length <= MaxSegments && segments.All(IsSegment);
    }

    /// <summary>Lets a valid name pass.</summary>
    /// <exception cref="ArgumentException">The name breaks the rule.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsValid(name))
        {
            throw new ArgumentException($"'{name}' is no name of an item in a backend.", nameof(name));
        }
    }

    /// <summary>Lets a valid folder pass: a name, or nothing for everything.</summary>
    /// <exception cref="ArgumentException">The folder breaks the rule.</exception>
    public static void CheckFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Length > 0)
        {
            Check(folder);
        }
    }

    // No dot at either end: "." and ".." lead elsewhere, leading dots hide a backend's own files, Windows drops a last one.
    private static bool IsSegment(string segment) =>
        segment.Length is > 0 and <= MaxSegmentLength
        && !segment.AsSpan().ContainsAnyExcept(Allowed)
        && segment[0] != '.'
        && segment[^1] != '.';
}
