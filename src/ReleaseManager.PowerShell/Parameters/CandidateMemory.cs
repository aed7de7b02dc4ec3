using System.Collections.Concurrent;
using ReleaseManager.Core.Completion;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Keeps what was found for some seconds: at a prompt the same key is pressed again and again. Holds names alone.</summary>
internal static class CandidateMemory
{
    private static readonly TimeProvider Time = TimeProvider.System;

    private static readonly ConcurrentDictionary<string, (long At, IReadOnlyList<Candidate> Found)> Known = new(
        StringComparer.Ordinal
    );

    /// <summary>What was found a moment ago, or is found now; none where that fails or takes too long.</summary>
    /// <param name="key">What is looked for and where.</param>
    public static IReadOnlyList<Candidate> Find(
        IReadOnlyList<string> key,
        Func<CancellationToken, Task<IReadOnlyList<Candidate>>> find
    )
    {
        var name = string.Join('\n', key);
        if (Known.TryGetValue(name, out var known) && Time.GetElapsedTime(known.At) < Completing.Freshness)
        {
            return known.Found;
        }

        // PowerShell asks for candidates in a call that cannot wait otherwise; the pipeline's thread has no context to come back to.
        var found = Completing.TryAsync(find, Time).GetAwaiter().GetResult();
        if (found.Count > 0)
        {
            Known[name] = (Time.GetTimestamp(), found);
        }

        return found;
    }
}
