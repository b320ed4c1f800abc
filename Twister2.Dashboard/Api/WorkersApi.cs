using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Twister2.Dashboard.Jobs;
using Twister2.Dashboard.Server;

namespace Twister2.Dashboard.Api;

/// <summary>Workers of a job, and what was measured of them.</summary>
internal static class WorkersApi
{
    private const int UsualWorkers = 256, MostWorkers = 20_000, UsualPoints = 240, MostPoints = 2000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/jobs/{id}/workers", List).WithTags("Workers").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/jobs/{id}/workers/{worker:int}", Get).WithTags("Workers").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/jobs/{id}/metrics", Series).WithTags("Workers").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Workers of a job, with how they were when they told last.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    /// <param name="sort">By what: <c>worker</c>, <c>state</c>, <c>node</c>, <c>cpu</c>, <c>rss</c>, <c>records</c>, <c>rate</c>, <c>spilled</c>, <c>waiting</c>; with <c>-</c> before it, the most first.</param>
    /// <param name="offset">How many to leave out at the beginning.</param>
    /// <param name="limit">How many to give at most: 256, no more than 20,000.</param>
    internal static WorkersView List(JobCatalog jobs, string id, string? sort, int? offset, int? limit)
    {
        WatchedJob job = Asked.Job(jobs, id);
        JobSnapshot now = Asked.Now(job, id);
        IReadOnlyDictionary<int, WorkerNow> loads = job.Metrics.Now();
        IEnumerable<WorkerView> workers = Sorted(now.Workers.Select(worker => WorkerView.Of(worker, loads.GetValueOrDefault(worker.Worker))), sort ?? "worker");
        int from = Asked.Number("offset", offset, 0, 0, int.MaxValue), most = Asked.Number("limit", limit, UsualWorkers, 1, MostWorkers);
        return new WorkersView(now.Workers.Count, from, [.. workers.Skip(from).Take(most)]);
    }

    /// <summary>One worker.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    /// <param name="worker">The worker's number.</param>
    internal static WorkerView Get(JobCatalog jobs, string id, int worker)
    {
        WatchedJob job = Asked.Job(jobs, id);
        WorkerRecord record = Asked.Now(job, id).Workers.FirstOrDefault(one => one.Worker == worker)
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"No worker {worker} of job '{id}' has registered.");
        return WorkerView.Of(record, job.Metrics.Now().GetValueOrDefault(worker));
    }

    /// <summary>The course of a job, or of one of its workers, at no more than so many moments, for a plot.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    /// <param name="worker">Only of this worker; default: all together.</param>
    /// <param name="points">How many moments at most: 240, no more than 2000.</param>
    internal static MetricsSeries Series(JobCatalog jobs, string id, int? worker, int? points) =>
        Asked.Job(jobs, id).Metrics.Series(worker, Asked.Number("points", points, UsualPoints, 2, MostPoints));

    private static IEnumerable<WorkerView> Sorted(IEnumerable<WorkerView> workers, string sort)
    {
        Func<WorkerView, IComparable> key = sort.TrimStart('-') switch
        {
            "worker" => static worker => worker.Worker,
            "state" => static worker => worker.State,
            "node" => static worker => worker.Node,
            "cpu" => static worker => worker.Load?.Cpu ?? 0,
            "rss" => static worker => worker.Load?.Rss ?? 0,
            "records" => static worker => worker.Load?.Records ?? 0,
            "rate" => static worker => worker.Load?.RecordsPerSecond ?? 0,
            "spilled" => static worker => worker.Load?.Spilled ?? 0,
            "waiting" => static worker => worker.Load?.Waiting ?? 0,
            _ => throw new ApiException(StatusCodes.Status400BadRequest, $"sort={sort}: worker, state, node, cpu, rss, records, rate, spilled or waiting, with '-' before it for the most first."),
        };
        return sort.StartsWith('-') ? workers.OrderByDescending(key) : workers.OrderBy(key);
    }
}
