using System.Diagnostics;
using System.Text;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Runs this test program again, in processes of its own.</summary>
internal static class Child
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    /// <summary>Runs the cases of one class, maybe under a launcher; returns exit code and output.</summary>
    public static (int ExitCode, string Output) Run(string[] launcher, string testClass, params (string Name, string Value)[] environment) =>
        RunProgram(launcher, ["-parallelMode", "none", "-noColor", "-explicit", "on", "-class", testClass], environment);

    /// <summary>Runs the program with other arguments.</summary>
    public static (int ExitCode, string Output) RunProgram(string[] launcher, string[] arguments, params (string Name, string Value)[] environment)
    {
        string[] command = [.. launcher, "dotnet", typeof(Child).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        process.OutputDataReceived += (_, e) => Append(output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(output, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(Deadline))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', command)} did not end within {Deadline.TotalSeconds} s:\n{output}");
        }

        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    /// <summary>Skips the test where a program is not installed.</summary>
    public static void Needs(string program, string library)
    {
        bool found = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.SkipUnless(found, $"{program} is not installed");
        nint handle = Interop.Libc.Open(library, out string error);
        if (handle != 0)
            Interop.Libc.Close(handle);
        Assert.SkipUnless(handle != 0, $"{library} is not installed: {error}");
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
            output.AppendLine(line);
    }
}
