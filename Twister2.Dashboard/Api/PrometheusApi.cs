using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Twister2.Dashboard.Jobs;

namespace Twister2.Dashboard.Api;

/// <summary>What jobs measure, for Prometheus: text format 0.0.4.</summary>
internal static class PrometheusApi
{
    private static readonly Family[] Families =
    [
        new("twister2_worker_cpu_cores", "gauge", "Cores that the worker uses.", static now => now.Last.Cpu),
        new("twister2_worker_memory_bytes", "gauge", "Memory of the worker's process.", static now => now.Last.Rss),
        new("twister2_worker_heap_bytes", "gauge", "The garbage collector's heap.", static now => now.Last.Heap),
        new("twister2_worker_gc_pause_seconds_total", "counter", "Time that garbage collections have stopped the worker.", static now => now.Last.GcPause),
        new("twister2_worker_records_total", "counter", "Records that the worker has worked on.", static now => now.Last.Records),
        new("twister2_worker_sent_bytes_total", "counter", "Bytes sent to other workers.", static now => now.Last.BytesSent),
        new("twister2_worker_received_bytes_total", "counter", "Bytes that came from other workers.", static now => now.Last.BytesReceived),
        new("twister2_worker_spilled_bytes_total", "counter", "Bytes written to scratch.", static now => now.Last.Spilled),
        new("twister2_worker_waiting_seconds_total", "counter", "Time that the worker has waited for others.", static now => now.Last.Waiting),
    ];

    public static void Map(WebApplication app) => app.MapGet("/metrics", Get).WithTags("Prometheus").Produces<string>(StatusCodes.Status200OK, "text/plain");

    /// <summary>Jobs by state, and the workers of those that run, in Prometheus' text format.</summary>
    /// <param name="jobs">The jobs.</param>
    internal static ContentHttpResult Get(JobCatalog jobs) => TypedResults.Text(Write(jobs), "text/plain; version=0.0.4; charset=utf-8");

    private static string Write(JobCatalog jobs)
    {
        StringBuilder text = new();
        IReadOnlyList<JobSnapshot> all = jobs.List();
        Head(text, "twister2_jobs", "gauge", "Jobs under the root, by state.");
        foreach (JobState state in Enum.GetValues<JobState>()) text.Append(CultureInfo.InvariantCulture, $"twister2_jobs{{state=\"{state}\"}} {all.Count(job => job.State == state)}\n");
        JobSnapshot[] running = [.. all.Where(static job => !job.HasEnded)];
        Head(text, "twister2_job_workers", "gauge", "Workers of a job that runs.");
        foreach (JobSnapshot job in running) text.Append(CultureInfo.InvariantCulture, $"twister2_job_workers{{job=\"{Escape(job.Id)}\",name=\"{Escape(job.Description.Name)}\",user=\"{Escape(job.Description.User)}\"}} {job.WorkerCount}\n");
        Head(text, "twister2_job_stalled", "gauge", "1 where a job's workers answer, but do not go on.");
        foreach (JobSnapshot job in running) text.Append(CultureInfo.InvariantCulture, $"twister2_job_stalled{{job=\"{Escape(job.Id)}\"}} {(job.Stall is null ? 0 : 1)}\n");
        (string Labels, WorkerNow Now)[] workers = [.. running.SelectMany(job => Workers(jobs, job))];
        foreach (Family family in Families)
        {
            Head(text, family.Name, family.Type, family.Help);
            foreach ((string labels, WorkerNow now) in workers) text.Append(CultureInfo.InvariantCulture, $"{family.Name}{{{labels}}} {family.Value(now):0.######}\n");
        }
        return text.ToString();
    }

    internal static IEnumerable<(string, WorkerNow)> Workers(JobCatalog jobs, JobSnapshot job)
    {
        if (jobs.Find(job.Id)?.Metrics.Now() is not { } loads) yield break;
        foreach (WorkerRecord worker in job.Workers)
            if (loads.TryGetValue(worker.Worker, out WorkerNow? now)) yield return (string.Create(CultureInfo.InvariantCulture, $"job=\"{Escape(job.Id)}\",worker=\"{worker.Worker}\",node=\"{Escape(worker.Node)}\""), now);
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static string Escape(string label) => label.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed record Family(string Name, string Type, string Help, Func<WorkerNow, double> Value);
}
