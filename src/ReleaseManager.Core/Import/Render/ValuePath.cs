using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Render;

/// <summary>Finds the value that a key with dots means, as <c>helm --set</c> has it.</summary>
internal static class ValuePath
{
    /// <summary>
    /// The steps to a value that is there: a key that is there literally goes before the same text taken for nested ones, and the longer one before the
    /// shorter.
    /// </summary>
    /// <param name="key">A backslash makes a dot part of a key.</param>
    /// <returns>Null where nothing is set there.</returns>
    public static IReadOnlyList<string>? Find(JsonObject values, string key)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf('.', end - 1))
        {
            var isDotOfKey = end < key.Length && key[end - 1] == '\\';
            var name = key[..end].Replace("\\.", ".", StringComparison.Ordinal);
            if (
                !isDotOfKey
                && values.TryGetPropertyValue(name, out var there)
                && (end == key.Length ? [] : Find(there as JsonObject ?? [], key[(end + 1)..])) is { } further
            )
            {
                return [name, .. further];
            }
        }

        return null;
    }
}
