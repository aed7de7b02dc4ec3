using System.Collections.Concurrent;

namespace ReleaseManager.Core.Clusters;

/// <summary>
/// Collects the warnings that the API sends along with its answers to what is asked within the calling method, and in all that it awaits: of many
/// releases that are worked on at once, each learns its own.
/// </summary>
public sealed class WarningScope : IDisposable
{
    private static readonly AsyncLocal<WarningScope?> Current = new();

    private readonly WarningScope? _outer;
    private readonly ConcurrentDictionary<string, bool> _warnings = new(StringComparer.Ordinal);

    private WarningScope() => _outer = Current.Value;

    /// <summary>What was said so far, each text once, in the order of the alphabet.</summary>
    public IReadOnlyList<string> Warnings => [.. _warnings.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Begins to collect; what an outer scope collects is not told there as well.</summary>
    public static WarningScope Begin()
    {
        var scope = new WarningScope();
        Current.Value = scope;
        return scope;
    }

    /// <inheritdoc/>
    public void Dispose() => Current.Value = _outer;

    internal static bool Tell(string warning) => Current.Value?._warnings.TryAdd(warning, true) is not null;
}
