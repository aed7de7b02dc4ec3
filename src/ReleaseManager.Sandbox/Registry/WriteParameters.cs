namespace ReleaseManager.Sandbox.Registry;

/// <summary>How a write is meant.</summary>
/// <param name="Manager">Who writes, for managedFields.</param>
/// <param name="DryRun">True does everything but store the result.</param>
/// <param name="Force">True takes fields from other managers (apply only).</param>
internal sealed record WriteParameters(string Manager, bool DryRun, bool Force)
{
    /// <summary>True keeps managedFields that a new object brings along, as if it had always been here.</summary>
    public bool KeepManagers { get; init; }
}
