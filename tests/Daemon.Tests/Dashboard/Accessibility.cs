using Microsoft.Playwright;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Dashboard;

/// <summary>What can be computed of how well people can use a page.</summary>
internal static class Accessibility
{
    /// <summary>
    /// Every text against what is painted behind it: at least 4.5 to 1, or 3 to 1 where it is large
    /// (WCAG 2.2, 1.4.3; https://www.w3.org/TR/WCAG22/#contrast-minimum).
    /// </summary>
    public static async Task AssertContrastAsync(IPage page)
    {
        var weak = await page.EvaluateAsync<string[]>(
            """
            () => {
              const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
              const parse = text => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = text; paint.fillRect(0, 0, 1, 1); const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
              const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
              const light = rgb => rgb.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = node => { const chain = []; for (let n = node; n; n = n.parentElement) chain.unshift(parse(getComputedStyle(n).backgroundColor)); return chain.reduce((under, top) => over([...top], under), [255, 255, 255]); };
              const weak = [];
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let text = walker.nextNode(); text; text = walker.nextNode()) {
                const node = text.parentElement;
                if (!text.data.trim() || !node.checkVisibility() || node.closest('noscript, option')) continue;
                const style = getComputedStyle(node);
                if (node.closest(':disabled')) continue;
                const under = ground(node), ink = over(parse(node.closest('svg') ? style.fill : style.color), under);
                const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
                const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
                if (ratio < (large ? 3 : 4.5)) weak.push(`${ratio.toFixed(2)} ${text.data.trim().slice(0, 40)}`);
              }
              return weak;
            }
            """
        );
        Assert.Empty(weak);
    }

    /// <summary>Everything that can be used has a name, ids are there once, and nothing is cut off at the side.</summary>
    public static async Task AssertNamesAsync(IPage page)
    {
        var wrong = await page.EvaluateAsync<string[]>(
            """
            () => {
              const wrong = [];
              const nameOf = node => node.getAttribute('aria-label') || (node.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.textContent ?? '').join('')
                || [...(node.labels ?? [])].map(label => label.textContent).join('') || node.textContent;
              for (const node of document.querySelectorAll('button, input, a, [role=button], section, dialog, [role=group], table'))
                if (node.checkVisibility() && !nameOf(node)?.trim() && !node.closest('.group')) wrong.push(`no name: ${node.outerHTML.slice(0, 80)}`);
              for (const node of document.querySelectorAll('select, input'))
                if (node.checkVisibility() && !node.labels?.length) wrong.push(`no label: ${node.id}`);
              for (const node of document.querySelectorAll('img')) if (!node.hasAttribute('alt')) wrong.push('img without alt');
              const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
              for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) wrong.push(`twice: ${id}`);
              const levels = [...document.querySelectorAll('h1, h2, h3')].filter(h => h.checkVisibility()).map(h => +h.tagName[1]);
              levels.forEach((level, at) => { if (at && level > levels[at - 1] + 1) wrong.push(`heading h${level} after h${levels[at - 1]}`); });
              if (!document.documentElement.lang) wrong.push('no language');
              if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wrong.push(`${document.documentElement.scrollWidth} px wide`);
              return wrong;
            }
            """
        );
        Assert.Empty(wrong);
    }
}
