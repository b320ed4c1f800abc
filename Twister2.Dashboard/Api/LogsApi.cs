using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twister2.Dashboard.Jobs;
using Twister2.Dashboard.Server;

namespace Twister2.Dashboard.Api;

/// <summary>Logs, byte by byte.</summary>
internal static class LogsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/jobs/{id}/logs/{name}", Read).WithTags("Logs").Produces<string>(StatusCodes.Status200OK, "text/plain").Produces<string>(StatusCodes.Status206PartialContent, "text/plain")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status416RangeNotSatisfiable);
        api.MapGet("/jobs/{id}/trace", Trace).WithTags("Logs").Produces<string>(StatusCodes.Status200OK, "application/json").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>
    /// A log, whole or in part: the header <c>Range: bytes=-65536</c> gives its last bytes, <c>bytes=1000-</c> what has come since. <c>Content-Range</c> says which bytes these are. Where there are none
    /// yet the status is 416, with the length in <c>Content-Range</c>.
    /// </summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    /// <param name="name"><c>worker-0</c>, <c>worker-1</c> and so on, or <c>console</c>: what the job and its launcher printed.</param>
    /// <param name="context">The request.</param>
    internal static FileStreamHttpResult Read(JobCatalog jobs, string id, string name, HttpContext context)
    {
        string file = Asked.Job(jobs, id).LogFile(name) ?? throw new ApiException(StatusCodes.Status400BadRequest, "This is no log: give worker-N, or console.");
        // It grows while it is read; what is told of its length must be what was there at one moment.
        FixedLengthStream stream = new(Open(file) ?? throw new ApiException(StatusCodes.Status404NotFound, $"Job '{id}' has no log '{name}'."));
        context.Response.Headers["X-Log-Length"] = stream.Length.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Stream(stream, "text/plain; charset=utf-8", enableRangeProcessing: true);
    }

    /// <summary>The trace of a job that was started with <c>--trace</c>, for ui.perfetto.dev.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    internal static FileStreamHttpResult Trace(JobCatalog jobs, string id) =>
        TypedResults.Stream(Open(Asked.Job(jobs, id).TraceFile) ?? throw new ApiException(StatusCodes.Status404NotFound, $"Job '{id}' has no trace: start it with --trace."), "application/json", $"{id}.trace.json");

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
