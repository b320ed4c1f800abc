using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Which jobs there are.</summary>
internal static class List
{
    public static int Run(ListOptions options)
    {
        if (options.Limit < 0) throw new UsageException($"--limit {options.Limit}: give 0 for all, or more.");
        JobRoot root = options.OpenRoot();
        IEnumerable<JobRecord> named = root.List()
            .Where(job => options.Name is not { } name || job.Id.Contains(name, StringComparison.OrdinalIgnoreCase) || job.Description.Name.Contains(name, StringComparison.OrdinalIgnoreCase));
        // Where all states are shown, only what is shown is looked at.
        if (options.Limit > 0 && options.State is null) named = named.Take(options.Limit);
        IEnumerable<JobView> jobs = JobView.Of([.. named])
            .Where(job => options.State is not { } state || job.State == state);
        if (options.Limit > 0) jobs = jobs.Take(options.Limit);
        JobView[] listed = [.. jobs];
        if (options.Json) PrintJson(listed);
        else if (listed.Length == 0) Console.Error.WriteLine($"No such jobs under '{root.Path}'.");
        else Print(listed);
        return ExitCodes.Done;
    }

    private static void Print(JobView[] jobs)
    {
        Table table = Text.NewTable("ID", "STATE", "WORKERS", "STARTED", "TIME");
        foreach (JobView job in jobs)
        {
            table.AddRow(
                new Markup(Markup.Escape(job.Record.Id)),
                Text.State(job.State),
                new Markup(job.Record.WorkerCount.ToString(CultureInfo.InvariantCulture)),
                new Markup(job.Record.Started.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                new Markup(Text.Duration(Elapsed(job))));
        }
        Text.Write(table);
    }

    private static TimeSpan? Elapsed(JobView job) =>
        job.Record.Ended is { } ended ? ended - job.Record.Started : job.HasEnded ? null : DateTimeOffset.UtcNow - job.Record.Started;

    private static void PrintJson(JobView[] jobs) => Text.WriteJson(json =>
    {
        json.WriteStartArray();
        foreach (JobView job in jobs) Status.Write(json, job, withWorkers: false);
        json.WriteEndArray();
    });
}
