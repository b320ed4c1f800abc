using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Twister2.Dashboard.Server;

namespace Twister2.Dashboard.Tests;

/// <summary>Who may see and change what.</summary>
[Trait("ranks", "none")]
public sealed class AccessTests : DashboardTest
{
    [Fact]
    public async Task Killing_needs_the_token()
    {
        PastJob.Write(Root, "j", "Running");
        await Refusal(401, "/jobs/j/kill", HttpMethod.Post);
        await Refusal(403, "/jobs/j/kill", HttpMethod.Post, static request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "0123"));
        await Refusal(401, "/jobs/j/kill", HttpMethod.Post, request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Server.Token.Value));
        // Its workers are on other nodes.
        Assert.Contains("No worker of job j runs on this machine", await Refusal(409, "/jobs/j/kill", HttpMethod.Post, ShowToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killing_what_has_ended_or_is_not_there_or_wrongly_is_refused()
    {
        PastJob.Write(Root, "over");
        PastJob.Write(Root, "runs", "Running");
        Assert.Contains("had ended already", await Refusal(409, "/jobs/over/kill", HttpMethod.Post, ShowToken), StringComparison.Ordinal);
        await Refusal(404, "/jobs/nothing/kill", HttpMethod.Post, ShowToken);
        await Refusal(400, "/jobs/runs/kill", HttpMethod.Post, request => Send(request, "{\"graceSeconds\":-1}"));
        await Refusal(400, "/jobs/runs/kill", HttpMethod.Post, request => Send(request, "{\"graceSeconds\":"));
        await Refusal(405, "/jobs/runs/kill", HttpMethod.Get, ShowToken);
        await Refusal(405, "/jobs/runs", HttpMethod.Delete, ShowToken);
    }

    [Fact]
    public async Task Other_origins_and_names_are_refused()
    {
        PastJob.Write(Root, "j", "Running");
        foreach (string origin in (string[])["http://evil.example", "null", $"http://127.0.0.1:{Server.Address.Port + 1}", $"https://127.0.0.1:{Server.Address.Port}"])
        {
            await Refusal(403, "/jobs/j/kill", HttpMethod.Post, request => From(request, origin));
            await Refusal(403, "/jobs", HttpMethod.Get, request => From(request, origin));
        }
        // A name that somebody makes point here.
        await Refusal(403, "/jobs", HttpMethod.Get, static request => request.Headers.Host = "evil.example");
        Assert.Contains("409", await Raw($"POST /api/v1/jobs/j/kill HTTP/1.1\r\nHost: localhost:{Server.Address.Port}\r\nOrigin: http://localhost:{Server.Address.Port}\r\nAuthorization: Bearer {Server.Token.Value}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    // HttpClient would tidy these up before it sends them.
    [Theory, InlineData("/api/v1/jobs/../../../../etc/passwd"), InlineData("/api/v1/jobs/j/logs/../../job.json"), InlineData("/assets/../job.js"), InlineData("/assets/..%2f..%2fetc%2fpasswd"), InlineData("//etc/passwd"), InlineData("/api/v1/jobs/a%00b"), InlineData("/api/v1/jobs/j/logs/%2e%2e/job.json")]
    public async Task Paths_that_climb_lead_nowhere(string path)
    {
        PastJob.Write(Root, "j");
        string answer = await Raw($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 40[04]", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"program\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_is_kept_in_a_file_of_the_user_alone_and_goes_with_the_dashboard()
    {
        string file = Path.Combine(Root, $"dashboard-{Server.Address.Port}.token");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(Server.Token.Value, File.ReadAllText(file).Trim());
        Assert.Matches("^[0-9a-f]{32}$", Server.Token.Value);
        Assert.False((await Get("/about")).GetProperty("mayChange").GetBoolean());
        await Server.DisposeAsync();
        Assert.False(File.Exists(file));
    }

    // The end of a connection that another user has is told apart by the kernel's table.
    [Fact]
    public async Task Own_sockets_are_known()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancel);
        using TcpClient accepted = await listener.AcceptTcpClientAsync(Cancel);
        Assert.True(SocketOwner.IsOurs((IPEndPoint)accepted.Client.RemoteEndPoint!));
        Assert.False(SocketOwner.IsOurs(new IPEndPoint(IPAddress.Loopback, 1)));
        Assert.False(SocketOwner.IsOurs(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 80)));
        Assert.Equal("0100007F:1F90", SocketOwner.Entry(IPAddress.Loopback, 8080));
        Assert.Equal("00000000000000000000000001000000:0050", SocketOwner.Entry(IPAddress.IPv6Loopback, 80));
    }

    [Fact]
    public async Task Another_user_of_the_machine_reads_only_with_the_token()
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"), "Only root can become another user.");
        PastJob.Write(Root, "j");
        int port = Server.Address.Port;
        Assert.Contains(" 401 ", AsNobody(port, ""), StringComparison.Ordinal);
        Assert.Contains(" 401 ", AsNobody(port, "", "/metrics"), StringComparison.Ordinal);
        Assert.Contains(" 200 ", AsNobody(port, $"Authorization: Bearer {Server.Token.Value}\\r\\n"), StringComparison.Ordinal);
        Assert.Contains(" 200 ", AsNobody(port, "", "/"), StringComparison.Ordinal);
        Assert.Equal(1, Number(await Get("/jobs"), "total"));
    }

    [Theory, InlineData("/"), InlineData("/jobs/any-job"), InlineData("/jobs/any-job/workers/3"), InlineData("/cluster"), InlineData("/assets/app.js"), InlineData("/assets/base.css")]
    public async Task Pages_are_there_and_may_load_nothing_from_elsewhere(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(At(path), Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using HttpRequestMessage again = new(HttpMethod.Get, At(path));
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using HttpResponseMessage unchanged = await Client.SendAsync(again, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory, InlineData("--port", "70000", "give 0 to 65535"), InlineData("--host", "no.such.host.invalid", "--host no.such.host.invalid")]
    public void Wrong_places_are_refused(string option, string value, string words)
    {
        DashboardOptions options = option == "--port" ? new() { Root = Root, Port = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) } : new() { Root = Root, Host = value };
        Assert.Contains(words, Assert.Throws<JobMaster.UsageException>(() => DashboardServer.Start(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Port_in_use_is_told()
    {
        int port = Server.Address.Port;
        Assert.Contains("--port names another port", Assert.Throws<JobMaster.UsageException>(() => DashboardServer.Start(new() { Root = Root, Port = port })).Message, StringComparison.Ordinal);
    }

    private void Send(HttpRequestMessage request, string json)
    {
        ShowToken(request);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
    }

    private void From(HttpRequestMessage request, string origin)
    {
        ShowToken(request);
        request.Headers.Add("Origin", origin);
    }

    private static string AsNobody(int port, string header, string path = "/api/v1/jobs")
    {
        string script = $"exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n{header}Connection: close\\r\\n\\r\\n' >&3; head -n 1 <&3";
        System.Diagnostics.ProcessStartInfo info = new("/usr/bin/setpriv", ["--reuid=65534", "--clear-groups", "bash", "-c", script]) { RedirectStandardOutput = true };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(info)!;
        return process.StandardOutput.ReadToEnd();
    }

    private async Task<string> Raw(string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, Server.Address.Port, Cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        using StreamReader reader = new(client.GetStream());
        return await reader.ReadToEndAsync(Cancel);
    }
}
