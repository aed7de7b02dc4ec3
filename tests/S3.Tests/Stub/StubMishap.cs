namespace ReleaseManager.S3.Tests.Stub;

/// <summary>What happens to an answer on its way.</summary>
internal enum StubMishap
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is never sent; the connection stays open.</summary>
    Silence,

    /// <summary>The connection is reset instead.</summary>
    Reset,

    /// <summary>Half of the body is sent, then the connection is closed in order.</summary>
    Truncated,

    /// <summary>Half of the body is sent, then the connection is reset.</summary>
    ResetInBody,

    /// <summary>Half of the body is sent, and nothing more ever.</summary>
    Stalled,
}
