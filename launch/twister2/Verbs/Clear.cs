using System.Text.Json;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Removes what ended jobs have left.</summary>
internal static class Clear
{
    public static int Run(ClearOptions options)
    {
        if (options.OlderThan is { } days && !(days >= 0)) throw new UsageException($"--older-than {days}: give days, 0 or more.");
        JobRoot root = options.OpenRoot();
        JobRecord[] named = [.. options.Jobs.Select(root.Find).DistinctBy(static job => job.Id)];
        if (JobView.Of(named).FirstOrDefault(static job => !job.HasEnded) is { } running) throw new UsageException($"Job {running.Record.Id} is {running.State}: end it before ('twister2 kill').");
        bool chooses = options.All || options.OlderThan is not null || options.State is not null;
        if (named.Length == 0 && !chooses) throw new UsageException("Name jobs, or choose with --older-than, --state or --all.");
        JobView[] chosen = [.. JobView.Of(named.Length > 0 ? named : root.List()).Where(static job => job.HasEnded).Where(job => Chooses(options, job))];
        foreach (JobView job in chosen)
        {
            if (!options.DryRun) Directory.Delete(job.Record.Path, recursive: true);
            if (!options.Json) Console.WriteLine(job.Record.Id);
        }
        if (options.Json) Text.WriteJson(json => WriteIds(json, chosen));
        Console.Error.WriteLine($"{chosen.Length} job{(chosen.Length == 1 ? "" : "s")} {(options.DryRun ? "would be removed" : "removed")}.");
        return ExitCodes.Done;
    }

    private static void WriteIds(Utf8JsonWriter json, JobView[] jobs)
    {
        json.WriteStartArray();
        foreach (JobView job in jobs) json.WriteStringValue(job.Record.Id);
        json.WriteEndArray();
    }

    private static bool Chooses(ClearOptions options, JobView job) =>
        (options.State is not { } state || job.State == state) && (options.OlderThan is not { } days || DateTimeOffset.UtcNow - job.Record.Started > TimeSpan.FromDays(days));
}
