namespace ReleaseManager.Lab.Docs;

/// <summary>A fenced block of a document, or commands that a comment has run there unseen.</summary>
/// <param name="Line">The line of the document at which the block begins.</param>
/// <param name="Language">What stands behind the fence: <c>powershell</c>, <c>sh</c>, <c>yaml</c>, ...; empty for nothing.</param>
/// <param name="Text">What it holds.</param>
internal sealed record DocumentBlock(int Line, string Language, string Text)
{
    /// <summary>Why its commands are not run here, as a comment before the block says; null where they are.</summary>
    public string? NotRun { get; init; }

    /// <summary>The file as which the commands after it find it, as a comment before the block says; null for none.</summary>
    public string? File { get; init; }

    /// <summary>Whether people type it.</summary>
    public bool IsCommands => Language is "sh" or "powershell";

    /// <summary>Whether the tests of documents do something with it.</summary>
    public bool IsRun => NotRun is null && (IsCommands || File is not null);
}
