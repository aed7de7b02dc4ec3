using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.RoundTrip;

/// <summary>What ran in one cluster comes back in another exactly as it was; real Helm judges both.</summary>
public sealed class RoundTripTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("secret")]
    [InlineData("configmap")]
    public async Task Every_release_comes_back_as_it_was(string driver)
    {
        var (a, b) = await lab.EmptyAsync();
        await new ReleaseScenario(a, driver).FillAsync(Stop);
        var trip = new Trip(lab);
        var exported = await trip.ExportAsync(a);
        Assert.Empty(exported.Problems);

        var results = await trip.ImportAsync(b);

        Assert.Equal(
            [],
            results
                .Where(result => result.Outcome != ReleaseImportOutcome.Restored)
                .Select(result =>
                    $"{result.Namespace}/{result.Name}: {result.Outcome} {result.ErrorId} {result.Message}"
                )
        );
        Assert.Equal([], await HelmComparison.CompareAsync(a.HelmAs(driver: driver), b.HelmAs(driver: driver), Stop));
        Assert.Equal([], await ClusterComparison.CompareAsync(a, b, new ComparisonOptions { Managers = false }, Stop));
    }
}
