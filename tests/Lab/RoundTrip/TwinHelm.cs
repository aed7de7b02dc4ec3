using System.Collections.Concurrent;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.RoundTrip;

/// <summary>Does the same by real Helm in the cluster that was saved and in the one that was restored.</summary>
internal sealed class TwinHelm(HelmCli a, HelmCli b)
{
    // More Helm than cores: they mostly wait for hooks and for the API.
    private const int AtOnce = 5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Runs one command for each release in both clusters.</summary>
    /// <returns>A line for each release for which it ended otherwise in B than in A, or, where it has to succeed, failed in B.</returns>
    public async Task<string> RunAsync(
        IEnumerable<ScenarioRelease> releases,
        Func<ScenarioRelease, string[]> arguments,
        Func<ScenarioRelease, bool> succeeds
    )
    {
        var lines = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            releases,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Stop },
            async (release, stop) =>
            {
                string[] all = [.. arguments(release), "--namespace", release.Namespace];
                var inA = await a.RunAsync(all, stop);
                var inB = await b.RunAsync(all, stop);
                // What was under way in A is refused there and goes on in B, where nothing is.
                var sameEnd = inA.ExitCode == inB.ExitCode || RecordStatus.IsUnderWay(release.Status);
                if (!sameEnd || (succeeds(release) && !inB.Succeeded))
                {
                    lines.Add(
                        $"{inB.Command}: {inA.ExitCode} in A {inA.Error.Trim()}, {inB.ExitCode} in B {inB.Error.Trim()}"
                    );
                }
            }
        );
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
