using System.Buffers;
using System.Text.Json;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.JobMaster.Metrics;

/// <summary>
/// A job's <c>trace.json</c> in the Trace Event Format that Perfetto and Chrome read: a process for each worker. Each worker writes its part beside it when its program has returned, and worker 0 puts the parts together.
/// </summary>
internal sealed class TraceFile(string directory)
{
    private static readonly byte[] Begin = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"u8.ToArray(), End = "\n]}\n"u8.ToArray(), Comma = ",\n"u8.ToArray();

    /// <summary>Writes what this worker did.</summary>
    public void WritePart(int worker, string node, TraceLog trace)
    {
        (IReadOnlyList<TraceSpan> spans, IReadOnlyDictionary<int, string> threads) = trace.Look();
        using FileStream file = new(PartOf(worker), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        Write(file, json => WriteName(json, "process_name", worker, 0, $"worker {worker} on {node}"), isFirst: true);
        Write(file, json => WriteOrder(json, worker));
        foreach ((int thread, string name) in threads) Write(file, json => WriteName(json, "thread_name", worker, thread, name));
        if (trace.Dropped > 0) Write(file, json => WriteDropped(json, worker, trace, spans[^1].End));
        for (int i = 0; i < spans.Count; i++) WriteSpan(file, trace, worker, i, spans[i]);
    }

    /// <summary>Puts the parts of all workers together, and removes them.</summary>
    public void Join(int workers)
    {
        string unnamed = MetricsFiles.Trace(directory) + ".new";
        using (FileStream file = new(unnamed, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(Begin);
            bool isFirst = true;
            foreach (string path in Parts(workers))
            {
                if (!isFirst) file.Write(Comma);
                isFirst = false;
                using FileStream part = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
                part.CopyTo(file);
            }
            file.Write(End);
        }
        File.Move(unnamed, MetricsFiles.Trace(directory), overwrite: true);
        foreach (string path in Parts(workers)) File.Delete(path);
    }

    private IEnumerable<string> Parts(int workers) => Enumerable.Range(0, workers).Select(PartOf).Where(File.Exists);

    private string PartOf(int worker) => Path.Combine(directory, $"trace-{worker}.part");

    /// <summary>Operators are at work beside each other, so they are asynchronous events, which need not lie inside each other as those of a thread do.</summary>
    private static void WriteSpan(Stream file, TraceLog trace, int worker, int number, TraceSpan span)
    {
        double start = trace.Microseconds(span.Start), end = trace.Microseconds(span.End);
        if (span.Kind != TraceKind.Operator)
        {
            Write(file, json =>
            {
                WriteEvent(json, "X", worker, span, start);
                json.WriteNumber("dur", Math.Round(end - start, 3));
            });
            return;
        }
        Write(file, json =>
        {
            WriteEvent(json, "b", worker, span, start);
            json.WriteNumber("id", number);
        });
        Write(file, json =>
        {
            WriteEvent(json, "e", worker, span, end);
            json.WriteNumber("id", number);
        });
    }

    private static void WriteEvent(Utf8JsonWriter json, string phase, int worker, TraceSpan span, double time)
    {
        json.WriteString("name", span.Kind is TraceKind.Operator or TraceKind.Task ? span.Name : $"{KindOf(span.Kind)} {span.Name}");
        json.WriteString("cat", KindOf(span.Kind));
        json.WriteString("ph", phase);
        json.WriteNumber("pid", worker);
        json.WriteNumber("tid", span.Thread);
        json.WriteNumber("ts", Math.Round(time, 3));
        if (span.Detail is not { Length: > 0 } detail) return;
        json.WriteStartObject("args");
        json.WriteString("detail", detail);
        json.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter json, string what, int worker, int thread, string name)
    {
        json.WriteString("name", what);
        json.WriteString("ph", "M");
        json.WriteNumber("pid", worker);
        json.WriteNumber("tid", thread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
    }

    private static void WriteOrder(Utf8JsonWriter json, int worker)
    {
        json.WriteString("name", "process_sort_index");
        json.WriteString("ph", "M");
        json.WriteNumber("pid", worker);
        json.WriteStartObject("args");
        json.WriteNumber("sort_index", worker);
        json.WriteEndObject();
    }

    private static void WriteDropped(Utf8JsonWriter json, int worker, TraceLog trace, long time)
    {
        json.WriteString("name", $"{trace.Dropped} spans from here on were dropped: {TraceLog.Most} are kept");
        json.WriteString("cat", "dropped");
        json.WriteString("ph", "i");
        json.WriteString("s", "p");
        json.WriteNumber("pid", worker);
        json.WriteNumber("tid", 0);
        json.WriteNumber("ts", Math.Round(trace.Microseconds(time), 3));
        json.WriteStartObject("args");
        json.WriteNumber("dropped", trace.Dropped);
        json.WriteEndObject();
    }

    private static void Write(Stream file, Action<Utf8JsonWriter> write, bool isFirst = false)
    {
        if (!isFirst) file.Write(Comma);
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        file.Write(bytes.WrittenSpan);
    }

    private static string KindOf(TraceKind kind) => kind switch
    {
        TraceKind.Operator => "operator",
        TraceKind.Task => "task",
        TraceKind.Wait => "wait",
        _ => "spill",
    };
}
