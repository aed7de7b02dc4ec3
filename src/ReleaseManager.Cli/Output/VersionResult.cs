namespace ReleaseManager.Cli.Output;

/// <summary>What <c>version</c> tells.</summary>
/// <param name="Version">Of this program.</param>
/// <param name="StateFormat">The format of saved states that it writes.</param>
/// <param name="Runtime">What it runs on.</param>
/// <param name="Platform">Operating system and processor.</param>
internal sealed record VersionResult(string Version, string StateFormat, string Runtime, string Platform);
