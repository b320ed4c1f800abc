using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Runs a job in the foreground.</summary>
internal static class RunJob
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static int Run(RunOptions options)
    {
        StartCheck.Options(options);
        JobRoot root = options.OpenRoot();
        JobProgram program = JobPrograms.Find(options.Job, root, Console.Error.WriteLine);
        string name = options.Name ?? program.Name, id = JobIds.New(name, TimeProvider.System);
        string[] command = [.. options.IsLocal ? [] : MpiLauncher.CommandOf(options), .. WorkerCommand.Of(options, program, root, id, name, options.IsLocal)];
        RunOutput output = new(options);
        using ForegroundProcess process = new(command, output.ForOutput, output.ForError);
        Follow(options, root, id, process, output);
        int code = process.ExitCode;
        output.End();
        if (process.SignalCode != 0) Console.Error.WriteLine($"twister2 run: {id} was ended by a signal.");
        if (options.Json) RunSummary.Print(root, id, code);
        return code;
    }

    private static void Follow(RunOptions options, JobRoot root, string id, ForegroundProcess process, RunOutput output)
    {
        JobDirectory directory = JobDirectory.At(root.Path, id);
        JobRecord? job = null;
        RunProgress progress = new(id, TimeProvider.System);
        while (!process.WaitForEnd(Look))
        {
            if (job is null && (job = JobRecord.TryRead(directory.Path)) is not null) options.Submission.Write(job);
            if (process.SignalCode != 0) process.End(job);
            else output.Tell(progress, job);
        }
        // A short job has come and gone between two looks.
        if (job is null && JobRecord.TryRead(directory.Path) is { } late) options.Submission.Write(late);
    }
}
