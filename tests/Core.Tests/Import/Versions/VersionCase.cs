using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Tests.Import.Versions;

/// <summary>An object as an old chart has it, and as a new cluster takes it; both in YAML.</summary>
public sealed record VersionCase(string Name, string Old, string New)
{
    public JsonObject OldObject => Read(Old);

    public JsonObject NewObject => Read(New);

    public static JsonObject Read(string yaml) => Manifest.Parse(yaml).Single().Json;

    public override string ToString() => Name;
}
