using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Twister2.Dashboard.Server;

/// <summary>
/// Who may ask for what. Pages of other origins may ask for nothing, and neither may a name that was made to point here (DNS rebinding). What jobs did is shown to who shows the token, and to the user's
/// own programs on this machine; what changes something needs the token in any case.
/// </summary>
internal sealed class RequestGuard(string host, AccessToken token)
{
    private const string Scheme = "Bearer ";
    private static readonly object LocalKey = new();

    /// <summary>Stands among a request's items where it has shown the token.</summary>
    public static readonly object HasToken = new();

    public Task Pass(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        Harden(context.Response.Headers);
        if (!IsOurName(request.Host.Host)) return Refuse(context, StatusCodes.Status403Forbidden, $"'{request.Host}' is no name of this dashboard. Use the address that it printed.");
        if (request.Headers.Origin is [{ } origin, ..] && !IsOurOrigin(origin, request)) return Refuse(context, StatusCodes.Status403Forbidden, "Pages of other sites may not ask here.");
        if (IsOpen(request)) return next(context);
        bool reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        string? given = Given(request);
        if (given is not null && token.Is(given))
        {
            context.Items[HasToken] = true;
            return next(context);
        }
        // A page that was open when the dashboard was started again still has the token of before.
        if (reads && IsOwnUser(context)) return next(context);
        if (given is not null) return Refuse(context, StatusCodes.Status403Forbidden, "This is not the token of this dashboard: it was started again. Open the address that it printed then.");
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Refuse(context, StatusCodes.Status401Unauthorized, reads
            ? "Show the token: open the address that the dashboard printed, or send 'Authorization: Bearer TOKEN'."
            : "What changes something needs the token: open the address that the dashboard printed, or send 'Authorization: Bearer TOKEN'.");
    }

    /// <summary>The pages themselves hold nothing of any job.</summary>
    private static bool IsOpen(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);

    private static string? Given(HttpRequest request) =>
        request.Headers.Authorization is [{ } value, ..] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;

    // An address cannot be made to point elsewhere; a name can.
    private bool IsOurName(string name) =>
        IPAddress.TryParse(name.Trim('[', ']'), out _) || Same(name, "localhost") || Same(name, host) || Same(name, Environment.MachineName) || name.StartsWith($"{Environment.MachineName}.", StringComparison.OrdinalIgnoreCase);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool IsOurOrigin(string origin, HttpRequest request) => Same(origin, $"{request.Scheme}://{request.Host}");

    // Once for each connection: the table of sockets is read for it.
    private static bool IsOwnUser(HttpContext context)
    {
        IDictionary<object, object?>? known = context.Features.Get<IConnectionItemsFeature>()?.Items;
        if (known is not null && known.TryGetValue(LocalKey, out object? answer)) return (bool)answer!;
        ConnectionInfo connection = context.Connection;
        bool own = connection.RemoteIpAddress is { } address && SocketOwner.IsOurs(new IPEndPoint(address, connection.RemotePort));
        if (known is not null) known[LocalKey] = own;
        return own;
    }

    private static Task Refuse(HttpContext context, int status, string why) => Problems.Write(context, status, why);

    private static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
