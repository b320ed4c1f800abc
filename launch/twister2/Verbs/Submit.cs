using System.Diagnostics;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Starts a job that goes on when this program and its terminal are gone.</summary>
internal static class Submit
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    public static int Run(SubmitOptions options)
    {
        Check(options);
        JobRoot root = options.OpenRoot();
        JobProgram program = JobPrograms.Find(options.Job, root, Console.Error.WriteLine);
        string name = options.Name ?? program.Name;
        string id = JobIds.New(name, TimeProvider.System);
        if (options.To == SubmitTo.Slurm)
        {
            JobRecord submitted = SubmitSlurm.Run(options, program, root, name, id);
            return Tell(options, submitted, null);
        }
        string[] launcher = options.To == SubmitTo.Mpi ? MpiLauncher.CommandOf(options) : [];
        string[] command = [.. launcher, .. WorkerCommand.Of(options, program, root, id, name, isLocal: options.To == SubmitTo.Local)];
        string console = JobDirectory.At(root.Path, id).ConsoleFileOfStart;
        Directory.CreateDirectory(Path.GetDirectoryName(console)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using Process process = Start(command, console);
        if (!WaitForJob(process, root, id)) return Failed(process, root, id, console);
        JobRecord job = root.Find(id);
        File.Move(console, job.ConsoleFile);
        options.Submission.Write(job);
        return Tell(options, job, process);
    }

    private static int Tell(SubmitOptions options, JobRecord job, Process? process)
    {
        if (options.Wait)
        {
            if (options.Json) return WaitedJob.Run(job, process, Console.Error, view => Text.WriteJson(json => Status.Write(json, view, withWorkers: true)));
            Console.Error.WriteLine($"twister2 submit: {job.Id} is submitted; Ctrl+C ends the waiting, not the job.");
            return WaitedJob.Run(job, process, Console.Out, static _ => { });
        }
        if (!options.Json)
        {
            Console.WriteLine(job.Id);
            return ExitCodes.Done;
        }
        Text.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", job.Id);
            json.WriteString("directory", job.Path);
            if (options.To == SubmitTo.Slurm) json.WriteString("slurm_job_id", job.SlurmJobId);
            json.WriteEndObject();
        });
        return ExitCodes.Done;
    }

    private static void Check(SubmitOptions options)
    {
        StartCheck.Options(options);
        if (options.To == SubmitTo.Local && options.Workers is > 1) throw new UsageException("'submit local' is one worker; use 'submit mpi -n N' for more.");
        if (options.To == SubmitTo.Local && (options.Launcher ?? options.Mpi?.ToString()) is not null) throw new UsageException("'submit local' is one worker without MPI: leave out --launcher and --mpi, or use 'submit mpi'.");
        StartCheck.Number("--nodes", options.Nodes);
        StartCheck.Number("--workers-per-node", options.WorkersPerNode);
        StartCheck.Number("--cpus-per-task", options.CpusPerTask);
        if (options.To != SubmitTo.Slurm && options.GivenForSlurm().FirstOrDefault() is { } option) throw new UsageException($"{option} is for 'submit slurm' only.");
        if (options.Launch is { } launch && launch != "mpiexec" && launch != "srun" && !(launch.StartsWith("srun-", StringComparison.Ordinal) && launch.Length > 5))
            throw new UsageException($"--launch {launch}: give mpiexec, srun, or srun-TYPE with one of the types that 'srun --mpi=list' shows, such as srun-pmix.");
        if (options.To == SubmitTo.Slurm && options.Launcher is not null && options.Launch is not (null or "mpiexec")) throw new UsageException("--launcher is a command in place of mpiexec: leave it out, or give --launch mpiexec.");
    }

    // A session of its own: neither the end of the terminal nor Ctrl+C in it reaches the job.
    private static Process Start(string[] command, string console)
    {
        ProcessStartInfo info = new("setsid", ["sh", "-c", "exec >\"$0\" 2>&1 </dev/null; exec \"$@\"", console, .. command]) { RedirectStandardInput = true };
        Process process = Process.Start(info) ?? throw new InvalidOperationException("setsid did not start.");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Until worker 0 has made the job's directory; false where it has ended without, or takes too long.</summary>
    private static bool WaitForJob(Process process, JobRoot root, string id)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            // Asked before: a short job may have ended, and has left its directory.
            bool ended = process.HasExited;
            if (File.Exists(JobDirectory.At(root.Path, id).DescriptionFile)) return true;
            if (ended || Stopwatch.GetElapsedTime(started) > StartLimit) return false;
            Thread.Sleep(Look);
        }
    }

    private static int Failed(Process process, JobRoot root, string id, string console)
    {
        bool ended = process.HasExited;
        if (!ended) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        Console.Error.WriteLine(File.ReadAllText(console).Trim());
        File.Delete(console);
        Console.Error.WriteLine(ended
            ? $"twister2 submit: job {id} did not start (exit code {process.ExitCode})."
            : $"twister2 submit: job {id} made no directory under '{root.Path}' in {StartLimit.TotalSeconds:0} s, and was ended.");
        return ended && process.ExitCode == ExitCodes.WrongUse ? ExitCodes.WrongUse : ExitCodes.Failed;
    }
}
