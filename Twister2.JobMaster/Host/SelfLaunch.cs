using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Twister2.JobMaster;

/// <summary>Starts this program once more, as the workers of a job, and waits for them.</summary>
internal static class SelfLaunch
{
    /// <summary>Returns the launcher's exit code.</summary>
    public static int Run(JobOptions options)
    {
        try
        {
            string[] command = Command(options, ConfigLayers.Load(AppContext.BaseDirectory, options.Given()));
            // Ctrl+C reaches the launcher itself, which ends the workers; they write down why.
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])) ?? throw new UsageException($"'{command[0]}' did not start.");
            using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                JobProcess.Send(process.Id, JobProcess.Terminate);
            });
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"twister2: the job could not start: {e.Message}");
            return ExitCodes.WrongUse;
        }
        catch (Win32Exception e)
        {
            Console.Error.WriteLine($"twister2: the job could not start: its launcher, which '{Settings.Launcher}' names, does not start: {e.Message}");
            return ExitCodes.WrongUse;
        }
    }

    /// <summary>The launcher, the number of workers, and the command line of this process.</summary>
    internal static string[] Command(JobOptions options, Config config)
    {
        string program = System.Environment.ProcessPath ?? throw new UsageException("This program does not know its own path.");
        string[] arguments = [.. System.Environment.GetCommandLineArgs().Skip(1)];
        // "dotnet Job.dll …": the runtime's own program needs to be told whose it is.
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Assembly.GetEntryAssembly()!.Location] : [program];
        string[] launcher = config[Settings.Launcher]!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (launcher.Length == 0) throw new UsageException($"'{Settings.Launcher}' is empty: name mpiexec or srun.");
        return [.. launcher, "-n", $"{options.Workers}", .. own, .. arguments];
    }
}
