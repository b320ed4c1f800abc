using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Twister2.Dashboard.Server;

/// <summary>What went wrong, as RFC 9457 has it (<c>application/problem+json</c>).</summary>
internal static class Problems
{
    /// <summary>Turns what a route throws into an answer.</summary>
    public static async Task Catch(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (ApiException e)
        {
            await Write(context, e.Status, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            await Write(context, e.StatusCode, e.Message);
        }
        catch (UsageException e)
        {
            await Write(context, StatusCodes.Status409Conflict, e.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Write(context, StatusCodes.Status503ServiceUnavailable, $"The job's directory cannot be read: {e.Message}");
        }
#pragma warning disable CA1031 // A fault in one route is told, here and there, and the others go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"twister2 dashboard: {context.Request.Method} {context.Request.Path}: {e}");
            await Write(context, StatusCodes.Status500InternalServerError, $"A fault in the dashboard: {e.GetType().Name}. It has printed more.");
        }
        if (context.Response is { HasStarted: false, ContentLength: null, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed or StatusCodes.Status415UnsupportedMediaType or StatusCodes.Status400BadRequest } response)
            await Write(context, response.StatusCode, $"{context.Request.Method} {context.Request.Path}: {ReasonPhrases.GetReasonPhrase(response.StatusCode)}. /openapi/v1.json has what there is.");
    }

    public static async Task Write(HttpContext context, int status, string detail)
    {
        // Half an answer cannot be taken back: the connection ends, and the reader sees that it is not whole.
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        Problem problem = new(ReasonPhrases.GetReasonPhrase(status), status, detail);
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, JsonSerializerOptions.Web));
    }

    private sealed record Problem(string Title, int Status, string Detail);
}

/// <summary>A request that cannot be answered.</summary>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
