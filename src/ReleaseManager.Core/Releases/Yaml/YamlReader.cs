using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Reads YAML as Helm and the Kubernetes API do: sigs.k8s.io/yaml on goyaml v2, that is YAML 1.1 scalars, the last of
/// repeated keys, merge keys, and numbers in the text that Go's JSON encoder gives them.
/// </summary>
public static class YamlReader
{
    /// <summary>Reads the first document of a stream; null of an empty one.</summary>
    /// <exception cref="RecordException">Not YAML, over a limit, or without a form in JSON.</exception>
    public static JsonNode? Read(string yaml) => Read(yaml, new DecodeBudget(DecodeLimits.Default), out _);

    /// <summary>Reads the first document of a stream and looks for repeated keys.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="budget">What is left of the limits.</param>
    /// <param name="hasRepeatedKeys">Whether some mapping names a key twice, which strict readers refuse.</param>
    internal static JsonNode? Read(string yaml, DecodeBudget budget, out bool hasRepeatedKeys)
    {
        var decoder = new YamlDecoder(budget);
        var json = decoder.Decode(YamlComposer.Compose(yaml, budget));
        hasRepeatedKeys = decoder.HasRepeatedKeys;
        return json;
    }
}
