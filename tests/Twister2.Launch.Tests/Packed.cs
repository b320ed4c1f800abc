using System.Globalization;

namespace Twister2.Launch.Tests;

/// <summary>The NuGet package of Twister2.Mpi, packed from this build, and programs outside the repository that use it.</summary>
public sealed class Packed : IDisposable
{
    private static readonly string Root = FindRoot();

    private readonly string _folder = Directory.CreateTempSubdirectory("twister2-package-").FullName;
    private readonly string _version = "0.0.0-test." + DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture);
    private readonly Lazy<string> _built, _native;

    public Packed()
    {
        string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        Dotnet(
            "pack", Path.Combine(Root, "Twister2.Mpi"), "--no-build", "-c", configuration, "-o", _folder, $"-p:PackageVersion={_version}");
        _built = new(() => Build("built", "build"));
        _native = new(() => Build("native", "publish", "-p:PublishAot=true", "-p:TrimmerSingleWarn=false"));
    }

    public static string RepositoryRoot => Root;

    public static string DotnetProgram { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet"));

    public string Package => Path.Combine(_folder, $"Twister2.Mpi.{_version}.nupkg");

    public string Symbols => Path.Combine(_folder, $"Twister2.Mpi.{_version}.snupkg");

    /// <summary>examples/MpiHello, built against the package.</summary>
    public string Hello => Path.Combine(_built.Value, "hello.dll");

    /// <summary>The same compiled ahead to a program that needs no runtime.</summary>
    public string NativeHello => Path.Combine(_native.Value, "hello");

    /// <summary>What the compiler that works ahead has to say.</summary>
    public IReadOnlyList<string> NativeWarnings { get; private set; } = [];

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        string cached = Path.Combine(
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            "twister2.mpi",
            _version);
        if (Directory.Exists(cached)) Directory.Delete(cached, recursive: true);
    }

    private string Build(string name, string command, params string[] options)
    {
        string project = Path.Combine(_folder, name);
        Directory.CreateDirectory(project);
        File.Copy(Path.Combine(Root, "examples", "MpiHello", "Program.cs"), Path.Combine(project, "Program.cs"));
        File.WriteAllText(Path.Combine(project, "hello.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Twister2.Mpi" Version="{_version}" />
              </ItemGroup>
            </Project>
            """);
        string output = Path.Combine(project, "out");
        Result result = Dotnet([command, project, "-c", "Release", "-o", output, $"-p:RestoreAdditionalProjectSources={_folder}", .. options]);
        if (options.Length > 0) NativeWarnings = [.. result.Lines.Where(static line => line.Contains("warning ", StringComparison.Ordinal)).Distinct()];
        return output;
    }

    // Nothing may stay behind, so no build server either.
    private static Result Dotnet(params string[] arguments) =>
        Run.ToEnd(new Command(DotnetProgram, [.. arguments, "--disable-build-servers", "-m:1", "-nologo", "-tl:off", "-v:minimal"]), seconds: 300).Succeeds();

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Twister2.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("There is no Twister2.sln above the tests.");
        return folder;
    }
}
