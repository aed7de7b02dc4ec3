using System.Collections.ObjectModel;

namespace ReleaseManager.Core.State;

/// <summary>The map without entries, shared.</summary>
internal static class EmptyMap
{
    public static IReadOnlyDictionary<string, string> Instance { get; } = ReadOnlyDictionary<string, string>.Empty;
}
