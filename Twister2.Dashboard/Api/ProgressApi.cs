using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Twister2.Dashboard.Jobs;
using Twister2.JobMaster.Metrics;

namespace Twister2.Dashboard.Api;

/// <summary>How far a job has come, and what went between its workers.</summary>
internal static class ProgressApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/jobs/{id}/stages", Stages).WithTags("Progress").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/jobs/{id}/links", Links).WithTags("Progress").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>How far a job's stages have come: its operators, or the vertices of its graphs.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    internal static StagesView Stages(JobCatalog jobs, string id)
    {
        WatchedJob job = Asked.Job(jobs, id);
        JobStages? stages = job.Stages?.OfEnded(Asked.Now(job, id).State);
        return new StagesView(stages?.Time, stages?.Stages ?? []);
    }

    /// <summary>Who has sent how much to whom, for a matrix.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    internal static LinksView Links(JobCatalog jobs, string id)
    {
        WatchedJob job = Asked.Job(jobs, id);
        JobLinks? links = job.Links;
        return new LinksView(links?.Time, links?.Workers ?? Asked.Now(job, id).WorkerCount, [.. (links?.Links ?? []).Select(static link => new[] { link.From, link.To, link.Bytes, link.Messages })]);
    }
}
