using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>A job that is a project: built by the .NET SDK, in Release, where its own settings have it.</summary>
internal static class JobProject
{
    private static readonly string[] Endings = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>The project in a folder, or null.</summary>
    /// <exception cref="UsageException">There are several.</exception>
    public static string? FileIn(string folder)
    {
        string[] projects = [.. Directory.EnumerateFiles(folder).Where(static file => Endings.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)];
        return projects.Length <= 1 ? projects.FirstOrDefault() : throw new UsageException($"'{folder}' has {projects.Length} projects; name one of them: {string.Join(", ", projects.Select(Path.GetFileName))}.");
    }

    /// <summary>Builds a project; returns its assembly, or its program where it is one of its own.</summary>
    /// <exception cref="UsageException">It does not build; the message has the compiler's.</exception>
    public static string Build(string project, Action<string> explain)
    {
        (int code, string text) = Dotnet("build", project, "-c", "Release", "-nologo", "-v:quiet", "-tl:off", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:GenerateFullPaths=true");
        string[] told = [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (code != 0)
        {
            string[] errors = [.. told.Where(static line => line.Contains("error ", StringComparison.Ordinal))];
            throw new UsageException($"'{project}' does not build:\n{string.Join('\n', (errors.Length > 0 ? errors : told).Take(20))}");
        }
        foreach (string line in told.Where(static line => line.Contains("warning ", StringComparison.Ordinal))) explain(line);
        return OutputOf(project);
    }

    private static string OutputOf(string project)
    {
        (int code, string text) = Dotnet("msbuild", project, "-nologo", "-nodeReuse:false", "-p:Configuration=Release", "-getProperty:TargetPath", "-getProperty:OutputType");
        if (code != 0) throw new UsageException($"'{project}' cannot be asked what it builds: {text.Trim()}");
        using JsonDocument json = JsonDocument.Parse(text);
        JsonElement properties = json.RootElement.GetProperty("Properties");
        string assembly = properties.GetProperty("TargetPath").GetString() ?? "";
        if (!File.Exists(assembly)) throw new UsageException($"'{project}' was built, but there is no '{assembly}': a job's project builds one assembly for one framework.");
        string program = Path.Combine(Path.GetDirectoryName(assembly)!, Path.GetFileNameWithoutExtension(assembly));
        bool isProgram = string.Equals(properties.GetProperty("OutputType").GetString(), "Exe", StringComparison.OrdinalIgnoreCase);
        return isProgram && File.Exists(program) ? program : assembly;
    }

    private static (int Code, string Text) Dotnet(params string[] arguments)
    {
        ProcessStartInfo info = new(DotnetProgram.Find(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.Environment["DOTNET_NOLOGO"] = info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        try
        {
            using Process process = Process.Start(info)!;
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.GetAwaiter().GetResult());
        }
        catch (Win32Exception e)
        {
            throw new UsageException($"A project needs the .NET SDK to be built, and 'dotnet' does not start: {e.Message}. Name the built assembly instead, or install the SDK.", e);
        }
    }
}
