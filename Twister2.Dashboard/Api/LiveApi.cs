using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Twister2.Dashboard.Jobs;

namespace Twister2.Dashboard.Api;

/// <summary>
/// Tells, as server-sent events, that there is something new to ask for. What it is comes by the other routes: a page that was away asks the same, and what nobody looks at is not sent.
/// </summary>
internal static class LiveApi
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // A tunnel, or a proxy, that says nothing for a minute may be gone.
    private const int LooksBetweenSigns = 10;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/live", Jobs).WithTags("Live");
        api.MapGet("/jobs/{id}/live", Job).WithTags("Live").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>An event <c>changed</c> whenever the list of jobs has changed, and at first; <c>ping</c> every ten seconds.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="life">The dashboard.</param>
    /// <param name="context">The request.</param>
    internal static ServerSentEventsResult<JobVersions> Jobs(JobCatalog jobs, IHostApplicationLifetime life, HttpContext context) =>
        Answer(context, life, () => new JobVersions(jobs.Version(), "", "", "", ""));

    /// <summary>
    /// An event <c>changed</c> whenever something about a job has changed, and at first. Each field of it stands for one part: the job with its workers, metrics, stages, links, events; where a field is another
    /// one than before there is something new to ask for. <c>ping</c> every ten seconds.
    /// </summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    /// <param name="life">The dashboard.</param>
    /// <param name="context">The request.</param>
    internal static ServerSentEventsResult<JobVersions> Job(JobCatalog jobs, string id, IHostApplicationLifetime life, HttpContext context)
    {
        WatchedJob job = Asked.Job(jobs, id);
        Asked.Now(job, id);
        return Answer(context, life, job.Versions);
    }

    private static ServerSentEventsResult<JobVersions> Answer(HttpContext context, IHostApplicationLifetime life, Func<JobVersions> look)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Changes(look, life.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<JobVersions>> Changes(Func<JobVersions> look, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        JobVersions? told = null;
        for (int silent = 0; !end.IsCancellationRequested; silent++)
        {
            JobVersions now = look();
            if (now != told || silent == LooksBetweenSigns)
            {
                yield return new SseItem<JobVersions>(now, now != told ? "changed" : "ping");
                told = now;
                silent = 0;
            }
            await Task.Delay(LookEvery, end.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
