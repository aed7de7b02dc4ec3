namespace ReleaseManager;

/// <summary>How far a check of a saved state went.</summary>
public enum VerifyDepth
{
    /// <summary>Every byte was read and every record decoded.</summary>
    Full,

    /// <summary>Headers and listings were read; of records and captured objects only presence and size were checked.</summary>
    Quick,

    /// <summary>
    /// The state is encrypted and its key was not at hand: that each file is whole was checked, not what it holds, nor whether one is missing.
    /// </summary>
    WithoutKey,
}
