namespace ReleaseManager.Lab.Docs;

/// <summary>Commands that a document shows, in one fenced block.</summary>
/// <param name="Line">The line of the document at which the block begins.</param>
/// <param name="Language"><c>powershell</c> or <c>sh</c>.</param>
/// <param name="Text">The commands.</param>
/// <param name="NotRun">Why they are not run here, as a comment before the block says; null where they are.</param>
internal sealed record DocumentBlock(int Line, string Language, string Text, string? NotRun);
