using System.ComponentModel;
using System.Diagnostics;

namespace Twister2.Launch.Cli;

/// <summary>A command whose output is looked at, and that may not hang.</summary>
internal static class ChildCommand
{
    private const int NotFound = 127, TimedOut = 124;

    /// <summary>Its exit code (124 after the limit, 127 where it does not start) and what it printed on both streams, standard output first.</summary>
    public static (int Code, string Output) Run(TimeSpan limit, string program, params string[] arguments)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            using Process process = Process.Start(info)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(limit) && Task.WaitAll([output, error], limit)) return (process.ExitCode, output.Result + error.Result);
            process.Kill(entireProcessTree: true);
            return (TimedOut, $"no answer within {limit.TotalSeconds:0} s");
        }
        catch (Win32Exception e)
        {
            return (NotFound, e.Message);
        }
    }
}
