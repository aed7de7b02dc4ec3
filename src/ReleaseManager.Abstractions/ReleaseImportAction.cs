namespace ReleaseManager;

/// <summary>What an import does, or would do, with one release.</summary>
public enum ReleaseImportAction
{
    /// <summary>The release is not there: its objects and all its records are brought back.</summary>
    Install,

    /// <summary>An earlier import of the same release was interrupted or failed: it goes on where that stopped.</summary>
    Resume,

    /// <summary>Another release of that name is there: it is uninstalled as Helm would, then the saved one is brought back.</summary>
    Recreate,

    /// <summary>Nothing of the release was in force (uninstalled, or never deployed): only its records are brought back.</summary>
    RecordsOnly,

    /// <summary>The release is there already, as it was saved or newer: nothing is done.</summary>
    Skip,

    /// <summary>The release cannot be brought back as things are; the reasons say why and the way out.</summary>
    Refuse,
}
