using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Twister2.Launch.Tests;

/// <summary>Twister2.Mpi as a NuGet package: what is in it, and that a program outside the repository needs nothing else.</summary>
[Trait("ranks", "none")]
public sealed class PackageTests(Packed packed) : IClassFixture<Packed>
{
    public static TheoryData<string, int> Starts => Tests.Starts.Three;

    [Fact]
    public void Package_has_the_library_its_documentation_and_its_readme() =>
        Assert.Equal(
            ["README.md", "Twister2.Mpi.nuspec", "lib/net10.0/Twister2.Mpi.dll", "lib/net10.0/Twister2.Mpi.xml"],
            Files(packed.Package));

    [Fact]
    public void Symbols_are_a_package_of_their_own() =>
        Assert.Equal(["Twister2.Mpi.nuspec", "lib/net10.0/Twister2.Mpi.pdb"], Files(packed.Symbols));

    [Fact]
    public void Package_tells_its_licence_its_source_and_its_one_dependency()
    {
        XElement metadata = XDocument.Parse(Encoding.UTF8.GetString(Read(packed.Package, "Twister2.Mpi.nuspec")).TrimStart('\uFEFF')).Root!.Elements().First();
        XElement Field(string name) => metadata.Elements().Single(e => e.Name.LocalName == name);
        Assert.Equal(("expression", "Apache-2.0"), (Field("license").Attribute("type")!.Value, Field("license").Value));
        Assert.Equal("README.md", Field("readme").Value);
        Assert.Equal("git", Field("repository").Attribute("type")!.Value);
        XElement dependency = Assert.Single(metadata.Descendants(), static e => e.Name.LocalName == "dependency");
        Assert.Equal("MemoryPack", dependency.Attribute("id")!.Value);
    }

    [Fact]
    public void Nothing_in_it_names_a_folder_of_this_machine()
    {
        Assert.SkipUnless(AppContext.BaseDirectory.Contains("/release", StringComparison.Ordinal), "a debug build names its sources, for debuggers");
        byte[] folder = Encoding.UTF8.GetBytes(Packed.RepositoryRoot);
        Assert.True(Read(packed.Package, "lib/net10.0/Twister2.Mpi.dll").AsSpan().IndexOf(folder) < 0, "the library does");
        Assert.True(Read(packed.Symbols, "lib/net10.0/Twister2.Mpi.pdb").AsSpan().IndexOf(folder) < 0, "the symbols do");
    }

    [Theory, MemberData(nameof(Starts))]
    public void Program_that_refers_to_the_package_runs(string mpi, int ranks) => RunsAs(mpi, ranks, [Packed.DotnetProgram, packed.Hello]);

    [Theory, MemberData(nameof(Starts))]
    public void The_same_program_compiled_ahead_runs(string mpi, int ranks) => RunsAs(mpi, ranks, [packed.NativeHello]);

    [Fact]
    public void Compiling_ahead_finds_no_fault_of_ours()
    {
        Assert.True(File.Exists(packed.NativeHello));
        // MemoryPack looks for formatters by reflection where a type has none; those that [MemoryPackable] generates it knows without.
        Assert.DoesNotContain(packed.NativeWarnings, static line => !line.Contains(": MemoryPack.", StringComparison.Ordinal));
    }

    private static void RunsAs(string mpi, int ranks, string[] command)
    {
        Command run = mpi == Tests.Starts.Local
            ? new Command(command[0], command[1..]).With("TWISTER2_MPI", "none")
            : Command.Ranks(mpi, ranks, command);
        string sum = $"{ranks * (ranks - 1) / 2}";
        Assert.Contains($"{ranks} processes; the ranks add up to {sum}; the ring is closed", Run.ToEnd(run).Succeeds().Output, StringComparison.Ordinal);
    }

    // Without what only the format of packages needs.
    private static IEnumerable<string> Files(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(static e => e.FullName)
            .Where(static name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name[0] != '[')
            .Order(StringComparer.Ordinal)];
    }

    private static byte[] Read(string package, string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        using Stream file = archive.GetEntry(name)!.Open();
        using MemoryStream bytes = new();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
