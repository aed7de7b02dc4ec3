using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Versions;
using ReleaseManager.Core.Releases;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Versions;

/// <summary>
/// The API server itself converts between the versions that it still serves. What it makes of an old object and what it makes of ours
/// must be the same, defaults included.
/// </summary>
public sealed class VersionOracleTests(VersionCluster cluster) : IClassFixture<VersionCluster>
{
    private const string ByServer = "zzserver";
    private const string ByUs = "zzours";

    public static TheoryData<OracleCase> Cases => [.. OracleCases.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_server_makes_the_same_of_an_old_object_as_of_the_converted_one(OracleCase each)
    {
        await cluster.StartAsync();
        var old = Read(each.Yaml, ByServer);
        var saved = Read(each.Yaml, ByUs);

        var verdict = ServedVersion.Find(saved, ServesOnlyNewer(saved));

        Assert.Equal(VersionOutcome.Converted, verdict.Outcome);
        Assert.Equal(each.Seen, (string?)verdict.Object!["apiVersion"]);
        await cluster.CreateAsync(old);
        await cluster.CreateAsync(verdict.Object);
        var differences = JsonDifference.Between(
            Comparable(await cluster.ReadAsync(each.Seen, old), ByServer),
            Comparable(await cluster.ReadAsync(each.Seen, saved), ByUs)
        );
        Assert.Equal(each.Differs, differences.Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]));
    }

    // As a newer cluster: the version of the object and those before it are gone.
    private Func<string, string, string, bool> ServesOnlyNewer(JsonObject saved)
    {
        var own = ResourceKind.Of((string)saved["apiVersion"]!, (string)saved["kind"]!);
        return (group, version, kind) =>
            new ResourceKind(group, version, kind) != own && cluster.Serves(group, version, kind);
    }

    private static JsonObject Read(string yaml, string name) =>
        Manifest.Parse(yaml.Replace("NAME", name, StringComparison.Ordinal)).Single().Json;

    private static JsonObject Comparable(JsonObject found, string name)
    {
        var json = (JsonObject)JsonNode.Parse(found.ToJsonString().Replace(name, "NAME", StringComparison.Ordinal))!;
        ServerFields.Remove(json);
        return json;
    }
}
