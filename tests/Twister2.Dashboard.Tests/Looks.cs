using System.Text.Json;
using Microsoft.Playwright;

namespace Twister2.Dashboard.Tests;

/// <summary>What can be told of a page's looks without eyes.</summary>
internal static class Looks
{
    // The ratio of WCAG 2: of each text against the nearest thing behind it that is painted.
    private const string Program = """
        () => {
          const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgb = color => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = color; paint.fillRect(0, 0, 1, 1); return [...paint.getImageData(0, 0, 1, 1).data]; };
          const light = ([r, g, b]) => { const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
          const behind = element => { for (let e = element; e; e = e.parentElement) { const color = rgb(getComputedStyle(e).backgroundColor); if (color[3] === 255) return color; } return [255, 255, 255, 255]; };
          const faults = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; node = walker.nextNode();) {
            const element = node.parentElement;
            if (!node.data.trim() || element.closest('.hidden, .skip, noscript, script, :disabled, title') || !element.getClientRects().length) continue;
            const style = getComputedStyle(element), isSvg = element.namespaceURI.endsWith('svg');
            const a = light(rgb(isSvg ? style.fill : style.color)), b = light(behind(element));
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < 4.5) faults.push(`contrast ${ratio.toFixed(2)}: '${node.data.trim().slice(0, 40)}'`);
          }
          for (const element of document.querySelectorAll('button, a[href], input, select')) {
            const name = element.getAttribute('aria-label') ?? (element.id && document.querySelector(`label[for="${element.id}"]`)?.textContent) ?? element.textContent;
            if (!(name || element.textContent).trim()) faults.push(`no name: ${element.outerHTML.slice(0, 80)}`);
          }
          for (const head of document.querySelectorAll('th:not([scope])')) faults.push(`no scope: ${head.textContent}`);
          for (const name of ['header', 'main', 'nav', 'footer']) if (document.querySelectorAll(name).length !== 1) faults.push(`not one ${name}`);
          if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
          const ids = [...document.querySelectorAll('[id]')].map(element => element.id), twice = ids.filter((id, i) => ids.indexOf(id) !== i);
          if (twice.length) faults.push(`ids twice: ${twice}`);
          const wide = document.documentElement.scrollWidth - innerWidth;
          if (wide > 0) faults.push(`${wide} points too wide`);
          return faults;
        }
        """;

    /// <summary>Texts that stand out too little, controls without a name, what is too wide for the window.</summary>
    public static async Task<string[]> Faults(IPage page) => [.. (await page.EvaluateAsync<JsonElement>(Program)).EnumerateArray().Select(static fault => fault.GetString()!)];
}
