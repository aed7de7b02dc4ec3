namespace ReleaseManager;

/// <summary>Where the objects of an import come from.</summary>
public enum ReleaseImportMode
{
    /// <summary>The stored manifests are replayed: what was released comes back as it was, with its history.</summary>
    Replay,

    /// <summary>The real <c>helm</c> installs the chart anew: values can be changed, and the history begins again at revision 1.</summary>
    Render,
}
