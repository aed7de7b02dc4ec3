namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>What the rules say of one object at one moment.</summary>
/// <param name="State">Whether to go on waiting.</param>
/// <param name="Why">What is missing, in words and without the object's name; empty where it is ready.</param>
internal sealed record ReadinessVerdict(ReadinessState State, string Why)
{
    /// <summary>Nothing to wait for.</summary>
    public static ReadinessVerdict Ready { get; } = new(ReadinessState.Ready, "");

    /// <summary>It may still get ready.</summary>
    public static ReadinessVerdict NotReady(string why) => new(ReadinessState.NotReady, why);

    /// <summary>It will not get ready, however long one waits.</summary>
    public static ReadinessVerdict Failed(string why) => new(ReadinessState.Failed, why);

    /// <summary>It may still get ready; the conditions that do not hold are named too.</summary>
    public static ReadinessVerdict NotReady(KubeObject found, string why) => NotReady(why + Conditions.Unmet(found));
}
