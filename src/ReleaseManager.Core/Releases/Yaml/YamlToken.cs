namespace ReleaseManager.Core.Releases;

/// <summary>A piece of a YAML stream.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Line">The line where it begins, from 0.</param>
/// <param name="Text">A scalar's text, an anchor's or alias's name, a tag's or directive's handle.</param>
/// <param name="Suffix">A tag's suffix, a directive's prefix.</param>
internal sealed record YamlToken(YamlTokenKind Kind, int Line, string Text = "", string Suffix = "");
