using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ReleaseManager.Core.State;

/// <summary>
/// The name of a file under <c>removals/</c>: <c>&lt;list&gt;.json</c> is a list of what may go; <c>&lt;list&gt;.&lt;mark&gt;.sweep</c> says that its
/// contents are being deleted, <c>&lt;list&gt;.&lt;mark&gt;.keep</c> names contents of it that stay; <c>&lt;mark&gt;.clock</c> tells the store's time.
/// </summary>
/// <param name="List">Id of the list; of a clock empty.</param>
/// <param name="Mark">Id of the mark; of a list empty.</param>
/// <param name="Kind">What the file is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RemovalName(string List, string Mark, RemovalKind Kind)
{
    private const int IdLength = 16;

    public static RemovalName NewList() => new(NewId(), "", RemovalKind.List);

    public static RemovalName NewClock() => new("", NewId(), RemovalKind.Clock);

    public static RemovalName NewMark(string list, RemovalKind kind) => new(list, NewId(), kind);

    /// <summary>Reads a full name; null where it is none.</summary>
    public static RemovalName? Parse(string name)
    {
        const string folder = StateLayout.Removals + "/";
        if (!name.StartsWith(folder, StringComparison.Ordinal))
        {
            return null;
        }

        var parsed = name[folder.Length..].Split('.') switch
        {
            [var list, "json"] => new RemovalName(list, "", RemovalKind.List),
            [var mark, "clock"] => new RemovalName("", mark, RemovalKind.Clock),
            [var list, var mark, "sweep"] => new RemovalName(list, mark, RemovalKind.Sweep),
            [var list, var mark, "keep"] => new RemovalName(list, mark, RemovalKind.Keep),
            _ => default(RemovalName?),
        };
        return parsed is { } found && IsId(found.List) && IsId(found.Mark) && found.ToString() == name ? found : null;
    }

    /// <summary>The full name.</summary>
    public override string ToString() =>
        Kind switch
        {
            RemovalKind.List => $"{StateLayout.Removals}/{List}.json",
            RemovalKind.Clock => $"{StateLayout.Removals}/{Mark}.clock",
            RemovalKind.Sweep => $"{StateLayout.Removals}/{List}.{Mark}.sweep",
            _ => $"{StateLayout.Removals}/{List}.{Mark}.keep",
        };

    private static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    private static bool IsId(string text) => text.Length is 0 or IdLength && ContentName.IsHex(text);
}
