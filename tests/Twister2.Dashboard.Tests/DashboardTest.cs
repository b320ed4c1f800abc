using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Twister2.Dashboard.Server;

namespace Twister2.Dashboard.Tests;

/// <summary>A case with a root of its own, and a dashboard over it in this process.</summary>
public abstract class DashboardTest : IAsyncDisposable
{
    private readonly Lazy<DashboardServer> _server;

    protected DashboardTest()
    {
        Root = Directory.CreateTempSubdirectory("twister2-dashboard-").FullName;
        _server = new(() => DashboardServer.Start(new DashboardOptions { Root = Root, Port = 0 }));
        Client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None });
    }

    protected string Root { get; }

    protected HttpClient Client { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected DashboardServer Server => _server.Value;

    protected Uri At(string path) => new(Server.Address, path);

    protected async Task<JsonElement> Get(string path) => Parse(await Client.GetStringAsync(At($"/api/v1{path}"), Cancel));

    protected static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>What is said with a refusal; it must be problem+json.</summary>
    protected async Task<string> Refusal(int status, string path, HttpMethod? method = null, Action<HttpRequestMessage>? change = null)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Get, At($"/api/v1{path}"));
        change?.Invoke(request);
        using HttpResponseMessage response = await Client.SendAsync(request, Cancel);
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True((int)response.StatusCode == status, $"{request.Method} {path}: {(int)response.StatusCode} {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = Parse(body);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem.GetProperty("detail").GetString()!;
    }

    protected void ShowToken(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Server.Token.Value);
    }

    protected static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server.IsValueCreated) await _server.Value.DisposeAsync();
        Directory.Delete(Root, recursive: true);
        GC.SuppressFinalize(this);
    }
}
