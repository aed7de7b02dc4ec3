using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>One flag with two meanings: a switch beside files, and values by themselves.</summary>
public sealed class UpdateValuesTests
{
    [Theory]
    [InlineData("'image.tag'", "--update-values", "image.tag")]
    [InlineData("'image.tag'", "--update-values=a=1", "--update-values=image.tag")]
    [InlineData("stored manifests are to be replayed", "--update-values")]
    [InlineData("no new values are given", "--update-values", "--mode", "render")]
    [InlineData("stored manifests are to be replayed", "--update-values", "a=1", "--mode", "replay")]
    public async Task What_contradicts_itself_or_is_no_value_ends_with_2(string said, params string[] flags)
    {
        await using var stage = await CliStage.StartExportedAsync();

        var outcome = await stage.RunAsync(["plan", "local", .. flags]);

        Assert.True(outcome.Code == 2, outcome.ToString());
        Assert.Contains(said, outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("hint: ", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--update-values", "a=1")]
    [InlineData("--update-values=a=1,b=2")]
    [InlineData("--update-values", "a=1", "--update-values", "b=2")]
    [InlineData("--update-values", "--values", "VALUES")]
    [InlineData("--values", "VALUES", "--update-values")]
    [InlineData("--values", "VALUES", "--update-values", "a=1")]
    public async Task With_values_in_either_form_helm_is_asked_for(params string[] flags)
    {
        await using var stage = await CliStage.StartExportedAsync();
        var values = await stage.WriteFileAsync("values.yaml", "a: 1\n");
        var missing = Path.Combine(stage.Folder, "no-helm");

        var outcome = await stage.RunWithAsync(
            "HELM_BIN",
            missing,
            ["plan", "local", .. flags.Select(flag => flag is "VALUES" ? values : flag)]
        );

        Assert.True(outcome.Code == 2, outcome.ToString());
        Assert.Contains(missing, outcome.Errors, StringComparison.Ordinal);
    }
}
