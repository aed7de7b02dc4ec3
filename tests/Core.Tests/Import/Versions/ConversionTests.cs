using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Versions;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Versions;

/// <summary>The table of cases, and what holds for all of them.</summary>
public sealed class ConversionTests
{
    private const string Stranger = "aMemberOfTomorrow";

    public static TheoryData<VersionCase> Cases => [.. VersionCases.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_object_of_a_removed_version_is_written_in_its_successor(VersionCase each)
    {
        var verdict = ServedVersion.Find(each.OldObject, Newest);

        Assert.Equal(VersionOutcome.Converted, verdict.Outcome);
        Assert.True(JsonNode.DeepEquals(each.NewObject, verdict.Object), verdict.Object!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_saved_object_stays_as_it_is(VersionCase each)
    {
        var saved = each.OldObject;

        ServedVersion.Find(saved, Newest);

        Assert.Equal(each.OldObject.ToJsonString(), saved.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_converted_object_needs_no_second_conversion(VersionCase each)
    {
        var once = ServedVersion.Find(each.OldObject, Newest).Object!;

        Assert.Equal(VersionOutcome.AsItIs, ServedVersion.Find(once, Newest).Outcome);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Members_that_nobody_knows_survive(VersionCase each)
    {
        var saved = each.OldObject;
        saved.Remove("status");
        var strangers = AddStrangers(saved);

        var converted = ServedVersion.Find(saved, Newest).Object!.ToJsonString();

        Assert.All(strangers, stranger => Assert.Contains($"\"{stranger}\"", converted, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_outlook_of_a_kind_tells_how_its_objects_will_be_written(VersionCase each)
    {
        var old = Kind(each.OldObject);
        var outlook = ServedVersion.Outlook(old, Newest);

        var refersOnly = old == Kind(each.NewObject);
        Assert.Equal(refersOnly ? VersionOutcome.AsItIs : VersionOutcome.Converted, outlook.Outcome);
        Assert.Equal(Kind(each.NewObject), outlook.Kind);
    }

    // As a cluster from far ahead: nothing but the last version of each kind.
    private static bool Newest(string group, string version, string kind) =>
        !VersionTable.Successors(new ResourceKind(group, version, kind)).Any();

    private static ResourceKind Kind(JsonObject item) =>
        ResourceKind.Of(item["apiVersion"]!.GetValue<string>(), item["kind"]!.GetValue<string>());

    private static List<string> AddStrangers(JsonObject item)
    {
        var places = new List<JsonObject> { item };
        AddListed(item, places);
        places.AddRange(
            ((string[])["metadata", "spec"]).Select(name => item[name]).OfType<JsonObject>().Except(places)
        );
        var strangers = places.Select((_, index) => $"{Stranger}{index}").ToList();
        foreach (var (place, stranger) in places.Zip(strangers))
        {
            place[stranger] = new JsonObject { ["a"] = 1 };
        }

        return strangers;
    }

    // The members of lists are what conversions walk over; but a selector is one thing as a whole.
    private static void AddListed(JsonNode? node, List<JsonObject> places)
    {
        var members = (node as JsonObject)?.Where(member => member.Key != "selector").Select(member => member.Value);
        foreach (var inner in members ?? node as JsonArray ?? [])
        {
            if (inner is JsonObject listed && node is JsonArray)
            {
                places.Add(listed);
            }

            AddListed(inner, places);
        }
    }
}
