using System.Text.Json;
using CsCheck;

namespace Twister2.JobMaster.Tests;

[Trait("ranks", "none")]
public sealed class EventLogTests : IDisposable
{
    private static readonly FixedTime Noon = new(new DateTimeOffset(2026, 2, 3, 14, 15, 2, 7, TimeSpan.FromHours(2)));

    private readonly TestFolder _folder = new();

    private string Events => _folder["events.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_event_is_a_line_with_time_job_and_state()
    {
        EventLog log = new(Events, "job-1", Noon);
        log.Job(JobState.Starting, json => json.WriteNumber("workers", 2));
        log.Worker(1, WorkerState.Completed, json => json.WriteString("node", "n1"));
        log.Worker(0, WorkerState.Failed);
        log.Job(JobState.Killed);
        Assert.Equal(
            """
            {"time":"2026-02-03T12:15:02.007Z","job":"job-1","event":"job","state":"Starting","workers":2}
            {"time":"2026-02-03T12:15:02.007Z","job":"job-1","event":"worker","state":"Completed","worker":1,"node":"n1"}
            {"time":"2026-02-03T12:15:02.007Z","job":"job-1","event":"worker","state":"Failed","worker":0}
            {"time":"2026-02-03T12:15:02.007Z","job":"job-1","event":"job","state":"Killed"}

            """,
            File.ReadAllText(Events));
    }

    [Fact]
    public void Any_text_comes_back_as_it_was() => Gen.Char[(char)0, (char)0xD7FF].Array[0, 40].Select(letters => new string(letters)).Sample(text =>
    {
        EventLog log = new(Events, "job", Noon);
        log.Job(JobState.Failed, json => json.WriteString("message", text));
        Assert.Equal(text, EventLines.Of(Events)[^1].GetProperty("message").GetString());
    }, iter: 50, threads: 1);

    [Fact]
    public void Quotes_line_ends_and_emoji_stay_inside_their_line()
    {
        const string Message = "File \"a\\b\" is gone\r\n\tat Ünïcode 😀 </script> \u2028\0";
        EventLog log = new(Events, "job", Noon);
        log.Job(JobState.Failed, json => json.WriteString("message", Message));
        log.Job(JobState.Failed);
        JsonElement[] lines = EventLines.Of(Events);
        Assert.Equal(2, lines.Length);
        Assert.Equal(Message, lines[0].GetProperty("message").GetString());
    }

    [Fact]
    public void Many_writers_lose_no_line_and_keep_each_its_order()
    {
        const int Writers = 6, Lines = 40;
        Thread[] threads = [.. Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            EventLog log = new(Events, "job", TimeProvider.System);
            for (int i = 0; i < Lines; i++) log.Worker(writer, WorkerState.Running, json => json.WriteNumber("number", i));
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        JsonElement[] lines = EventLines.Of(Events);
        Assert.Equal(Writers * Lines, lines.Length);
        foreach (IGrouping<int, JsonElement> writer in lines.GroupBy(line => line.GetProperty("worker").GetInt32()))
            Assert.Equal(Enumerable.Range(0, Lines), writer.Select(line => line.GetProperty("number").GetInt32()));
    }

    [Fact]
    public void Threads_may_share_a_log()
    {
        EventLog log = new(Events, "job", TimeProvider.System);
        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => log.Worker(i, WorkerState.Running));
        Assert.Equal(Enumerable.Range(0, 60), EventLines.Of(Events).Select(line => line.GetProperty("worker").GetInt32()).Order());
    }

    [Fact]
    public void What_other_processes_append_meanwhile_stays()
    {
        EventLog log = new(Events, "job", TimeProvider.System);
        log.Job(JobState.Starting);
        // Shells append as another program would, with the same kind of lock that a worker takes.
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
            "bash", ["-c", $"exec 9>>'{Events}'; for i in $(seq 100); do flock 9; echo '{{\"shell\":'$i'}}' >&9; flock -u 9; done"]);
        for (int i = 0; i < 40; i++) log.Worker(i, WorkerState.Running);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        JsonElement[] lines = EventLines.Of(Events);
        Assert.Equal(Enumerable.Range(1, 100), lines.Where(line => line.TryGetProperty("shell", out _)).Select(line => line.GetProperty("shell").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 40), lines.Where(line => line.TryGetProperty("worker", out _)).Select(line => line.GetProperty("worker").GetInt32()));
    }

    [Fact]
    public void A_folder_that_is_gone_is_an_error_at_once()
    {
        EventLog log = new(_folder["gone/events.jsonl"], "job", TimeProvider.System);
        Assert.Throws<DirectoryNotFoundException>(() => log.Job(JobState.Starting));
    }

    [Fact]
    public void A_file_that_stays_locked_is_an_error_in_the_end()
    {
        using FileStream locked = new(Events, FileMode.Append, FileAccess.Write, FileShare.None);
        EventLog log = new(Events, "job", new Hurrying());
        Assert.Throws<IOException>(() => log.Job(JobState.Starting));
    }

    /// <summary>A clock that goes on by a second whenever it is read.</summary>
    private sealed class Hurrying : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
