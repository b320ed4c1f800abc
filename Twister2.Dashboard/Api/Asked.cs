using Microsoft.AspNetCore.Http;
using Twister2.Dashboard.Jobs;
using Twister2.Dashboard.Server;

namespace Twister2.Dashboard.Api;

/// <summary>What a request asks for, checked.</summary>
internal static class Asked
{
    private const int LongestId = 200;

    /// <summary>The job of an id.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public static WatchedJob Job(JobCatalog jobs, string id)
    {
        // As ids are made; nothing else comes near a path.
        bool isId = id.Length is > 0 and <= LongestId && id[0] != '.' && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        if (!isId) throw new ApiException(StatusCodes.Status400BadRequest, "This is no job id: letters, digits, '-', '_' and '.', not beginning with '.'.");
        return jobs.Find(id) ?? throw NoJob(id);
    }

    /// <summary>How that job is now.</summary>
    /// <exception cref="ApiException">It has no description that can be read.</exception>
    public static JobSnapshot Now(WatchedJob job, string id) => job.Look() ?? throw NoJob(id);

    /// <summary>A number within bounds.</summary>
    /// <exception cref="ApiException">It is outside.</exception>
    public static int Number(string name, int? value, int usual, int least, int most) =>
        value is not { } number ? usual : number >= least && number <= most ? number : throw new ApiException(StatusCodes.Status400BadRequest, $"{name}={number}: give {least} to {most}.");

    private static ApiException NoJob(string id) => new(StatusCodes.Status404NotFound, $"There is no job '{id}'.");
}
