using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>What an export writes is what docs/format.md says, member by member and file by file.</summary>
public sealed class DocumentedFormatTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_member_that_an_export_writes_is_in_the_documentation()
    {
        await using var bench = await WrittenAsync();
        var document = await File.ReadAllTextAsync(Repository.PathOf("docs", "format.md"), Stop);
        foreach (var name in bench.Backend.Names)
        {
            var folder = name.Split('/')[0];
            if (folder is StateLayout.Records or StateLayout.Resources)
            {
                continue;
            }

            var section = Section(document, folder);
            foreach (var line in Lines(bench.Backend.Get(name), isPacked: folder == StateLayout.Listings))
            {
                AssertDocumented(section, line, name);
            }
        }
    }

    [Fact]
    public async Task Listings_are_in_the_documented_order_and_a_saved_object_has_sorted_keys()
    {
        await using var bench = await WrittenAsync();
        foreach (var (_, listing) in (await bench.SnapshotAsync(SnapshotSelector.Number(1))).Namespaces)
        {
            var lines = Lines(bench.Backend.Get(StateLayout.Listing(listing.Listing)), isPacked: true)
                .Select(line =>
                    (Name: $"{line["name"]}", Revision: (int)line["revision"]!, Driver: $"{line["driver"]}")
                )
                .ToList();
            Assert.Equal(
                lines
                    .OrderBy(line => line.Name, StringComparer.Ordinal)
                    .ThenBy(line => line.Revision)
                    .ThenBy(line => line.Driver, StringComparer.Ordinal),
                lines
            );
        }

        foreach (
            var name in bench.Backend.Names.Where(n => n.StartsWith(StateLayout.Resources, StringComparison.Ordinal))
        )
        {
            var json = Assert.Single(Lines(bench.Backend.Get(name), isPacked: true));
            Assert.Equal(
                json.Select(member => member.Key).Order(StringComparer.Ordinal),
                json.Select(member => member.Key)
            );
            Assert.DoesNotContain("status", json);
        }
    }

    /// <summary>A state in which every member occurs: both drivers, a broken record, annotations, captured objects, a loss.</summary>
    private static async Task<ExportBench> WrittenAsync()
    {
        var bench = await ExportBench.StartAsync();
        bench.Cluster.Load([Definitions.Of("widgets.example.com", "Widget")]);
        await bench.Helm.InstallAsync("shop", "cart", 2, Definitions.Use("example.com/v1", "Widget"));
        await bench.Helm.InstallAsync("shop", "mail", driver: ListingEntry.DriverConfigMap);
        var marked = HelmStorage.WithValue(HelmStorage.Record("shop", "odd", 1), "?"u8.ToArray());
        marked["metadata"]!["annotations"] = new JsonObject { ["note"] = "kept" };
        bench.Cluster.Load([marked]);
        await bench.ExportAsync();
        await bench.Helm.RemoveAllAsync();
        await bench.ExportAsync(new ExportOptions { HistoryDepth = 3 });
        await bench.ExportAsync(new ExportOptions { AcceptLoss = true });
        await bench.Helm.InstallAsync("shop", "cart");
        await bench.ExportAsync(
            new ExportOptions
            {
                Names = ["c*"],
                ExcludeNamespaces = ["x"],
                Driver = Core.Releases.StorageDriver.Secret,
            }
        );
        Assert.Equal([1, 2, 3, 4], await bench.State.ListSnapshotsAsync(Stop));
        return bench;
    }

    /// <summary>Members below those named here are names and values of other things, not of the format.</summary>
    private static void AssertDocumented(string section, JsonObject json, string name)
    {
        foreach (var (member, value) in json.Where(each => each.Key != "checksum"))
        {
            Assert.True(
                section.Contains($"`{member}`", StringComparison.Ordinal)
                    || section.Contains($"\"{member}\"", StringComparison.Ordinal),
                $"{member} of {name} is not documented"
            );
            IEnumerable<JsonNode?> below = (member, value) switch
            {
                ("scope", JsonObject scope) => [scope],
                ("namespaces", JsonObject map) when json.ContainsKey("sequence") => map.Select(each => each.Value),
                ("resources", JsonArray resources) => resources,
                _ => [],
            };
            foreach (var each in below.OfType<JsonObject>())
            {
                AssertDocumented(section, each, name);
            }
        }
    }

    private static string Section(string document, string file)
    {
        var start = document.IndexOf($"\n## `{file}", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{file} is not documented");
        var end = document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return document[start..end];
    }

    private static IEnumerable<JsonObject> Lines(byte[] content, bool isPacked)
    {
        using var stored = new MemoryStream(content);
        using var plain = isPacked ? new GZipStream(stored, CompressionMode.Decompress) : (Stream)stored;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonNode.Parse(line)!.AsObject();
        }
    }
}
