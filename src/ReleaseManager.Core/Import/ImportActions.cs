namespace ReleaseManager.Core.Import;

internal static class ImportActions
{
    /// <summary>Whether the objects of a release are written, if there is a revision that has some.</summary>
    public static bool Installs(this ReleaseImportAction action) =>
        action is ReleaseImportAction.Install or ReleaseImportAction.Resume or ReleaseImportAction.Recreate;
}
