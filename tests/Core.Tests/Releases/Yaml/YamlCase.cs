namespace ReleaseManager.Core.Tests.Releases.Yaml;

/// <summary>A YAML text and what it means.</summary>
/// <param name="Yaml">The text.</param>
/// <param name="Json">Its meaning as JSON; null where it is refused.</param>
internal sealed record YamlCase(string Yaml, string? Json);
