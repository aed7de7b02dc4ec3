namespace ReleaseManager.Cli.Running;

/// <summary>The kinds of places that keep a state, as they are typed.</summary>
internal enum PlaceKind
{
    /// <summary>A folder.</summary>
    Local,

    /// <summary>A path in a bucket.</summary>
    S3,
}
