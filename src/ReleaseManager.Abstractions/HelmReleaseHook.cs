namespace ReleaseManager;

/// <summary>An object that Helm creates at an event of a release's life.</summary>
public sealed record HelmReleaseHook
{
    /// <summary>Name of the object.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of the object.</summary>
    public required string Kind { get; init; }

    /// <summary>Events at which it is created, for example <c>pre-install</c>.</summary>
    public required IReadOnlyList<string> Events
    {
        get;
        init => field = IndexedList.Of(value);
    }

    /// <summary>Lower weights run first.</summary>
    public required long Weight { get; init; }

    /// <summary>When the object is deleted; empty means before the hook runs again.</summary>
    public IReadOnlyList<string> DeletePolicies
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];

    /// <summary>The template it came from.</summary>
    public required string Path { get; init; }

    /// <summary>How its last run ended, for example <c>Succeeded</c>; empty where it never ran.</summary>
    public required string Phase { get; init; }

    /// <summary>The object as YAML.</summary>
    public required string Manifest { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Name}";
}
