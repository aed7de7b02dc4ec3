using System.Globalization;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>What the shells are told that a word could become.</summary>
public sealed class CompletionTests(ExportedStage exported) : IClassFixture<ExportedStage>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exp", "export")]
    [InlineData("export ", "local", "s3")]
    [InlineData("export local --na", "--name", "--namespaces")]
    [InlineData("help ex", "export")]
    [InlineData("list local --output ", "table", "json", "yaml")]
    [InlineData("list local --output=j", "--output=json")]
    [InlineData("import s3 --mode re", "replay", "render")]
    [InlineData("export s3 --region eu-central-", "eu-central-1", "eu-central-2")]
    [InlineData("--kubeconfig KUBE export local --kubecontext ", "sandbox")]
    [InlineData("export local --kubeconfig KUBE --namespaces def", "default")]
    [InlineData("export local --kubeconfig KUBE --namespaces default,we", "default,web")]
    [InlineData("export local --kubeconfig KUBE --name ", "blog", "shop")]
    [InlineData("import local --kubeconfig KUBE --target-namespace we", "web")]
    [InlineData("list local --path STATE --namespace ", "web")]
    [InlineData("list local --path STATE -n ", "web")]
    [InlineData("list local --path STATE --name s", "shop")]
    [InlineData("plan local --path STATE --snapshot ", "1")]
    [InlineData("diff local --path STATE --reference-snapshot ", "1")]
    [InlineData("diff local --path STATE --difference-snapshot ", "1")]
    [InlineData("diff local --path STATE --difference local --difference-path STATE --difference-snapshot ", "1")]
    [InlineData("diff local --path STATE --difference local --difference-path /nowhere --difference-snapshot ")]
    [InlineData("diff local --path STATE --difference local --difference-snapshot ")]
    [InlineData("diff local --difference ", "local", "s3")]
    [InlineData("diff cluster --kubeconfig KUBE --reference-kubecontext ", "sandbox")]
    [InlineData("get local values --path STATE ", "blog", "shop")]
    [InlineData("get local values --path STATE b", "blog")]
    [InlineData("completion ", "bash", "zsh", "fish", "powershell")]
    [InlineData("list local --path ")]
    [InlineData("list local --name ")]
    [InlineData("list local --path /nowhere --name ")]
    [InlineData("export local --kubeconfig /nowhere --namespaces ")]
    [InlineData("nothing --of ")]
    [InlineData("list local --config /nowhere --path STATE --name ")]
    public async Task A_word_is_completed_by_what_is_there(string line, params string[] values)
    {
        var outcome = await CompleteAsync(Line(line));

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Empty(outcome.Errors);
        Assert.Equal(values, ValuesOf(outcome));
    }

    [Fact]
    public async Task A_snapshot_tells_its_time_and_counts_and_a_release_its_namespaces()
    {
        var snapshot = await CompleteAsync(Line("plan local --path STATE --snapshot "));
        var release = await CompleteAsync(Line("list local --path STATE --name s"));

        Assert.Matches(@"^1\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ, 2 releases, 3 revisions\n$", snapshot.Output);
        Assert.Equal("shop\trelease in web\n", release.Output);
    }

    [Fact]
    public async Task What_was_found_is_kept_for_a_moment_in_the_user_s_cache_folder_alone()
    {
        var cache = Path.Combine(exported.Stage.Folder, "kept");
        var line = Line("list local --path STATE --name ");

        Assert.Equal(["blog", "shop"], ValuesOf(await CompleteAsync(line, cache)));

        var file = Assert.Single(Directory.GetFiles(cache, "*", SearchOption.AllDirectories));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.GetDirectoryName(file)!)
            );
        }

        // A file of an hour ahead is no more of now than one of an hour ago.
        await File.WriteAllTextAsync(file, "kept\tkept\n", Stop);
        Assert.Equal(["kept"], ValuesOf(await CompleteAsync(line, cache)));
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        Assert.Equal(["blog", "shop"], ValuesOf(await CompleteAsync(line, cache)));
    }

    [Fact]
    public async Task The_profiles_and_buckets_come_from_where_aws_programs_look()
    {
        var file = await exported.Stage.WriteFileAsync(
            "aws",
            "[profile backup]\nregion = eu-west-1\naws_access_key_id = a\naws_secret_access_key = b\n"
        );
        var variables = Variables("none");
        variables["AWS_CONFIG_FILE"] = file;
        variables["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(exported.Stage.Folder, "no-credentials");

        var outcome = await CompleteAsync("releasemanager export s3 --profile b", variables);
        var bucket = await CompleteAsync(
            "releasemanager export s3 --endpoint-url http://127.0.0.1:1 --accessKeyID a --secretAccessKey not-to-be-shown --bucket ",
            variables
        );

        Assert.Equal("backup\tprofile, eu-west-1\n", outcome.Output);
        Assert.Equal((0, "", ""), (bucket.Code, bucket.Output, bucket.Errors));
    }

    private string Line(string words) =>
        "releasemanager "
        + words
            .Replace("STATE", exported.Stage.State, StringComparison.Ordinal)
            .Replace("KUBE", exported.Stage.Kubeconfig, StringComparison.Ordinal);

    private Task<CliOutcome> CompleteAsync(string line, string? cache = null) =>
        CompleteAsync(line, Variables(cache ?? Path.Combine(exported.Stage.Folder, Guid.NewGuid().ToString("N"))));

    private static Task<CliOutcome> CompleteAsync(string line, IReadOnlyDictionary<string, string> variables) =>
        Cli.RunAsync(variables, "__complete", line.Length.ToString(CultureInfo.InvariantCulture), line);

    private static Dictionary<string, string> Variables(string cache) =>
        new(StringComparer.Ordinal)
        {
            ["XDG_CACHE_HOME"] = cache,
            // What is proven is what is found, not how fast this machine is.
            ["RELEASEMANAGER_COMPLETION_TIMEOUT"] = "300",
        };

    private static IEnumerable<string> ValuesOf(CliOutcome outcome) =>
        outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]);
}
