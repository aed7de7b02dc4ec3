using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>What stands where Helm's records stand and is none of Helm's making: saved as it is, told, and no obstacle.</summary>
public sealed class OddRecordTests
{
    public static TheoryData<string, string> Values { get; } =
        new()
        {
            { "not base64", "it is !! no base64" },
            { "empty", "" },
            { "base64 of no JSON", Text("hello"u8) },
            { "cut gzip", Text(RecordCodec.Encode(new byte[2000]).AsSpan(0, 40)) },
            { "gzip of no JSON", Encoded("not json") },
            { "JSON of another shape", Encoded("""{"name":17}""") },
            { "JSON nested without end", Encoded(new string('[', 5000)) },
            { "line breaks in base64", Encoded("{}").Insert(8, "\n") + "\n" },
            { "unicode", "größer ✓" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_that_is_no_release_is_saved_byte_for_byte_and_told(string what, string value)
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Load([
            With(HelmStorage.Record("shop", "odd", 7), value),
            With(HelmStorage.Record("shop", "odd", 8, driver: ListingEntry.DriverConfigMap), value),
        ]);

        var result = await bench.ExportAsync();

        await bench.AssertCurrentAsync();
        Assert.Equal(4, result.Revisions);
        if (what == "line breaks in base64")
        {
            Assert.Empty(result.Problems);
            return;
        }

        Assert.Equal([7, 8], result.Problems.Select(problem => problem.Revision));
        Assert.All(result.Problems, problem => Assert.Equal(("shop", "odd"), (problem.Namespace, problem.Name)));
        Assert.All(
            result.Problems,
            problem => Assert.DoesNotContain("hello", problem.Reason, StringComparison.Ordinal)
        );
        Assert.All(await EntriesAsync(bench, "odd"), entry => Assert.Equal("deployed", entry.Status));
        var again = await bench.ExportAsync();
        Assert.False(again.Written);
        Assert.Equal(2, again.Problems.Count);
    }

    [Fact]
    public async Task A_record_that_asks_for_too_much_is_saved_unread()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Load([With(HelmStorage.Record("shop", "huge", 1), Encoded(new string(' ', 3 << 20) + "{}"))]);
        bench.Cluster.Load([With(HelmStorage.Record("shop", "wide", 1), Text(new byte[700_000]))]);
        var limits = DecodeLimits.Default with { RecordBytes = 512 << 10, DecompressedBytes = 1 << 20 };

        var result = await bench.ExportAsync(new ExportOptions { Limits = limits });

        Assert.Equal(["huge", "wide"], result.Problems.Select(problem => problem.Name));
        Assert.Equal(4, result.Revisions);
        Assert.Equal(ClusterRecord.In(bench.Cluster), await bench.SavedAsync());
    }

