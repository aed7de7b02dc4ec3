using Microsoft.Playwright;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Contracts.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Tests.Http;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Dashboard;

/// <summary>The page in a real browser.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shows_health_snapshots_and_releases()
    {
        await using var stage = await StageAsync();
        var opened = await PageStage.OpenAsync(browser, stage);
        Assert.Equal(["Healthy"], await opened.TextsAsync("#health"));
        Assert.Equal(["Leader"], await opened.TextsAsync("#role"));
        Assert.Equal(["3"], await opened.TextsAsync("#count"));
        Assert.Matches("^[0-9]+ s ago$", Assert.Single(await opened.TextsAsync("#check")));
        Assert.Equal(["cache", "db", "web"], await opened.TextsAsync("button.name"));
        Assert.Equal(["failed", "deployed", "deployed"], await opened.TextsAsync("#rows .status"));
        Assert.Equal(2, await opened.Page.Locator(".point").CountAsync());
        Assert.Contains(
            "3 releases · 1 added, 1 changed",
            Assert.Single(await opened.TextsAsync("#picked")),
            StringComparison.Ordinal
        );
        await opened.AssertQuietAsync();
    }

    [Fact]
    public async Task Search_and_filters_narrow_the_list_and_say_how_far()
    {
        await using var stage = await StageAsync();
        var opened = await PageStage.OpenAsync(browser, stage);
        var page = opened.Page;
        await page.FillAsync("#search", "WEB 1.1");
        Assert.Equal(["web"], await opened.TextsAsync("button.name"));
        Assert.Equal(["1 of 3 releases"], await opened.TextsAsync("#found"));
        await page.FillAsync("#search", "");
        await page.SelectOptionAsync("#status", "failed");
        Assert.Equal(["cache"], await opened.TextsAsync("button.name"));
        await page.SelectOptionAsync("#namespace", "shop");
        Assert.Empty(await opened.TextsAsync("button.name"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear search and filters" }).ClickAsync();
        Assert.Equal(["cache", "db", "web"], await opened.TextsAsync("button.name"));
        Assert.Equal("search", await opened.FocusAsync());
        await opened.AssertQuietAsync();
    }

    [Fact]
    public async Task A_difference_is_shown_for_two_that_are_chosen()
    {
        await using var stage = await StageAsync();
        var opened = await PageStage.OpenAsync(browser, stage);
        await opened.Page.SelectOptionAsync("#from", "2");
        await opened.Page.SelectOptionAsync("#to", "1");
        await opened.Page.ClickAsync("#compare");
        await opened.Page.WaitForSelectorAsync(".group");
        Assert.Equal(["Changed 1", "Removed 1"], await opened.TextsAsync(".group h3"));
        Assert.Equal(
            ["web 1.1.0 → 1.0.0 · revision 2 → 1", "cache 1.0.0 revision 1"],
            await opened.TextsAsync(".group .what")
        );
        await opened.AssertQuietAsync();
    }

    [Fact]
    public async Task All_of_it_can_be_done_by_keyboard()
    {
        await using var stage = await StageAsync();
        var opened = await PageStage.OpenAsync(browser, stage);
        var (page, keyboard) = (opened.Page, opened.Page.Keyboard);
        List<string> order = [];
        for (var i = 0; i < 13; i++)
        {
            await keyboard.PressAsync("Tab");
            order.Add(await opened.FocusAsync());
            Assert.True(await IsFocusSeenAsync(page), $"{order[^1]} does not show that it has the focus");
        }

        Assert.Equal(
            [
                "Skip to releases",
                "refresh",
                "2",
                "picked-compare",
                "search",
                "namespace",
                "status",
                "cache",
                "db",
                "web",
                "from",
                "to",
                "compare",
            ],
            order
        );

        await page.FocusAsync(".point[tabindex='0']");
        await keyboard.PressAsync("ArrowLeft");
        Assert.StartsWith("Snapshot 1 ", Assert.Single(await opened.TextsAsync("#picked")), StringComparison.Ordinal);
        await keyboard.PressAsync("End");
        await keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync(".group");
        Assert.Equal(["Added 1", "Changed 1"], await opened.TextsAsync(".group h3"));

        await page.FocusAsync("button.name >> nth=2");
        await keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#history tbody tr");
        Assert.Equal(["2", "1"], (await opened.TextsAsync("#history tbody th")).Select(text => text.Split(' ')[^1]));
        Assert.Equal("history-close", await opened.FocusAsync());
        await keyboard.PressAsync("Escape");
        Assert.False(await page.IsVisibleAsync("#history"));
        Assert.Equal("web", await opened.FocusAsync());
        await opened.AssertQuietAsync();
    }

    [Theory]
    [InlineData(false, 1280)]
    [InlineData(true, 1280)]
    [InlineData(false, 360)]
    [InlineData(true, 360)]
    public async Task It_can_be_read_and_used_in_either_scheme_and_on_a_small_screen(bool isDark, int width)
    {
        await using var stage = await StageAsync();
        await stage.SnapshotAsync(await stage.SaveAsync("web"));
        stage.Health.Failed("the cluster is away");
        stage.Health.Failed("the cluster is away");
        var opened = await PageStage.OpenAsync(browser, stage, isDark: isDark, width: width);
        await opened.Page.ClickAsync("#compare");
        await opened.Page.WaitForSelectorAsync(".group");
        Assert.Equal(2, await opened.Page.Locator(".notice").CountAsync());
        await Accessibility.AssertContrastAsync(opened.Page);
        await Accessibility.AssertNamesAsync(opened.Page);
        await opened.Page.ClickAsync("button.name >> nth=0");
        await opened.Page.WaitForSelectorAsync("#history tbody tr");
        await Accessibility.AssertContrastAsync(opened.Page);
        await Accessibility.AssertNamesAsync(opened.Page);
        await opened.AssertQuietAsync();
    }

    [Fact]
    public async Task A_suspect_snapshot_is_marked_and_explained()
    {
        await using var stage = await StageAsync();
        await stage.SnapshotAsync(await stage.SaveAsync("web"));
        var opened = await PageStage.OpenAsync(browser, stage);
        Assert.Equal(1, await opened.Page.Locator(".point.suspect").CountAsync());
        Assert.Contains(
            "suspect: ",
            await opened.Page.GetAttributeAsync(".point.suspect", "aria-label"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "A restore takes snapshot 2",
            Assert.Single(await opened.TextsAsync("#notice-suspect")),
            StringComparison.Ordinal
        );
        Assert.Equal(["cache", "db", "web"], await opened.TextsAsync("button.name"));
        await opened.AssertQuietAsync();
    }

    [Fact]
    public async Task The_token_is_asked_for_kept_in_the_tab_and_forgotten()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Below("token"), "open-sesame", Stop);
        await using var stage = await new ServerStage
        {
            Options = new() { Listen = "127.0.0.1:0", TokenFile = folder.Below("token") },
        }.WithTwoSnapshotsAsync();
        var opened = await PageStage.OpenAsync(browser, stage, "#token");
        var page = opened.Page;
        Assert.False(await page.IsVisibleAsync("#content"));
        Assert.Equal("token-text", await opened.FocusAsync());
        await Accessibility.AssertNamesAsync(page);
        await page.Keyboard.TypeAsync("wrong");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#token-error:not(:empty)");

        await page.FillAsync("#token-text", "open-sesame");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#rows button.name");
        Assert.Equal(["cache", "db", "web"], await opened.TextsAsync("button.name"));
        Assert.DoesNotContain("sesame", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length + document.cookie.length"));
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("#rows button.name");
        await page.ClickAsync("#forget");
        await page.WaitForSelectorAsync("#token");
        Assert.Equal(0, await page.EvaluateAsync<int>("sessionStorage.length"));
    }

    [Fact]
    public async Task An_empty_state_says_what_comes_next()
    {
        var time = new ManualTime();
        await using var stage = new ServerStage { Time = time };
        var opened = await PageStage.OpenAsync(browser, stage, "#chart .empty");
        Assert.Contains(
            "No snapshot yet",
            Assert.Single(await opened.TextsAsync("#chart .empty")),
            StringComparison.Ordinal
        );
        Assert.Equal(["nothing saved yet"], await opened.TextsAsync("#count-note"));
        await Accessibility.AssertNamesAsync(opened.Page);
        await opened.AssertQuietAsync();

        await stage.WithTwoSnapshotsAsync();
        stage.Health.Passed();
        time.Advance(TimeSpan.FromSeconds(5));
        await opened.Page.ClickAsync("#refresh");
        await opened.Page.WaitForSelectorAsync("#rows button.name");
    }

    [Fact]
    public async Task A_daemon_that_is_gone_is_said_to_be_and_what_was_known_stays()
    {
        var stage = await StageAsync();
        var opened = await PageStage.OpenAsync(browser, stage);
        await stage.DisposeAsync();
        await opened.Page.ClickAsync("#refresh");
        await opened.Page.WaitForSelectorAsync("#notice-trouble");
        Assert.Contains(
            "does not answer",
            Assert.Single(await opened.TextsAsync("#notice-trouble")),
            StringComparison.Ordinal
        );
        Assert.Equal(["cache", "db", "web"], await opened.TextsAsync("button.name"));
    }

    [Fact]
    public async Task A_backend_that_is_away_is_said_to_be_while_health_is_still_shown()
    {
        var backend = new FaultBackend(new MemoryBackend());
        await using var stage = await new ServerStage { Backend = backend }.WithTwoSnapshotsAsync();
        backend.Before = _ => throw new Core.Backends.BackendException("X", "The bucket is away.");
        stage.Health.Become(DaemonRole.Standby);
        var opened = await PageStage.OpenAsync(browser, stage, "#notice-trouble");
        Assert.Equal(["Healthy"], await opened.TextsAsync("#health"));
        Assert.Contains(
            "The bucket is away.",
            Assert.Single(await opened.TextsAsync("#notice-trouble")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_charts_call_themselves_is_text_and_never_markup()
    {
        await using var stage = new ServerStage();
        var evil = await stage.SaveAsync("web");
        await stage.SnapshotAsync(
            evil with
            {
                ChartVersion = "<img src=x onerror=alert(1)>",
                AppVersion = "<script>alert(1)</script>",
                Status = "\"><b>bold</b>",
            }
        );
        var opened = await PageStage.OpenAsync(browser, stage);
        Assert.Equal(0, await opened.Page.Locator("#rows img, #rows script, #rows b").CountAsync());
        Assert.Contains(
            "<img src=x onerror=alert(1)>",
            Assert.Single(await opened.TextsAsync("#rows tr")),
            StringComparison.Ordinal
        );
        await opened.AssertQuietAsync();
    }

    [Fact]
    public async Task A_thousand_releases_and_many_snapshots_stay_usable()
    {
        await using var stage = new ServerStage();
        var all = Enumerable
            .Range(0, 1000)
            .Select(i => Sample.Entry($"release-{i:D4}", 1, $"team-{i % 40:D2}"))
            .ToList();
        for (var i = 1; i < 80; i++)
        {
            await stage.SnapshotAsync(Sample.Entry("release-0000", i, "team-00"));
        }

        await stage.SnapshotAsync([.. all]);
        var opened = await PageStage.OpenAsync(browser, stage);
        Assert.Equal(["1,000 releases"], await opened.TextsAsync("#found"));
        Assert.Equal(200, await opened.Page.Locator("button.name").CountAsync());
        Assert.Equal(60, await opened.Page.Locator(".point").CountAsync());
        await opened.Page.ClickAsync("#earlier");
        Assert.Equal("60", Assert.Single(await opened.TextsAsync("#picked")).Split(' ')[1]);
        await opened.Page.ClickAsync("#more");
        Assert.Equal(1000, await opened.Page.Locator("button.name").CountAsync());
        await opened.Page.FillAsync("#search", "release-0999");
        Assert.Equal(["release-0999"], await opened.TextsAsync("button.name"));
        await opened.AssertQuietAsync();
    }

    private static async Task<ServerStage> StageAsync()
    {
        var stage = await new ServerStage().WithTwoSnapshotsAsync();
        stage.Health.Become(DaemonRole.Leader);
        stage.Health.Passed();
        return stage;
    }

    /// <summary>The outline, or for a part of a picture its stroke.</summary>
    private static Task<bool> IsFocusSeenAsync(IPage page) =>
        page.EvaluateAsync<bool>(
            """
            () => {
              const focused = document.activeElement, hit = focused.querySelector?.('.hit');
              return hit ? getComputedStyle(hit).strokeWidth === '3px' : getComputedStyle(focused).outlineStyle === 'solid' && parseFloat(getComputedStyle(focused).outlineWidth) >= 2;
            }
            """
        );
}
