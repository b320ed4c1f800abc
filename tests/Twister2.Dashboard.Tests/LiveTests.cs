namespace Twister2.Dashboard.Tests;

/// <summary>Server-sent events.</summary>
[Trait("ranks", "none")]
public sealed class LiveTests : DashboardTest
{
    [Fact]
    public async Task What_has_changed_is_told_and_the_end_of_the_dashboard_ends_it()
    {
        PastJob job = PastJob.Write(Root, "j", "Running").Samples(1, 2);
        using StreamReader reader = await Open("/jobs/j/live");
        string first = await Next(reader);
        File.AppendAllText(job.In("metrics.jsonl"), "\n");
        string second = await Next(reader);
        Assert.Equal(Field(first, "job"), Field(second, "job"));
        Assert.NotEqual(Field(first, "metrics"), Field(second, "metrics"));
        File.AppendAllText(job.In("events.jsonl"), PastJob.Event(99, "job", "Completed") + "\n");
        string third = await Next(reader);
        Assert.NotEqual(Field(second, "job"), Field(third, "job"));
        Assert.NotEqual(Field(second, "events"), Field(third, "events"));
        await Server.DisposeAsync();
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            if (await reader.ReadToEndAsync(Cancel) is { } rest) throw new EndOfStreamException(rest);
        });
    }

    [Fact]
    public async Task A_new_job_changes_the_list()
    {
        using StreamReader reader = await Open("/live");
        string first = await Next(reader);
        PastJob.Write(Root, "j");
        Assert.NotEqual(first, await Next(reader));
    }

    private async Task<StreamReader> Open(string path)
    {
        HttpResponseMessage response = await Client.GetAsync(At($"/api/v1{path}"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
    }

    /// <summary>The data of the next event that tells of a change.</summary>
    private static async Task<string> Next(StreamReader reader)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        while (true)
        {
            if (await reader.ReadLineAsync(limit.Token) != "event: changed") continue;
            string data = (await reader.ReadLineAsync(limit.Token))!;
            Assert.StartsWith("data: ", data, StringComparison.Ordinal);
            return data["data: ".Length..];
        }
    }

    private static string? Field(string data, string name) => Parse(data).GetProperty(name).GetString();
}