    [Fact]
    public async Task An_object_without_the_key_release_is_told()
    {
        await using var bench = await FilledAsync();
        var bare = HelmStorage.Record("shop", "bare", 1);
        bare["data"] = new JsonObject { ["other"] = "eA==" };
        var empty = HelmStorage.Record("shop", "void", 1, driver: ListingEntry.DriverConfigMap);
        empty.Remove("data");
        bench.Cluster.Load([bare, empty]);

        var result = await bench.ExportAsync();

        Assert.Equal(["bare", "void"], result.Problems.Select(problem => problem.Name));
        Assert.All(
            result.Problems,
            problem => Assert.Contains("no data under the key release", problem.Reason, StringComparison.Ordinal)
        );
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task Labels_count_where_the_objects_name_says_another_thing()
    {
        await using var bench = await FilledAsync();
        var renamed = HelmStorage.Record("shop", "label", 5);
        renamed["metadata"]!["name"] = RecordName.For("other", 9);
        var unlabelled = HelmStorage.Record("shop", "named", 3);
        unlabelled["metadata"]!["labels"]!.AsObject().Remove("name");
        unlabelled["metadata"]!["labels"]!.AsObject().Remove("version");
        bench.Cluster.Load([renamed, unlabelled]);

        var result = await bench.ExportAsync();

        Assert.Empty(result.Warnings);
        Assert.Equal(
            [("cart", 1), ("cart", 2), ("label", 5), ("named", 3)],
            (await bench.EntriesAsync()).Select(entry => (entry.Name, entry.Revision))
        );
        Assert.Equal(RecordName.For("other", 9), Assert.Single(await EntriesAsync(bench, "label")).ObjectName);
        await bench.AssertCurrentAsync();
        Assert.False((await bench.ExportAsync()).Written);
    }

    [Fact]
    public async Task A_moving_release_without_labels_is_found_again_all_the_same()
    {
        await using var bench = await FilledAsync();
        var unlabelled = HelmStorage.Record("shop", "named", 3);
        unlabelled["metadata"]!["labels"]!.AsObject().Remove("name");
        bench.Cluster.Load([unlabelled]);
        bench.Cluster.Faults.Before(
            1,
            async (_, _) =>
            {
                await bench.Helm.DeleteAsync("shop", "named", 3);
                bench.Cluster.Load([unlabelled]);
            },
            request => request.Resource == "secrets" && !request.Accept.Contains("Partial", StringComparison.Ordinal)
        );

        await bench.ExportAsync();

        await bench.AssertCurrentAsync();
        Assert.Single(await EntriesAsync(bench, "named"));
    }

    [Fact]
    public async Task What_carries_helms_label_and_tells_no_release_is_told_and_not_saved()
    {
        await using var bench = await FilledAsync();
        var stranger = HelmStorage.Record("shop", "x", 1);
        stranger["metadata"]!["name"] = "stranger";
        stranger["metadata"]!["labels"] = new JsonObject { ["owner"] = "helm" };
        bench.Cluster.Load([stranger]);

        var result = await bench.ExportAsync();

        Assert.Contains("shop/stranger", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, result.Revisions);
        Assert.Empty((await bench.ExportAsync(new ExportOptions { ExcludeNamespaces = ["shop"] })).Warnings);
    }

    [Fact]
    public async Task Foreign_labels_annotations_and_types_are_kept()
    {
        await using var bench = await FilledAsync();
        var marked = HelmStorage.Record("shop", "marked", 1);
        marked["metadata"]!["labels"]!["example.com/tier"] = "gold";
        marked["metadata"]!["annotations"] = new JsonObject { ["note"] = "größer \"✓\"" };
        marked["type"] = "Opaque";
        bench.Cluster.Load([marked]);

        await bench.ExportAsync();

        var entry = Assert.Single(await EntriesAsync(bench, "marked"));
        Assert.Equal(("gold", "Opaque"), (entry.Labels["example.com/tier"], entry.Type));
        Assert.Equal("größer \"✓\"", entry.Annotations["note"]);
        Assert.Null(entry.Problem);
    }

    [Fact]
    public async Task One_name_in_both_drivers_is_two_histories()
    {
        await using var bench = await FilledAsync();
        await bench.Helm.InstallAsync("shop", "cart", revisions: 1, driver: ListingEntry.DriverConfigMap);
        await bench.ExportAsync();
        await bench.AssertCurrentAsync();
        Assert.Equal(
            [("configmap", 1), ("secret", 1), ("secret", 2)],
            (await bench.EntriesAsync()).Select(entry => (entry.Driver, entry.Revision)).Order()
        );
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    private static string Encoded(string json) =>
        Encoding.UTF8.GetString(RecordCodec.Encode(Encoding.UTF8.GetBytes(json)));

    private static JsonObject With(JsonObject record, string value) =>
        HelmStorage.WithValue(record, Encoding.UTF8.GetBytes(value));

    private static async Task<IReadOnlyList<ListingEntry>> EntriesAsync(ExportBench bench, string name) =>
        [.. (await bench.EntriesAsync()).Where(entry => entry.Name == name)];

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        return bench;
    }
}
