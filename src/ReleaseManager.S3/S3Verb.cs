namespace ReleaseManager.S3;

/// <summary>What a request was made for; says which right it needs.</summary>
internal enum S3Verb
{
    Read,
    Write,
    List,
    Delete,
}
