namespace ReleaseManager;

/// <summary>In what the records of a release differ on both sides. Text is a unified diff, and empty where there is no difference.</summary>
public sealed record HelmReleaseDifferenceContent
{
    /// <summary>The user's values that differ.</summary>
    public required IReadOnlyList<HelmFieldDifference> Values
    {
        get;
        init => field = IndexedList.Of(value);
    }

    /// <summary>The objects of manifest and hooks that differ, in the order of the manifests.</summary>
    public required IReadOnlyList<HelmObjectDifference> Objects
    {
        get;
        init => field = IndexedList.Of(value);
    }

    /// <summary>The user's values, as YAML.</summary>
    public required string ValuesDiff { get; init; }

    /// <summary>The rendered notes.</summary>
    public required string NotesDiff { get; init; }
}
