using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Twister2.Dashboard.Api;
using Twister2.Dashboard.Jobs;

namespace Twister2.Dashboard.Server;

/// <summary>The web server over one root of job directories. It only reads there, but for <c>kill</c>.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private const int PortsToTry = 10;

    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private DashboardServer(WebApplication app, JobCatalog jobs, AccessToken token) => (_app, Jobs, Token) = (app, jobs, token);

    public JobCatalog Jobs { get; }

    public AccessToken Token { get; }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:8790</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Completes when it has been told to stop, by a signal or otherwise.</summary>
    public Task Ended => _app.WaitForShutdownAsync();

    /// <summary>Starts it, and returns when it listens.</summary>
    /// <exception cref="UsageException">The root, the address or the port cannot be had.</exception>
    public static DashboardServer Start(DashboardOptions options)
    {
        IPEndPoint place = new(AddressOf(options.Host), PortOf(options));
        JobCatalog jobs = new(new JobRoot(options.Root), TimeProvider.System);
        // Found out now, not by who looks at the page.
        jobs.List();
        AccessToken token = AccessToken.Make(jobs.Root.Path);
        DashboardServer server = new(Build(place, options.Host, jobs, token), jobs, token);
        try
        {
            server._app.Start();
        }
        catch (IOException e)
        {
            throw new UsageException($"{place} cannot be listened at: {e.Message} --port names another port.", e);
        }
        string address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = new Uri(address);
        token.Keep(server.Address.Port);
        return server;
    }

    /// <summary>Has it end some time after a stream has: that of who started it.</summary>
    public void StopAfterInput(Stream input, TimeSpan later) => _ = Task.Run(async () =>
    {
        byte[] nothing = new byte[64];
        try
        {
            while (await input.ReadAsync(nothing) > 0)
            {
                // What is said there does not matter, only that somebody is there.
            }
        }
        catch (IOException)
        {
            // Nobody is there any more, either.
        }
        await Task.Delay(later);
        await _app.StopAsync();
    });

    public async ValueTask DisposeAsync()
    {
        Token.Dispose();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(IPEndPoint place, string host, JobCatalog jobs, AccessToken token)
    {
        // Nothing of the folder it is started in, or of variables meant for other web servers, sets this one up.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "twister2-dashboard" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 16;
            kestrel.Listen(place);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(jobs);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeToStop);
        builder.Services.Configure<ConsoleLifetimeOptions>(static console => console.SuppressStatusMessages = true);
        builder.Services.AddSingleton<IHostLifetime, Microsoft.Extensions.Hosting.Internal.ConsoleLifetime>();
        ApiJson.Configure(builder.Services);
        Document.Add(builder.Services);

        WebApplication app = builder.Build();
        app.Use(Problems.Catch);
        app.Use(new RequestGuard(host, token).Pass);
        Routes.Map(app);
        return app;
    }

    private static IPAddress AddressOf(string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) return address;
        try
        {
            return Dns.GetHostAddresses(host).OrderBy(static found => found.AddressFamily).FirstOrDefault() ?? throw new UsageException($"--host {host}: it has no address.");
        }
        catch (SocketException e)
        {
            throw new UsageException($"--host {host}: {e.Message}", e);
        }
    }

    private static int PortOf(DashboardOptions options)
    {
        if (options.Port is { } port) return port is >= 0 and <= 65535 ? port : throw new UsageException($"--port {port}: give 0 to 65535.");
        IPAddress address = AddressOf(options.Host);
        return Enumerable.Range(DashboardOptions.UsualPort, PortsToTry).FirstOrDefault(one => IsFree(address, one));
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
