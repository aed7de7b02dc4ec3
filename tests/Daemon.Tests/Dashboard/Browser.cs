using Microsoft.Playwright;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Dashboard;

/// <summary>The machine's own Chromium, driven headless; one for all tests of the page.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var program = Find();
        if (program is null)
        {
            Missing = "no chromium is on the path";
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                Args = Flags,
                Headless = true,
            }
        );
    }

    /// <summary>A fresh tab.</summary>
    /// <param name="isDark">Which colours the user prefers.</param>
    /// <param name="width">Of the window, in CSS pixels.</param>
    public async Task<IPage> OpenAsync(bool isDark = false, int width = 1280)
    {
        Assert.SkipUnless(Missing is null, Missing ?? "");
        var context = await _browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                TimezoneId = "UTC",
            }
        );
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder =>
                new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))
            )
            .FirstOrDefault(File.Exists);
}
