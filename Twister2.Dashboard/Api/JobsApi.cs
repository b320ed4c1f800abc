using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Twister2.Dashboard.Jobs;
using Twister2.Dashboard.Server;

namespace Twister2.Dashboard.Api;

/// <summary>Jobs: which there are, one of them, its events, its end.</summary>
internal static class JobsApi
{
    private const int UsualJobs = 50, MostJobs = 1000, UsualEvents = 200, MostEvents = 5000;
    private const double LongestGrace = 300;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/jobs", List).WithTags("Jobs");
        api.MapGet("/jobs/{id}", Get).WithTags("Jobs").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/jobs/{id}/events", Events).WithTags("Jobs").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/jobs/{id}/kill", Kill).WithTags("Jobs").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    /// <summary>Jobs under the root, the last started first.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="search">A part of the id, the name or the user.</param>
    /// <param name="state">Only those of this state; several with commas between them.</param>
    /// <param name="offset">How many to leave out at the beginning.</param>
    /// <param name="limit">How many to give at most: 50, no more than 1000.</param>
    internal static JobsView List(JobCatalog jobs, string? search, string? state, int? offset, int? limit)
    {
        JobState[] states = [.. (state ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(StateOf)];
        JobSnapshot[] found = [.. jobs.List().Where(job => Fits(job, search))];
        JobSnapshot[] chosen = states.Length == 0 ? found : [.. found.Where(job => states.Contains(job.State))];
        int from = Asked.Number("offset", offset, 0, 0, int.MaxValue), most = Asked.Number("limit", limit, UsualJobs, 1, MostJobs);
        return new JobsView(chosen.Length, from, found.CountBy(static job => job.State.ToString()).ToDictionary(), [.. chosen.Skip(from).Take(most).Select(JobLine.Of)]);
    }

    /// <summary>Everything about a job but its workers, events and metrics.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    internal static JobDetail Get(JobCatalog jobs, string id)
    {
        WatchedJob job = Asked.Job(jobs, id);
        return JobDetail.Of(Asked.Now(job, id), job, Configuration(job));
    }

    /// <summary>Events of a job, as they stand in its <c>events.jsonl</c>.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    /// <param name="worker">Only those of this worker.</param>
    /// <param name="offset">How many to leave out at the beginning.</param>
    /// <param name="limit">How many to give at most: 200, no more than 5000.</param>
    /// <param name="order"><c>asc</c>, the first one first, or <c>desc</c>.</param>
    internal static EventPage Events(JobCatalog jobs, string id, int? worker, int? offset, int? limit, string? order)
    {
        if (order is not (null or "asc" or "desc")) throw new ApiException(StatusCodes.Status400BadRequest, $"order={order}: asc or desc.");
        WatchedJob job = Asked.Job(jobs, id);
        return job.Events.Read(worker, Asked.Number("offset", offset, 0, 0, int.MaxValue), Asked.Number("limit", limit, UsualEvents, 1, MostEvents), order == "desc");
    }

    /// <summary>Ends a job: SIGTERM to its workers on this machine, or by Slurm on its nodes, and SIGKILL to those that do not end. Needs the token. Answers when it has ended.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="id">The job's whole id.</param>
    /// <param name="request">How.</param>
    internal static async Task<JobLine> Kill(JobCatalog jobs, string id, KillRequest? request)
    {
        WatchedJob job = Asked.Job(jobs, id);
        double grace = (request ?? new KillRequest()).GraceSeconds;
        if (grace is not (>= 0 and <= LongestGrace)) throw new ApiException(StatusCodes.Status400BadRequest, $"graceSeconds={grace}: give 0 to {LongestGrace}.");
        JobSnapshot now = Asked.Now(job, id);
        if (now.HasEnded) throw new ApiException(StatusCodes.Status409Conflict, $"{id} had ended already ({now.State}).");
        await Task.Run(() =>
        {
            JobRecord record = JobRecord.TryRead(job.Path) ?? throw new ApiException(StatusCodes.Status404NotFound, $"There is no job '{id}'.");
            return JobView.Of(record).Kill(TimeSpan.FromSeconds(grace));
        });
        job.Expire();
        return JobLine.Of(Asked.Now(job, id));
    }

    private static JobState StateOf(string word) => Enum.TryParse(word, ignoreCase: true, out JobState state) && Enum.IsDefined(state) && !char.IsAsciiDigit(word[0])
        ? state
        : throw new ApiException(StatusCodes.Status400BadRequest, $"state={word}: one of {string.Join(", ", Enum.GetNames<JobState>())}.");

    private static bool Fits(JobSnapshot job, string? search) =>
        search is not { Length: > 0 } text || Has(job.Id, text) || Has(job.Description.Name, text) || Has(job.Description.User, text);

    private static bool Has(string value, string part) => value.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static JsonElement? Configuration(WatchedJob job)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(job.DescriptionFile));
            return json.RootElement.Clone();
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // It is just being replaced.
            return null;
        }
    }
}
