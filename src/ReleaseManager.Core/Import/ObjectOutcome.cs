namespace ReleaseManager.Core.Import;

/// <summary>What became of an object of a manifest.</summary>
internal enum ObjectOutcome
{
    Created,
    Changed,
    Unchanged,
}
