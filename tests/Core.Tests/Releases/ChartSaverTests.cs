using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class ChartSaverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chart_lies_below_its_release_with_the_releases_own_values_beside_it()
    {
        var saved = await SaveAsync(Chart(("templates/a.yaml", "kind: A"), ("README.md", "Hello")));

        Assert.Equal(Below("out/shop/web/plain"), saved.Path);
        Assert.Equal(Below("out/shop/web/values.yaml"), saved.ValuesPath);
        Assert.Equal(
            ["plain/Chart.yaml", "plain/README.md", "plain/templates/a.yaml", "plain/values.yaml", "values.yaml"],
            Files("out/shop/web")
        );
        Assert.Equal("password: hunter2\n", await File.ReadAllTextAsync(saved.ValuesPath, Stop));
        Assert.Equal("replicas: 1\n", await File.ReadAllTextAsync(Below("out/shop/web/plain/values.yaml"), Stop));
        Assert.Equal(("shop", "web", 3, "plain-1.2.3"), (saved.Namespace, saved.Name, saved.Revision, saved.Chart));
        Assert.Equal("store 1.x (https://charts.example.com/)", Assert.Single(saved.MissingSubcharts).ToString());
    }

    [Fact]
    public async Task Only_the_user_can_read_the_values()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        var saved = await SaveAsync(Chart());

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(saved.ValuesPath));
        }
    }

    [Fact]
    public async Task What_is_there_already_is_refused_or_replaced_as_a_whole()
    {
        await SaveAsync(Chart(("old", "1")));

        var error = await Assert.ThrowsAsync<ReleaseManagerException>(() => SaveAsync(Chart(("new", "2"))));
        Assert.Equal(("ChartFolderExists", Below("out/shop/web")), (error.ErrorId, error.Target));
        Assert.Contains("plain/old", Files("out/shop/web"));

        await SaveAsync(Chart(("new", "2")), replace: true);
        Assert.Equal(["plain/Chart.yaml", "plain/new", "plain/values.yaml", "values.yaml"], Files("out/shop/web"));
        Assert.Equal(["web"], Directory.GetFileSystemEntries(Below("out/shop")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("diary.txt")]
    [InlineData("photos/one.jpg")]
    public async Task A_folder_with_anything_else_in_it_is_never_replaced(string file)
    {
        await SaveAsync(Chart());
        Directory.CreateDirectory(Path.GetDirectoryName(Below($"out/shop/web/{file}"))!);
        await File.WriteAllTextAsync(Below($"out/shop/web/{file}"), "dear", Stop);

        var error = await Assert.ThrowsAsync<ReleaseManagerException>(() => SaveAsync(Chart(), replace: true));

        Assert.Equal("ChartFolderForeign", error.ErrorId);
        Assert.True(File.Exists(Below($"out/shop/web/{file}")));
    }

    [Fact]
    public async Task A_link_is_never_followed_nor_replaced()
    {
        Directory.CreateDirectory(Below("elsewhere/plain"));
        await File.WriteAllTextAsync(Below("elsewhere/plain/Chart.yaml"), "", Stop);
        Directory.CreateDirectory(Below("out/shop"));
        Directory.CreateSymbolicLink(Below("out/shop/web"), Below("elsewhere"));

        var error = await Assert.ThrowsAsync<ReleaseManagerException>(() => SaveAsync(Chart(), replace: true));

        Assert.Equal("ChartFolderForeign", error.ErrorId);
        Assert.Equal(["plain/Chart.yaml"], Files("elsewhere"));
    }

    [Theory]
    [InlineData("../../etc/passwd", "ChartFileUnsafe")]
    [InlineData("/etc/passwd", "ChartFileUnsafe")]
    [InlineData("..\\..\\evil", "ChartFileUnsafe")]
    [InlineData("C:evil", "ChartFileUnsafe")]
    [InlineData("README.MD", "ChartFileTwice")]
    [InlineData("readme.md. ", "ChartFileTwice")]
    [InlineData("VALUES.yaml", "ChartFileTwice")]
    [InlineData("README.md/evil", "ChartFileTwice")]
    public async Task A_hostile_file_is_refused_by_name_and_nothing_is_left(string name, string errorId)
    {
        var error = await Assert.ThrowsAsync<RecordException>(() => SaveAsync(Chart(("README.md", "a"), (name, "b"))));

        Assert.Equal((errorId, name), (error.ErrorId, error.Target));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path, "web*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../evil", "web", "plain")]
    [InlineData("shop", "..", "plain")]
    [InlineData("shop", "a/b", "plain")]
    [InlineData("shop", "web", "../../evil")]
    [InlineData("shop", "web", "Values.yaml")]
    [InlineData("shop", "web", "")]
    public async Task A_hostile_name_of_release_or_chart_is_refused(string ns, string name, string chart)
    {
        var error = await Assert.ThrowsAsync<RecordException>(() =>
            new ChartSaver(Below("out"), replace: true).SaveAsync(ns, name, Chart(chart), Stop)
        );

        Assert.Equal("ChartNameUnsafe", error.ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_plan_says_the_same_and_writes_nothing()
    {
        var saver = new ChartSaver(Below("out"), replace: false);

        var planned = saver.Plan("shop", "web", Chart());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        var saved = await saver.SaveAsync("shop", "web", Chart(), Stop);

        Assert.Equal((saved.Path, saved.ValuesPath, saved.Chart), (planned.Path, planned.ValuesPath, planned.Chart));
        Assert.Equal(saved.Files, planned.Files);
        Assert.Throws<ReleaseManagerException>(() => saver.Plan("shop", "web", Chart()));
    }

    public void Dispose() => _folder.Dispose();

    private Task<SavedHelmChart> SaveAsync(Release release, bool replace = false) =>
        new ChartSaver(Below("out"), replace).SaveAsync("shop", "web", release, Stop);

    private string Below(string path) => _folder.Below(path);

    private IEnumerable<string> Files(string folder) =>
        Directory
            .GetFiles(Below(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Below(folder), file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static Release Chart(params (string Name, string Text)[] files) => Chart("plain", files);

    private static Release Chart(string chart, params (string Name, string Text)[] files) =>
        Release.Parse(
            Encoding.UTF8.GetBytes(
                new JsonObject
                {
                    ["name"] = "web",
                    ["namespace"] = "shop",
                    ["version"] = 3,
                    ["config"] = new JsonObject { ["password"] = "hunter2" },
                    ["chart"] = new JsonObject
                    {
                        ["metadata"] = new JsonObject
                        {
                            ["name"] = chart,
                            ["version"] = "1.2.3",
                            ["dependencies"] = new JsonArray(
                                new JsonObject
                                {
                                    ["name"] = "store",
                                    ["version"] = "1.x",
                                    ["repository"] = "https://user:hunter2@charts.example.com/?token=hunter2",
                                }
                            ),
                        },
                        ["values"] = new JsonObject { ["replicas"] = 1 },
                        ["files"] = new JsonArray([
                            .. files.Select(file =>
                                (JsonNode)
                                    new JsonObject
                                    {
                                        ["name"] = file.Name,
                                        ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Text)),
                                    }
                            ),
                        ]),
                    },
                }.ToJsonString()
            )
        );
}
