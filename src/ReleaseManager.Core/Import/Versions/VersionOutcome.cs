namespace ReleaseManager.Core.Import.Versions;

/// <summary>What becomes of an object in a cluster that may not serve its version any more.</summary>
internal enum VersionOutcome
{
    /// <summary>It is written as it was saved.</summary>
    AsItIs,

    /// <summary>It is written in another form that means the same, as far as there is one.</summary>
    Converted,

    /// <summary>Kubernetes has done away with the kind and put nothing in its place: it is left out.</summary>
    Dropped,

    /// <summary>The cluster serves neither its version nor one that it could be turned into.</summary>
    Unknown,
}
