namespace ReleaseManager.Sandbox.Http;

/// <summary>How objects are shown in an answer.</summary>
internal enum Representation
{
    Whole,
    Metadata,
    Table,
}
