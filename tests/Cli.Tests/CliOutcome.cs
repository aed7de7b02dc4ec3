using System.Text.Json.Nodes;

namespace ReleaseManager.Cli.Tests;

/// <summary>What a run left behind.</summary>
internal sealed record CliOutcome(int Code, string Output, string Errors)
{
    /// <summary>Stdout as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <inheritdoc/>
    public override string ToString() => $"exit code {Code}\n{Output}\n{Errors}";
}
