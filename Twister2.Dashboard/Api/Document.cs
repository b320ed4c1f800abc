using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Twister2.Dashboard.Api;

/// <summary>The OpenAPI document, made of the routes and their comments.</summary>
internal static class Document
{
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", static options => options.AddDocumentTransformer(static (document, _, _) =>
    {
        document.Info.Title = "Twister2 dashboard";
        document.Info.Version = "v1";
        document.Info.Description = "What jobs under a root of job directories do and did. Requests show the token as 'Authorization: Bearer TOKEN'; on the dashboard's own machine its user may read without it. Errors are application/problem+json. Fields may be added within v1.";
        return Task.CompletedTask;
    }));

    public static void Map(WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json");
}
