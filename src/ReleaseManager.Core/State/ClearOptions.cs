namespace ReleaseManager.Core.State;

/// <summary>How a clear goes about it.</summary>
public sealed record ClearOptions
{
    /// <summary>Says what would go and removes nothing.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>Removes the state although a manager that owns it has checked lately.</summary>
    public bool IgnoreOwner { get; init; }
}
