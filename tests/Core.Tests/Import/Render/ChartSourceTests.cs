using ReleaseManager.Contracts;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Render;

public sealed class ChartSourceTests
{
    [Theory]
    [InlineData("bitnami/wordpress", "bitnami/wordpress", "1.2.3")]
    [InlineData("bitnami/wordpress@4.5.6", "bitnami/wordpress", "4.5.6")]
    [InlineData("oci://registry.example.com/charts/wordpress", "oci://registry.example.com/charts/wordpress", "1.2.3")]
    [InlineData(
        "oci://registry.example.com/charts/wordpress@4.5.6",
        "oci://registry.example.com/charts/wordpress",
        "4.5.6"
    )]
    [InlineData("https://example.com/wordpress-4.5.6.tgz", "https://example.com/wordpress-4.5.6.tgz", null)]
    public void A_chart_of_a_repository_comes_in_the_stored_version_unless_another_is_named(
        string text,
        string reference,
        string? version
    ) => Assert.Equal(new ChartSource(reference, version, "wordpress"), Choose(("wordpress", text)));

    [Fact]
    public void A_folder_or_archive_is_taken_by_its_full_path()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Below("a@b.tgz"), "");

        Assert.Equal(new ChartSource(folder.Path, null, "wordpress"), Choose(("wordpress", folder.Path)));
        Assert.Equal(folder.Below("a@b.tgz"), Choose(("wordpress", folder.Below("a@b.tgz")))!.Reference);
    }

    [Fact]
    public void A_release_is_asked_for_by_its_own_name_before_its_chart()
    {
        var all = new[] { ("wordpress", "a/chart"), ("blog", "a/name"), ("shop/blog", "a/full") };

        Assert.Equal("a/full", Choose(all)!.Reference);
        Assert.Equal("a/name", Choose(all[..2])!.Reference);
        Assert.Equal("a/chart", Choose(all[..1])!.Reference);
        Assert.Null(Choose(("other", "a/chart")));
    }

    [Theory]
    [InlineData("--post-renderer=evil", "ChartSourceInvalid")]
    [InlineData("", "ChartSourceInvalid")]
    [InlineData("./not-there", "ChartSourceNotFound")]
    [InlineData("/not/there", "ChartSourceNotFound")]
    [InlineData("not-there.tgz", "ChartSourceNotFound")]
    [InlineData("https://user:hunter2@example.com/a.tgz", "ChartSourceWithCredential")]
    [InlineData("oci://user:hunter2@example.com/a", "ChartSourceWithCredential")]
    [InlineData("https://example.com/a.tgz?sig=hunter2", "ChartSourceWithCredential")]
    public void What_is_no_source_is_refused_and_not_quoted(string text, string errorId)
    {
        var error = Assert.Throws<ImportException>(() => Choose(("wordpress", text)));

        Assert.Equal((errorId, "wordpress"), (error.ErrorId, error.Target));
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    private static ChartSource? Choose(params (string Name, string Source)[] sources) =>
        ChartSource.Choose(
            sources.ToDictionary(one => one.Name, one => one.Source, StringComparer.Ordinal),
            new SavedRelease([
                new ListingEntry
                {
                    Namespace = "shop",
                    Name = "blog",
                    Revision = 1,
                    Status = "deployed",
                    Driver = "secret",
                    ObjectName = "sh.helm.release.v1.blog.v1",
                    Uid = "1",
                    ResourceVersion = "1",
                    Record = "r",
                    Encoding = "raw",
                    Size = 1,
                    Seen = DateTimeOffset.UnixEpoch,
                },
            ]),
            "wordpress",
            "1.2.3"
        );
}
