using System.Security;
using System.Text;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Makes projects of new jobs. They refer to the assemblies beside this program, which are those that the worker runs: no package needs to be fetched.</summary>
internal static class New
{
    public static int Run(NewOptions options)
    {
        Check(options.Name);
        string folder = Path.GetFullPath(options.Output ?? options.Name);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())) throw new UsageException($"'{folder}' is there already: choose another name, or a folder with --output.");
        Directory.CreateDirectory(folder);
        (string File, string Text)[] files =
        [
            ($"{options.Name}.csproj", Fill("project.xml", options.Name, SecurityElement.Escape(AppContext.BaseDirectory.TrimEnd('/')))),
            ($"{options.Name}.cs", Fill($"{options.Template}.cs.txt".ToLowerInvariant(), options.Name, "")),
            ("README.md", Fill("readme.md", options.Name, "")),
            (".gitignore", "bin/\nobj/\n"),
        ];
        foreach ((string file, string text) in files) File.WriteAllText(Path.Combine(folder, file), text);
        if (options.Json) PrintJson(folder, files.Select(static file => file.File));
        else Console.WriteLine($"{folder}: {string.Join(", ", files.Select(static file => file.File))}\nNext: twister2 run {Shell.Quote(options.Output ?? options.Name)}");
        return ExitCodes.Done;
    }

    private static void Check(string name)
    {
        bool isIdentifier = name.Length is > 0 and <= 100 && char.IsAsciiLetter(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isIdentifier) throw new UsageException($"'{name}' cannot be the name of a class: use letters, digits and '_', beginning with a letter.");
        // Members of its own name, or names that it uses, would not compile; neither would an assembly that is called as one of ours.
        if (char.IsAsciiLetterLower(name[0]) || Taken.Contains(name)) throw new UsageException($"'{name}' cannot be the name of the job's class: {(char.IsAsciiLetterLower(name[0]) ? "begin with a capital letter" : "it has another meaning in C# or Twister2")}.");
    }

    private static readonly string[] Taken = ["Twister2", "System", "Microsoft", "IWorker", "WorkerEnvironment", "Console", "Random", "Enumerable", "Numbers", "Digits", "Print", "Operation", "ReduceOperation", "BatchEnvironment", "ComputeGraphBuilder", "Execute", "FirstDigit"];

    private static string Fill(string template, string name, string folder)
    {
        using Stream stream = typeof(New).Assembly.GetManifestResourceStream($"new/{template}")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("__NAME__", name, StringComparison.Ordinal).Replace("__TWISTER2__", folder, StringComparison.Ordinal);
    }

    private static void PrintJson(string folder, IEnumerable<string> files) => Text.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("folder", folder);
        json.WriteStartArray("files");
        foreach (string file in files) json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
