using System.Globalization;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Submits a job to Slurm: makes its directory with the batch script in it, and has Slurm start that.</summary>
internal static class SubmitSlurm
{
    /// <summary>The job, with the number that Slurm has given it.</summary>
    /// <exception cref="UsageException">There is no Slurm here, or it refuses the job; the message is Slurm's. Nothing is left.</exception>
    /// <exception cref="IOException">Slurm does not answer. Nothing is left.</exception>
    public static JobRecord Run(SubmitOptions options, JobProgram program, JobRoot root, string name, string id)
    {
        string[] worker = WorkerCommand.Of(options, program, root, id, name, isLocal: false);
        string[] sbatch = SlurmArguments.Of(options);
        string template = SlurmScript.Template(options.Template);
        JobRecord job = SubmittedJob.Make(root.Path, Describe(options, program, name, id));
        try
        {
            options.Submission.Write(job);
            string[] own = [$"--job-name={id}", $"--output={job.ConsoleFile.Replace("%", "%%", StringComparison.Ordinal)}", "--open-mode=append"];
            File.WriteAllText(job.Directory.ScriptFile, SlurmScript.Fill(template, [.. own, .. sbatch], Settings(options, job, root, worker)));
            // On the command line too, where they win over the variables that a user may have set for other jobs.
            SlurmAnswer answer = SlurmCommand.Run("sbatch", ["--parsable", .. own, .. sbatch, job.Directory.ScriptFile])
                ?? throw new UsageException("There is no sbatch on the PATH: submit from a login node of the cluster, perhaps after 'module load slurm'.");
            if (answer.Code != 0) throw Refused(answer);
            // "12" or "12;cluster"; a site's own messages may stand before.
            string[] number = (answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "").Split(';');
            if (!long.TryParse(number[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)) throw new IOException($"sbatch gave no number of a job: '{answer.Output.Trim()}'.");
            SubmittedJob.Accept(job, number[0], number.Length > 1 ? number[1] : null);
        }
        catch
        {
            Directory.Delete(job.Path, recursive: true);
            throw;
        }
        return root.Find(id);
    }

    private static Exception Refused(SlurmAnswer answer) => answer.IsUnreachable
        ? new IOException($"Slurm does not answer: {answer.Complaint}")
        : new UsageException($"Slurm refuses the job: {answer.Complaint}{Hint(answer.Error)}");

    private static string Hint(string error) =>
        error.Contains("partition", StringComparison.OrdinalIgnoreCase) ? " 'sinfo -s' lists the partitions."
        : error.Contains("account", StringComparison.OrdinalIgnoreCase) ? " --account names the account to charge."
        : "";

    private static JobDescription Describe(SubmitOptions options, JobProgram program, string name, string id) => new()
    {
        Id = id,
        Name = name,
        Started = DateTimeOffset.UtcNow,
        WorkerCount = options.Workers ?? ((options.Nodes ?? 1) * (options.WorkersPerNode ?? 1)),
        Threads = options.ThreadsOfWorker,
        User = Environment.UserName,
        Program = program.Path,
        Folder = Environment.CurrentDirectory,
        Arguments = [.. options.Arguments],
        IsSubmitted = true,
    };

    private static IEnumerable<string> Settings(SubmitOptions options, JobRecord job, JobRoot root, string[] worker)
    {
        yield return "# --- Set by 'twister2 submit slurm'.";
        if (options.Modules is { } modules) yield return Set("TWISTER2_MODULES", modules);
        yield return Set("TWISTER2_LAUNCH", LaunchOf(options));
        if (options.Launcher is { } launcher) yield return Set("TWISTER2_MPIEXEC", launcher);
        if (options.Mpi is { } mpi) yield return Set("TWISTER2_MPI", $"{mpi}".ToLowerInvariant());
        yield return Set("TWISTER2_THREADS", $"{options.ThreadsOfWorker}");
        // Variables in it are the node's.
        if (options.Scratch is { } scratch) yield return $"TWISTER2_SCRATCH=\"{scratch.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}\"";
        yield return Set("TWISTER2_HOME", root.Path);
        yield return Set("code_file", job.Directory.ScriptCodeFile);
        // The script's arguments are what it passes on behind the worker: the job and its arguments.
        int own = worker.Length - options.Arguments.Count() - 1;
        yield return $"worker=({string.Join(' ', worker[..own].Select(SlurmScript.Quote))})";
        yield return $"set -- {string.Join(' ', worker[own..].Select(SlurmScript.Quote))}";
    }

    private static string LaunchOf(SubmitOptions options) => options.Launch ?? (options.Launcher is not null ? "mpiexec" : options.Mpi == MpiName.Mpich ? "srun-pmi2" : "srun-pmix");

    private static string Set(string name, string value) => $"{name}={SlurmScript.Quote(value)}";
}
