using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Twister2.Dashboard.Api;

/// <summary>All that can be asked for.</summary>
internal static class Routes
{
    public static void Map(WebApplication app)
    {
        RouteGroupBuilder api = app.MapGroup("/api/v1").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        JobsApi.Map(api);
        WorkersApi.Map(api);
        LogsApi.Map(api);
        ProgressApi.Map(api);
        ClusterApi.Map(api);
        LiveApi.Map(api);
        PrometheusApi.Map(app);
        Document.Map(app);
        PageFiles.Map(app);
    }
}
