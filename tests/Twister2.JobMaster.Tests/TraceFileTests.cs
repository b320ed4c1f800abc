using System.Diagnostics;
using System.Text.Json;
using Twister2.Dataflow.Diagnosis;
using Twister2.JobMaster.Metrics;

namespace Twister2.JobMaster.Tests;

/// <summary>The trace of a job, in the Trace Event Format.</summary>
[Trait("ranks", "none")]
public sealed class TraceFileTests
{
    [Fact]
    public void Parts_of_all_workers_become_one_file()
    {
        using TestFolder folder = new();
        TraceFile file = new(folder.Path);
        TraceLog busy = new(most: 3), idle = new();
        long start = Stopwatch.GetTimestamp();
        busy.Add("count", TraceKind.Task, start, "task 0");
        busy.Add("KeyedReduce \"x\"", TraceKind.Operator, start);
        busy.Add("KeyedReduce", TraceKind.Wait, start);
        busy.Add("one too many", TraceKind.Spill, start);
        file.WritePart(0, "node-1", busy);
        file.WritePart(1, "node-2", idle);
        file.Join(3);

        Assert.Equal(["trace.json"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
        JsonElement[] events = [.. JsonDocument.Parse(File.ReadAllText(folder["trace.json"])).RootElement.GetProperty("traceEvents").EnumerateArray()];
        Assert.Equal(["worker 0 on node-1", "worker 1 on node-2"], events.Where(static e => Text(e, "name") == "process_name").Select(static e => Text(e.GetProperty("args"), "name")));
        JsonElement task = Assert.Single(events, static e => Text(e, "name") == "count");
        Assert.Equal(("X", "task", 0), (Text(task, "ph"), Text(task, "cat"), task.GetProperty("pid").GetInt32()));
        Assert.True(task.GetProperty("dur").GetDouble() >= 0);
        Assert.InRange(DateTime.UnixEpoch.AddMicroseconds(task.GetProperty("ts").GetDouble()), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("task 0", Text(task.GetProperty("args"), "detail"));
        Assert.Equal(["b", "e"], events.Where(static e => Text(e, "name") == "KeyedReduce \"x\"").Select(static e => Text(e, "ph")));
        Assert.Equal("X", Text(Assert.Single(events, static e => Text(e, "name") == "wait KeyedReduce"), "ph"));
        Assert.Equal(1, Assert.Single(events, static e => Text(e, "ph") == "i").GetProperty("args").GetProperty("dropped").GetInt64());
        Assert.All(events.Where(static e => Text(e, "ph") == "X"), e => Assert.Contains(events, name => Text(name, "name") == "thread_name" && name.GetProperty("tid").GetInt32() == e.GetProperty("tid").GetInt32()));
    }

    private static string? Text(JsonElement e, string name) => e.GetProperty(name).GetString();
}
