using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Twister2.Dashboard.Api;

/// <summary>The pages, which are in this program itself.</summary>
internal static class PageFiles
{
    private const string Prefix = "pages/", Index = "index.html";

    private static readonly FrozenDictionary<string, PageFile> Files = Load().ToFrozenDictionary(StringComparer.Ordinal);

    public static void Map(WebApplication app)
    {
        // Each page has an address of its own, and all are made by one program in the browser.
        foreach (string page in (string[])["/", "/jobs/{id}", "/jobs/{id}/workers/{worker:int}", "/cluster"]) app.MapGet(page, static (HttpContext context) => Send(context, Files[Index])).ExcludeFromDescription();
        app.MapGet("/assets/{name}", static (HttpContext context, string name) => Files.TryGetValue(name, out PageFile? file) ? Send(context, file) : Results.NotFound()).ExcludeFromDescription();
        app.MapGet("/favicon.ico", static (HttpContext context) => Send(context, Files["icon.svg"])).ExcludeFromDescription();
    }

    private static IResult Send(HttpContext context, PageFile file)
    {
        // Asked for each time, and sent when it has changed: after an update nobody has half of the old pages.
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(file.Content, file.Type, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue(file.Tag));
    }

    private static Dictionary<string, PageFile> Load()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(static name => name[Prefix.Length..], name =>
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new PageFile(content, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..8])}\"");
        });
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        string other => throw new InvalidOperationException($"Nothing is known of {other} files."),
    };

    private sealed record PageFile(byte[] Content, string Type, string Tag);
}
