using System.IO.Compression;

namespace Twister2.Launch.Tests.Tool;

/// <summary>What a job can be: an assembly, a program, a project, a folder, an archive; and what is none.</summary>
[Trait("ranks", "none")]
public sealed class JobSourceTests : ToolTest
{
    private static readonly string Built1 = Path.GetDirectoryName(Built.OwnVersions)!;

    [Fact]
    public void Archive_is_unpacked_once()
    {
        string zip = In("Job.zip");
        ZipFile.CreateFromDirectory(Built1, zip);
        // Its content names it, not its path.
        File.Copy(zip, In("Same.zip"));
        foreach (string name in (string[])["Job.zip", "Same.zip"])
            Assert.Contains("CsCheck 7\n", Tool("run", In(name)).Succeeds().Output, StringComparison.Ordinal);
        string folder = Assert.Single(Directory.GetFileSystemEntries(Path.Combine(Home, "packages")));
        Assert.Equal(32, Path.GetFileName(folder).Length);
        Assert.Equal(Directory.GetFiles(Built1, "*", SearchOption.AllDirectories).Length, Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Archive_may_have_a_folder_and_a_program_in_it()
    {
        string zip = In("Program.zip");
        ZipFile.CreateFromDirectory(Path.GetDirectoryName(Built.OwnProgram)!, zip, CompressionLevel.Fastest, includeBaseDirectory: true);
        Assert.Contains("hello from 1 workers: x\n", Tool("run", zip, "x").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_of_what_was_built_is_a_job() => Assert.Contains("CsCheck 7\n", Tool("run", Built1).Succeeds().Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("../outside.dll")]
    [InlineData("a/../../outside.dll")]
    [InlineData("/outside.dll")]
    [InlineData("..\\outside.dll")]
    [InlineData("a//b.dll")]
    [InlineData("./a.dll")]
    [InlineData("C:outside.dll")]
    public void Entry_that_leads_out_is_refused(string name) => RefusesArchive("which leads out of the folder", archive => Add(archive, name, "x"));

    [Fact]
    public void Link_in_an_archive_is_refused() => RefusesArchive("which is no file but a link or a device", static archive => Add(archive, "link.dll", "/etc/passwd").ExternalAttributes = 0xA1FF << 16);

    [Fact]
    public void Name_that_comes_twice_is_refused() => RefusesArchive("'a.dll' twice", static archive =>
    {
        Add(archive, "a.dll", "x");
        Add(archive, "a.dll", "y");
    });

    [Fact]
    public void Archive_that_would_fill_the_disk_is_refused() => RefusesArchive("far larger than its own size", static archive =>
    {
        using Stream entry = archive.CreateEntry("bomb.dll", CompressionLevel.SmallestSize).Open();
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < 100; i++) entry.Write(zeros);
    });

    [Fact]
    public void Archive_with_too_many_entries_is_refused() => RefusesArchive("more than 20000", static archive =>
    {
        for (int i = 0; i <= 20_000; i++) archive.CreateEntry($"{i}", CompressionLevel.NoCompression);
    });

    [Fact]
    public void Damaged_archive_is_refused()
    {
        byte[] bytes = [.. Archive(static archive => Add(archive, "a.dll", new string('a', 100) + Guid.NewGuid()))];
        bytes[60] ^= 0xff;
        File.WriteAllBytes(In("damaged.zip"), bytes);
        Refused("is damaged", "run", In("damaged.zip"));
        Refused("is no .zip that can be read", "run", Write("text.zip", "no archive"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Home, "packages")));
    }

    [Fact]
    public void Project_that_does_not_build_says_why()
    {
        Directory.CreateDirectory(In("P"));
        Write("P/P.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        Write("P/P.cs", "class P { int x = \"text\"; }");
        Refused("P.cs(1,19): error CS0029", "run", In("P"));
        Write("P/Q.csproj", "<Project/>");
        Refused("has 2 projects; name one of them: P.csproj, Q.csproj", "run", In("P"));
    }

    [Fact]
    public void What_is_no_job_is_refused()
    {
        Directory.CreateDirectory(In("nothing"));
        Refused("has no job", "run", In("nothing"));
        Refused("is no job: it is no .dll, .zip or project, and not executable", "run", Write("text.txt", "text"));
        Refused("is a program for Windows", "run", Write("Job.exe", "MZ"));
        Directory.CreateDirectory(In("many"));
        foreach (string name in (string[])["a.dll", "b.dll"]) Write($"many/{name}", "");
        Refused("2 assemblies that could be the job: a, b", "submit", "local", In("many"));
        Refused("The job's name is empty", "run", "");
    }

    private static ZipArchiveEntry Add(ZipArchive archive, string name, string text)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name);
        using StreamWriter writer = new(entry.Open());
        writer.Write(text);
        return entry;
    }

    private static byte[] Archive(Action<ZipArchive> fill)
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true)) fill(archive);
        return bytes.ToArray();
    }

    private void RefusesArchive(string words, Action<ZipArchive> fill)
    {
        File.WriteAllBytes(In("bad.zip"), Archive(fill));
        Refused(words, "run", In("bad.zip"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Home, "packages")));
        Assert.Empty(Directory.GetFiles(Folder, "outside*", SearchOption.AllDirectories));
    }
}
