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
        string name = options.Name ?? Path.GetFileNameWithoutExtension(options.Job);
        string id = JobIds.New(name, TimeProvider.System);
        if (options.To == SubmitTo.Slurm) return Tell(options, SubmitSlurm.Run(options, root, name, id, WorkerProgram()));
        string console = JobDirectory.At(root.Path, id).ConsoleFileOfStart;
        Directory.CreateDirectory(Path.GetDirectoryName(console)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using Process process = Start(CommandOf(options, root, name, id), console);
        if (!WaitForJob(process, root, id)) return Failed(process, root, id, console);
        JobRecord job = root.Find(id);
        File.Move(console, job.ConsoleFile);
        return Tell(options, job);
    }

    private static int Tell(SubmitOptions options, JobRecord job)
    {
        if (options.Json)
        {
            Text.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", job.Id);
                json.WriteString("directory", job.Path);
                if (options.To == SubmitTo.Slurm) json.WriteString("slurm_job_id", job.SlurmJobId);
                json.WriteEndObject();
            });
        }
        else Console.WriteLine(job.Id);
        return ExitCodes.Done;
    }

    private static void Check(SubmitOptions options)
    {
        if (!File.Exists(options.Job)) throw new UsageException($"There is no file '{options.Job}': name the job's assembly.");
        if (options.Workers is < 1) throw new UsageException($"-n {options.Workers}: give 1 or more.");
        if (options.To == SubmitTo.Local && options.Workers is > 1) throw new UsageException("'submit local' is one worker; use 'submit mpi -n N' for more.");
        if (options.Memory is { } memory) MemorySize.Parse(memory);
        CheckNumber("--threads", options.Threads);
        CheckNumber("--nodes", options.Nodes);
        CheckNumber("--workers-per-node", options.WorkersPerNode);
        CheckNumber("--cpus-per-task", options.CpusPerTask);
        if (options.To != SubmitTo.Slurm && options.GivenForSlurm().FirstOrDefault() is { } option) throw new UsageException($"{option} is for 'submit slurm' only.");
        if (options.Launch is { } launch && launch != "mpiexec" && launch != "srun" && !(launch.StartsWith("srun-", StringComparison.Ordinal) && launch.Length > 5))
            throw new UsageException($"--launch {launch}: give mpiexec, srun, or srun-TYPE with one of the types that 'srun --mpi=list' shows, such as srun-pmix.");
        if (options.To == SubmitTo.Slurm && options.Launcher is not null && options.Launch is not (null or "mpiexec")) throw new UsageException("--launcher is a command in place of mpiexec: leave it out, or give --launch mpiexec.");
    }

    private static void CheckNumber(string option, int? value)
    {
        if (value is < 1) throw new UsageException($"{option} {value}: give 1 or more.");
    }

    private static string[] CommandOf(SubmitOptions options, JobRoot root, string name, string id)
    {
        List<string> command = [];
        if (options.To == SubmitTo.Mpi)
        {
            command.AddRange((options.Launcher ?? "mpiexec").Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (options.Workers is { } workers) command.AddRange(["-n", $"{workers}"]);
        }
        command.Add(WorkerProgram());
        if (options.To == SubmitTo.Local) command.Add("--local");
        command.AddRange(["--root", root.Path, "--job-id", id, "--name", name, "--threads", $"{options.ThreadsOfWorker}", "--log-level", $"{options.ConsoleLevel}"]);
        if (options.Memory is { } memory) command.AddRange(["--memory", memory]);
        if (options.Class is { } type) command.AddRange(["--class", type]);
        return [.. command, Path.GetFullPath(options.Job), .. options.Arguments];
    }

    /// <summary>Beside this program, else on the PATH.</summary>
    private static string WorkerProgram()
    {
        const string Name = "twister2-worker";
        IEnumerable<string> folders = [AppContext.BaseDirectory, .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)];
        return folders.Select(static folder => Path.GetFullPath(Path.Combine(folder, Name))).FirstOrDefault(File.Exists)
            ?? throw new UsageException($"There is no {Name} in '{AppContext.BaseDirectory}' and none on the PATH.");
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
