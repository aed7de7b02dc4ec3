using System.Globalization;
using System.Text.RegularExpressions;

namespace ReleaseManager.Core.Completion;

/// <summary>How candidates are looked for while somebody waits at a prompt: soon, or not at all, and without a word.</summary>
public static class Completing
{
    /// <summary>The environment variable that says how many seconds they are waited for, where a cluster or store is far away.</summary>
    public const string Variable = "RELEASEMANAGER_COMPLETION_TIMEOUT";

    /// <summary>How long they are waited for: 2 seconds where nobody says otherwise.</summary>
    public static TimeSpan Patience =>
        double.TryParse(
            Environment.GetEnvironmentVariable(Variable),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var seconds
        ) && seconds is > 0 and < 3600
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromSeconds(2);

    /// <summary>How long what was found may be shown again.</summary>
    public static TimeSpan Freshness { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Looks for candidates; there are none where that fails or takes too long, for whatever reason.</summary>
    /// <param name="find">Looks; is told when it is no longer waited for.</param>
    public static async Task<IReadOnlyList<Candidate>> TryAsync(
        Func<CancellationToken, Task<IReadOnlyList<Candidate>>> find,
        TimeProvider time
    )
    {
        ArgumentNullException.ThrowIfNull(find);
        var patience = Patience;
        using var late = new CancellationTokenSource(patience, time);
        try
        {
            return await find(late.Token).WaitAsync(patience, time);
        }
        catch (Exception error) when (IsOrdinary(error))
        {
            return [];
        }
    }

    /// <summary>Those that what is typed so far could become, without regard to case.</summary>
    /// <param name="typed">The beginning of a word.</param>
    public static IEnumerable<Candidate> Matching(IEnumerable<Candidate> candidates, string typed)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return candidates.Where(one => one.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Releases by their names, each once, with the namespaces that have one of that name.</summary>
    internal static IReadOnlyList<Candidate> Releases(IEnumerable<(string Name, string Namespace)> releases) =>
        [
            .. releases
                .GroupBy(release => release.Name, release => release.Namespace, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new Candidate(
                    group.Key,
                    $"release in {string.Join(", ", group.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}"
                )),
        ];

    private static bool IsOrdinary(Exception error) =>
        error
            is ReleaseManagerException
                or OperationCanceledException
                or TimeoutException
                or IOException
                or UnauthorizedAccessException
                or ArgumentException
                or FormatException
                or HttpRequestException
                or RegexMatchTimeoutException;
}
