using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Finds the job in a folder as <c>dotnet build</c> and <c>dotnet publish</c> make them.</summary>
internal static class JobFolder
{
    private const string Dependencies = ".deps.json", Library = ".dll";

    /// <summary>The program in a folder.</summary>
    /// <param name="folder">The folder; where it has nothing but one other, that one.</param>
    /// <param name="named">What the user has named, for messages.</param>
    /// <exception cref="UsageException">There is none, or there are several.</exception>
    public static string ProgramIn(string folder, string named)
    {
        while (Directory.GetFiles(folder).Length == 0 && Directory.GetDirectories(folder) is [var only]) folder = only;
        string[] names = Candidates(folder);
        string wanted = Path.GetFileNameWithoutExtension(named.TrimEnd('/'));
        string? name = names.Length == 1 ? names[0] : names.FirstOrDefault(candidate => candidate == wanted);
        if (name is null)
        {
            throw new UsageException(names.Length == 0
                ? $"'{named}' has no job: no project, and no assembly that 'dotnet build' or 'dotnet publish' has made."
                : $"'{named}' has {names.Length} assemblies that could be the job: {string.Join(", ", names.Take(5))}{(names.Length > 5 ? ", …" : "")}. Name one of the files, or give it the job's name.");
        }
        string program = Path.Combine(folder, name);
        return File.Exists(program) && JobPrograms.IsExecutable(program) ? program : program + Library;
    }

    // Only what was built for itself has a list of its dependencies; an assembly that was copied by hand has none.
    private static string[] Candidates(string folder)
    {
        string[] built = [.. NamesOf(folder, Dependencies).Where(name => File.Exists(Path.Combine(folder, name + Library)))];
        return built.Length > 0 ? built : NamesOf(folder, Library);
    }

    private static string[] NamesOf(string folder, string ending) =>
        [.. Directory.EnumerateFiles(folder, "*" + ending).Select(file => Path.GetFileName(file)[..^ending.Length]).Order(StringComparer.Ordinal)];
}
