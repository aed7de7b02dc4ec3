using System.Globalization;

namespace ReleaseManager.Core.Releases;

/// <summary>The name that Helm gives the object of a revision (<c>makeKey</c> in Helm's storage.go).</summary>
public static class RecordName
{
    private const string Prefix = "sh.helm.release.v1.";

    /// <summary>The object's name for a release's revision.</summary>
    public static string For(string release, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{release}.v{revision}");

    /// <summary>Reads release and revision out of an object's name; null where it has another form.</summary>
    public static (string Release, int Revision)? Parse(string objectName)
    {
        ArgumentNullException.ThrowIfNull(objectName);
        if (!objectName.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var dot = objectName.LastIndexOf(".v", StringComparison.Ordinal);
        return dot > Prefix.Length && ParseRevision(objectName.AsSpan(dot + 2)) is { } revision
            ? (objectName[Prefix.Length..dot], revision)
            : null;
    }

    /// <summary>Reads a revision as Helm writes it: decimal digits only; null for anything else.</summary>
    public static int? ParseRevision(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;
}
