using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Twister2.Dashboard.Jobs;
using Twister2.Dashboard.Server;

namespace Twister2.Dashboard.Api;

/// <summary>The dashboard itself, and the nodes that jobs run on.</summary>
internal static class ClusterApi
{
    private static readonly DateTimeOffset Started = DateTimeOffset.UtcNow;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/about", About).WithTags("Cluster");
        api.MapGet("/cluster", Get).WithTags("Cluster");
    }

    /// <summary>What this dashboard shows, and whether the request may change something.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="context">The request.</param>
    internal static AboutView About(JobCatalog jobs, HttpContext context) => new(
        typeof(ClusterApi).Assembly.GetName().Version?.ToString(3) ?? "", jobs.Root.Path, Environment.MachineName, Started, context.Items.ContainsKey(RequestGuard.HasToken));

    /// <summary>The nodes that jobs under this root run on now, with what their workers use there.</summary>
    /// <param name="jobs">The jobs.</param>
    internal static ClusterView Get(JobCatalog jobs)
    {
        SortedDictionary<string, List<(string Job, WorkerRecord Worker, WorkerNow? Now)>> nodes = new(StringComparer.Ordinal);
        foreach (JobSnapshot job in jobs.List().Where(static job => !job.HasEnded))
        {
            if (jobs.Find(job.Id)?.Metrics.Now() is not { } loads) continue;
            foreach (WorkerRecord worker in job.Workers.Where(static worker => worker.State is WorkerState.Running or WorkerState.Starting && worker.Node.Length > 0))
            {
                if (!nodes.TryGetValue(worker.Node, out var workers)) nodes.Add(worker.Node, workers = []);
                workers.Add((job.Id, worker, loads.GetValueOrDefault(worker.Worker)));
            }
        }
        return new ClusterView([.. nodes.Select(static node => Node(node.Key, node.Value))]);
    }

    private static NodeView Node(string name, List<(string Job, WorkerRecord Worker, WorkerNow? Now)> workers) => new(
        name,
        workers.Count,
        Math.Round(workers.Sum(static one => one.Now?.Last.Cpu ?? 0), 2),
        workers.Sum(static one => one.Now?.Last.Rss ?? 0),
        workers.Max(static one => one.Worker.MemoryBytes),
        Math.Round(workers.Sum(static one => one.Now?.RecordsPerSecond ?? 0), 1),
        Math.Round(workers.Sum(static one => one.Now?.BytesPerSecond ?? 0), 1),
        [.. workers.Select(static one => one.Job).Distinct()]);
}
