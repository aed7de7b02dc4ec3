using System.CommandLine;

namespace ReleaseManager.Cli.Running.Syntax;

/// <summary>A command line in the form that the parser takes.</summary>
/// <param name="Words">Its words.</param>
/// <param name="Emptied">
/// Flags that were typed with an empty text, as by a script whose variable is not set: they say nothing, and nothing else may say it for them.
/// </param>
internal sealed record TypedLine(IReadOnlyList<string> Words, IReadOnlyList<Option> Emptied);
