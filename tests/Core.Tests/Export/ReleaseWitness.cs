using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>Remembers every state that each release of a cluster was in, so that one that never was is found out.</summary>
internal sealed class ReleaseWitness(SandboxCluster cluster)
{
    private readonly Dictionary<string, HashSet<string>> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks at the cluster as it is.</summary>
    public void Look()
    {
        var now = States(ClusterRecord.In(cluster));
        foreach (var release in now.Keys.Except(_seen.Keys, StringComparer.Ordinal).ToList())
        {
            _seen[release] = new HashSet<string>(StringComparer.Ordinal) { "" };
        }

        foreach (var (release, states) in _seen)
        {
            states.Add(now.GetValueOrDefault(release, ""));
        }
    }

    /// <summary>Every release stands as it once stood in the cluster, with the values that it had then.</summary>
    public void AssertTrue(IReadOnlyList<ClusterRecord> saved)
    {
        var told = States(saved);
        Assert.Empty(told.Keys.Except(_seen.Keys, StringComparer.Ordinal));
        foreach (var (release, states) in _seen)
        {
            var state = told.GetValueOrDefault(release, "");
            Assert.True(states.Contains(state), $"{release} never was as it was saved:\n{state}");
        }
    }

    private static Dictionary<string, string> States(IReadOnlyList<ClusterRecord> records) =>
        records
            .GroupBy(each => $"{each.Driver} {each.Namespace}/{each.Release}", StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => string.Join('\n', group.Select(each => each.ToString())),
                StringComparer.Ordinal
            );
}
