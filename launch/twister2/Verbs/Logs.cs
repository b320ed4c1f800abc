using System.Text.Encodings.Web;
using System.Text.Json;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>The logs of a job's workers.</summary>
internal static class Logs
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static int Run(LogsOptions options)
    {
        if (options.Lines < 0) throw new UsageException($"--lines {options.Lines}: give 0 or more.");
        JobRecord job = options.OpenRoot().Find(options.Job);
        if (options.Worker is { } wanted && !job.Logged.Contains(wanted) && (!options.Follow || (uint)wanted >= (uint)job.WorkerCount))
            throw new UsageException($"Job {job.Id} has no log of a worker {wanted}; its workers are 0 to {job.WorkerCount - 1}.");
        if (options.Console && !job.Description.IsSubmitted && !File.Exists(job.ConsoleFile)) throw new UsageException($"Job {job.Id} has no file of what was printed: it was not submitted in the background.");
        SortedDictionary<string, LogTail> tails = new(StringComparer.Ordinal);
        FollowedJob followed = new(job, "logs");
        bool ended;
        do
        {
            // Asked before the logs are read: what an ended job has written is then all there.
            ended = followed.HasEnded() || !options.Follow;
            foreach ((string file, int? worker, string prefix) in Files(options, job))
            {
                if (!tails.TryGetValue(file, out LogTail? tail)) tails[file] = tail = new LogTail(file, options.Lines);
                foreach (string line in tail.ReadNew(ended)) Print(options, line, worker, prefix);
            }
            if (!ended) Thread.Sleep(Look);
        }
        while (!ended);
        return ExitCodes.Done;
    }

    private static void Print(LogsOptions options, string line, int? worker, string prefix)
    {
        if (options.Json) Console.WriteLine($"{{{(worker is { } number ? $"\"worker\":{number}," : "")}\"text\":\"{JsonEncodedText.Encode(line, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"}}");
        else Console.WriteLine(prefix + line);
    }

    private static IEnumerable<(string File, int? Worker, string Prefix)> Files(LogsOptions options, JobRecord job)
    {
        if (options.Console) return [(job.ConsoleFile, null, "")];
        if (options.Worker is { } one) return [(job.LogFileOf(one), one, "")];
        return job.Logged.Select(worker => (job.LogFileOf(worker), (int?)worker, job.WorkerCount > 1 ? $"[{worker}] " : ""));
    }
}
