namespace ReleaseManager;

/// <summary>What is wrong with a file of a saved state.</summary>
public enum VerifyProblemKind
{
    /// <summary>Its content is not the one that its name or checksum promises, or cannot be read.</summary>
    Damaged,

    /// <summary>Something refers to it and it is not there.</summary>
    Missing,

    /// <summary>It is whole, but says something else than what refers to it.</summary>
    Inconsistent,
}
