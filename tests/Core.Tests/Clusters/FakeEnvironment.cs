using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>An environment of a test's own making.</summary>
internal sealed class FakeEnvironment : IKubeEnvironment
{
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public string? HomeFolder { get; init; }

    public string ServiceAccountFolder { get; init; } = Path.Combine(Path.GetTempPath(), "no-such-folder");

    public string? Variable(string name) => Variables.GetValueOrDefault(name);
}
