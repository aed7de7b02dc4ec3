using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using Xunit;
using static ReleaseManager.Core.Tests.Import.ImportTests;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>Which revision's objects come back, and what becomes of the records of all of them.</summary>
public sealed class RestoredRevisionTests
{
    [Theory]
    [InlineData("pending-install")]
    [InlineData("pending-upgrade")]
    [InlineData("pending-rollback")]
    [InlineData("uninstalling")]
    public async Task A_revision_that_was_under_way_comes_back_as_failed_with_the_reason(string status)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects).Revision(2, status, TwoObjects)
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Restored, "failed"), (result.Outcome, result.Status));
        var record = await bench.GetAsync("/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v2");
        Assert.Equal("failed", (string?)record!["metadata"]!["labels"]!["status"]);
        var body = Decode(record);
        Assert.Equal("failed", body.Status);
        Assert.Contains(status, body.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_are_those_of_the_highest_deployed_revision_not_of_a_failed_upgrade_after_it()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "deployed", ConfigMap("good"))
                .Revision(2, "failed", ConfigMap("bad"))
        );

        await bench.ImportAsync();

        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/good"));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/bad"));
        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task A_failed_rollback_leaves_the_highest_superseded_revision_as_the_base()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", ConfigMap("one"))
                .Revision(2, "superseded", ConfigMap("two"))
                .Revision(3, "failed", ConfigMap("three"))
        );

        await bench.ImportAsync();

        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/two"));
        Assert.Equal(3, (await bench.ListAsync("/api/v1/namespaces/shop/secrets")).Count);
    }

    [Fact]
    public async Task A_release_that_never_ran_comes_back_as_records_alone()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "uninstalled", TwoObjects));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportAction.RecordsOnly, ReleaseImportOutcome.Restored), (result.Action, result.Outcome));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings"));
        await AssertRecordsAsync(bench, "shop");
    }

    [Theory]
    [InlineData("superseded")]
    [InlineData("deployed")]
    public async Task Of_an_uninstalled_release_only_the_records_come_back_whatever_older_ones_say(string older)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, older, TwoObjects).Revision(2, "uninstalled", TwoObjects)
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportAction.RecordsOnly, 0), (result.Action, result.ObjectsCreated));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings"));
        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task What_was_to_be_uninstalled_and_is_still_there_comes_back_not_what_it_had_replaced()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", TwoObjects.Replace("settings", "older", StringComparison.Ordinal))
                .Revision(2, "uninstalling", TwoObjects)
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Restored, "failed"), (result.Outcome, result.Status));
        Assert.NotNull(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings"));
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/older"));
    }

    [Fact]
    public async Task A_status_label_that_says_something_else_than_the_record_comes_back_as_it_was()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", TwoObjects)
                .Labelled("deployed")
                .Revision(2, "deployed", TwoObjects)
                .Labelled("superseded")
        );

        await bench.ImportAsync();

        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task Records_kept_in_config_maps_come_back_as_config_maps()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web", ListingEntry.DriverConfigMap).Revision(1, "deployed", TwoObjects)
        );

        await bench.ImportAsync();

        var record = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/sh.helm.release.v1.web.v1");
        Assert.Equal(
            "web",
            Release.Parse(RecordCodec.Decode(Value(record!), DecodeLimits.Default), DecodeLimits.Default).Name
        );
    }

    [Fact]
    public async Task An_unreadable_highest_record_comes_back_as_it_was_and_holds_up_nothing()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "deployed", TwoObjects)
                .Raw(2, "failed", "bm90IGEgcmVsZWFzZQ=="u8.ToArray())
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task An_unreadable_base_refuses_its_release_alone()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "broken").Raw(1, "deployed", "bm90IGEgcmVsZWFzZQ=="u8.ToArray()),
            new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects)
        );

        var results = await bench.ImportAsync();

        Assert.Equal(ReleaseImportOutcome.Refused, results.Single(result => result.Name == "broken").Outcome);
        Assert.Equal(ReleaseImportOutcome.Restored, results.Single(result => result.Name == "web").Outcome);
    }
}
