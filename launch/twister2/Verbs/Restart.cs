using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Starts jobs again.</summary>
internal static class Restart
{
    /// <param name="options">Which.</param>
    /// <param name="start">Runs a command line of this program's.</param>
    public static int Run(RestartOptions options, Func<string[], Submission, int> start)
    {
        JobRoot root = options.OpenRoot();
        JobView job = JobView.Of(root.Find(options.Job));
        if (!job.HasEnded) throw new UsageException($"Job {job.Record.Id} is {job.State}: wait for its end, or end it ('twister2 kill').");
        Submission submission = Submission.Read(job.Record) ?? Guess(job.Record);
        if (options.DryRun) return Print(options, submission);
        if (!Directory.Exists(submission.Folder)) throw new UsageException($"Job {job.Record.Id} was started in '{submission.Folder}', which is not there any more.");
        Environment.CurrentDirectory = submission.Folder;
        return start(Complete(submission.Arguments, root, options.Json), submission with { RestartOf = job.Record.Id });
    }

    // Options stand before a "--". Jobs may have been moved, with their root, and the variable that named it need not be set now.
    private static string[] Complete(IReadOnlyList<string> arguments, JobRoot root, bool isJson)
    {
        List<string> complete = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--")
            {
                complete.AddRange(arguments.Skip(i));
                break;
            }
            if (arguments[i] == "--root") i++;
            else if (!arguments[i].StartsWith("--root=", StringComparison.Ordinal) && !(isJson && arguments[i] == "--json")) complete.Add(arguments[i]);
        }
        complete.InsertRange(1, ["--root", root.Path, .. isJson ? (string[])["--json"] : []]);
        return [.. complete];
    }

    /// <summary>Of a job that was started without twister2: what is known of it, as a command of twister2.</summary>
    private static Submission Guess(JobRecord job)
    {
        JobDescription description = job.Description;
        if (job.SlurmJobId is { } slurm) throw new UsageException($"Job {job.Id} was started by hand in Slurm's job {slurm}: submit its batch script again.");
        if (Path.GetFileNameWithoutExtension(description.Program) == "dotnet") throw new UsageException($"Job {job.Id} was started as 'dotnet PROGRAM' without twister2, and what PROGRAM was is not known: run it again by hand.");
        string[] to = job.WorkerCount > 1 ? ["mpi", "-n", $"{job.WorkerCount}"] : ["local"];
        Submission guess = new(["submit", .. to, "--name", description.Name, "--threads", $"{description.Threads}", description.Program, "--", .. description.Arguments], description.Folder, null);
        Console.Error.WriteLine($"twister2 restart: {job.Id} was not started by twister2; the command is made from its job.json: {Shell.Line(["twister2", .. guess.Arguments])}");
        return guess;
    }

    private static int Print(RestartOptions options, Submission submission)
    {
        if (!options.Json)
        {
            Console.WriteLine($"cd {Shell.Quote(submission.Folder)} && {Shell.Line(["twister2", .. submission.Arguments])}");
            return ExitCodes.Done;
        }
        Text.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("folder", submission.Folder);
            json.WriteStartArray("arguments");
            foreach (string argument in submission.Arguments) json.WriteStringValue(argument);
            json.WriteEndArray();
            json.WriteEndObject();
        });
        return ExitCodes.Done;
    }
}
