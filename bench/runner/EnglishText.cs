using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Twister2.Bench;

/// <summary>415 MB of English with 1.5 million distinct words: dictionaries, books and documentation of Debian 12, twice over.</summary>
static partial class EnglishText
{
    static readonly string[] Packages =
    [
        "linux-doc-6.1", "dict-gcide", "dict-wn", "anarchism", "bible-kjv-text", "fortunes", "dict-foldoc", "dict-jargon", "postgresql-doc-15",
    ];

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static void Write(string path, string folder)
    {
        string unpacked = Path.Combine(folder, "debian");
        Unpack(unpacked);
        string[] files = [.. Directory.EnumerateFiles(unpacked, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint,
        }).Order(StringComparer.Ordinal)];
        using (var text = File.Create(path, 1 << 20))
        {
            // Twice from start to end, so that no part is nearer to its copy than the whole text is long.
            foreach (string file in (string[])[.. files, .. files])
            {
                text.Write(Normalise(file));
            }
        }
        Directory.Delete(unpacked, recursive: true);
    }

    static void Unpack(string folder)
    {
        if (Command.Find("apt-get") is null || Command.Find("dpkg-deb") is null)
        {
            throw BenchException.Usage("the English text is made from Debian's packages, and there is no apt-get here: leave this case out, or use --input");
        }
        Directory.CreateDirectory(folder);
        Run(["apt-get", "-q", "download", .. Packages], folder);
        foreach (string package in Directory.GetFiles(folder, "*.deb"))
        {
            Run(["dpkg-deb", "-x", package, folder], folder);
            File.Delete(package);
        }
    }

    static void Run(string[] command, string folder)
    {
        var ended = Command.Run(command, Patience, folder);
        if (ended.ExitCode != 0)
        {
            throw new BenchException($"{string.Join(' ', command)} failed (this case needs Debian 12's package lists):\n{ended.Tail()}");
        }
    }

    // The file's text as UTF-8 with spaces for control characters, or nothing when it is no text.
    static byte[] Normalise(string file)
    {
        string name = file.EndsWith(".gz", StringComparison.Ordinal) ? file[..^3] : file;
        string extension = Path.GetExtension(name);
        bool isPlain = extension is ".rst" or ".txt" or ".md" || file.EndsWith(".dict.dz", StringComparison.Ordinal)
            || (file.Contains("/fortunes/", StringComparison.Ordinal) && extension.Length == 0);
        if (!isPlain && extension != ".html")
        {
            return [];
        }
        string text = Encoding.UTF8.GetString(Read(file)).Replace("\r", "", StringComparison.Ordinal);
        if (extension == ".html")
        {
            text = EmptyLines().Replace(Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(text, " ")), " "), "\n");
        }
        byte[] bytes = Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n");
        foreach (ref byte b in bytes.AsSpan())
        {
            b = b is < 0x20 and not (byte)'\n' ? (byte)' ' : b;
        }
        return bytes;
    }

    static byte[] Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (!file.EndsWith(".gz", StringComparison.Ordinal) && !file.EndsWith(".dz", StringComparison.Ordinal))
        {
            return bytes;
        }
        using var unzipped = new MemoryStream();
        using var zipped = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        zipped.CopyTo(unzipped);
        return unzipped.ToArray();
    }

    [GeneratedRegex("<script.*?</script>|<style.*?</style>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\n\s*\n+")]
    private static partial Regex EmptyLines();
}
