using Microsoft.Playwright;
using ReleaseManager.Daemon.Tests.Http;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Dashboard;

/// <summary>The page in a browser, with all that it complains of and asks for written down.</summary>
internal sealed class PageStage(IPage page, ServerStage stage)
{
    private readonly List<string> _complaints = [];
    private readonly List<string> _foreign = [];

    public IPage Page => page;

    /// <summary>Opens it and waits until it shows something.</summary>
    /// <param name="ready">What is there once it does.</param>
    public static async Task<PageStage> OpenAsync(
        Browser browser,
        ServerStage stage,
        string ready = "#rows button.name",
        bool isDark = false,
        int width = 1280
    )
    {
        var opened = new PageStage(await browser.OpenAsync(isDark, width), stage);
        opened.Listen();
        await opened.Page.AddInitScriptAsync(
            "window.violations = []; document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));"
        );
        await opened.Page.GotoAsync(stage.Server.Address.ToString());
        await opened.Page.WaitForSelectorAsync(ready);
        return opened;
    }

    /// <summary>Nothing on the console, no request off the host, nothing that the policy forbade.</summary>
    public async Task AssertQuietAsync()
    {
        Assert.Empty(_complaints);
        Assert.Empty(_foreign);
        Assert.Empty(await page.EvaluateAsync<string[]>("window.violations"));
    }

    /// <summary>The text of each element that matches.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string selector) =>
        [.. (await page.Locator(selector).AllInnerTextsAsync()).Select(text => text.ReplaceLineEndings(" ").Trim())];

    /// <summary>What has the focus: its id, or its text.</summary>
    public Task<string> FocusAsync() =>
        page.EvaluateAsync<string>(
            "(e => e.id || e.dataset.id || e.textContent.trim() || e.tagName)(document.activeElement)"
        );

    private void Listen()
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != stage.Server.Address.Authority)
            {
                _foreign.Add(request.Url);
            }
        };
    }
}
