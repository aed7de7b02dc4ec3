using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Cli.Output;

/// <summary>Writes results in the form that was asked for.</summary>
internal sealed class ResultWriter(TextWriter target, OutputFormat format)
{
    /// <summary>The form.</summary>
    public OutputFormat Format => format;

    /// <summary>Writes one result.</summary>
    /// <param name="type">How it is written as JSON, and so as YAML.</param>
    /// <param name="forPeople">How it is written else.</param>
    public void Write<T>(T result, JsonTypeInfo<T> type, Action<TextWriter> forPeople)
    {
        switch (format)
        {
            case OutputFormat.Json:
                target.WriteLine(JsonSerializer.Serialize(result, type));
                break;
            case OutputFormat.Yaml:
                YamlWriter.Write(target, JsonSerializer.SerializeToNode(result, type));
                break;
            default:
                forPeople(target);
                break;
        }
    }

    /// <summary>Writes JSON as it is.</summary>
    public void Write(JsonNode? result, Action<TextWriter> forPeople)
    {
        switch (format)
        {
            case OutputFormat.Json:
                target.WriteLine(result?.ToJsonString(CliJson.Plain.Options) ?? "null");
                break;
            case OutputFormat.Yaml:
                YamlWriter.Write(target, result);
                break;
            default:
                forPeople(target);
                break;
        }
    }

    /// <summary>Writes what is for people.</summary>
    public void WriteLines(Action<TextWriter> forPeople) => forPeople(target);

    /// <summary>Writes text, fit for a terminal where it goes to one.</summary>
    public void WriteText(string text) => target.WriteLine(Console.IsOutputRedirected ? text : PlainText.Lines(text));
}
