using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>Reads the few members of an object that a change goes by.</summary>
internal static class ObjectText
{
    public static string Kind(JsonObject item) => item["kind"].Text() ?? "";

    /// <summary>The API group; empty for the core group.</summary>
    public static string Group(JsonObject item)
    {
        var version = item["apiVersion"].Text() ?? "";
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : version[..slash];
    }

    public static string Name(JsonObject item) =>
        item.At("metadata", "name").Text() ?? $"{item.At("metadata", "generateName").Text()}*";

    /// <summary>The namespace that the object names itself; null for none.</summary>
    public static string? Namespace(JsonObject item) =>
        item.At("metadata", "namespace").Text() is { Length: > 0 } own ? own : null;

    /// <summary>What a member of a Secret's data says; null where it is not base64.</summary>
    public static string? Decoded(string data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    /// <summary>For example <c>Deployment shop/web</c>.</summary>
    public static string Describe(JsonObject item) =>
        Namespace(item) is { } own ? $"{Kind(item)} {own}/{Name(item)}" : $"{Kind(item)} {Name(item)}";
}
