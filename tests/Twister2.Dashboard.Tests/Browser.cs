using Microsoft.Playwright;
using Twister2.Tests;

namespace Twister2.Dashboard.Tests;

/// <summary>The system's Chromium, without a window.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        string program = Environment.GetEnvironmentVariable("PATH")!.Split(':').SelectMany(static folder => new[] { Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser") }).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("There is no Chromium. To install it: launch/setup.sh --browser");
        _playwright = await Playwright.CreateAsync();
        // Root has no sandbox, and a container little shared memory.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>A page of a browser that has seen nothing before. Whatever goes wrong in its program is added to <paramref name="faults"/>.</summary>
    public async Task<IPage> Open(ICollection<string> faults, bool isDark = false, bool isPhone = false)
    {
        IBrowserContext context = await _browser.NewContextAsync(new()
        {
            ViewportSize = isPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = isPhone,
        });
        context.SetDefaultTimeout(20_000);
        IPage page = await context.NewPageAsync();
        page.PageError += (_, error) => faults.Add(error);
        page.Console += (_, message) =>
        {
            // While the dashboard is away, and where nothing is, it says so too.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal)) faults.Add(message.Text);
        };
        return page;
    }

    /// <summary>Keeps a picture of the whole page in <c>out/screenshots</c>, for people to look at.</summary>
    public static async Task Keep(IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "out", "screenshots", $"{name}.png"), FullPage = true });
    }
}
