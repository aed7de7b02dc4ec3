namespace ReleaseManager.Lab;

/// <summary>How the node simulator behaves.</summary>
public sealed record NodeSimulatorOptions
{
    /// <summary>The name of the one node.</summary>
    public string NodeName { get; init; } = "lab-node";

    /// <summary>Whether a claim gets a volume made for it; if not, it stays Pending unless a volume is there.</summary>
    public bool BindVolumes { get; init; } = true;
}
