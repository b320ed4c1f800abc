using System.ComponentModel;
using System.Diagnostics;

namespace Twister2.Bench;

/// <summary>What a command printed and how it ended.</summary>
sealed record CommandOutput(int ExitCode, string Output, string Errors)
{
    /// <summary>Both streams' last lines, for an error message.</summary>
    public string Tail() => string.Join('\n', $"{Output}\n{Errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(15));
}

/// <summary>Starts programs and waits for them.</summary>
static class Command
{
    /// <summary>Runs a command to its end; after the time limit it is killed with all it started, and that is an error.</summary>
    /// <exception cref="BenchException">The program cannot be started, or the time is over.</exception>
    public static CommandOutput Run(
        IReadOnlyList<string> command, TimeSpan timeout, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new BenchException($"no end after {timeout.TotalSeconds:0} s: {string.Join(' ', command)}");
        }
        return new CommandOutput(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>The full path of a program on PATH with its links followed, or null.</summary>
    public static string? Find(string program)
    {
        string? path = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        return path is null ? null : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw BenchException.Usage($"cannot start {start.FileName}: {e.Message}");
        }
    }
}
