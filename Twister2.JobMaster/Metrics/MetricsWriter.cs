using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Twister2.JobMaster.Metrics;

/// <summary>Writes a job's files of metrics. Each is replaced as a whole but <c>metrics.jsonl</c>, which is added to.</summary>
internal sealed class MetricsWriter(string directory)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    // Where a write has failed, and of a job that Slurm has started again and whose lines stay, the last line may be half.
    private bool _endsWithALine;

    /// <summary>Adds a sample, and returns how many bytes that took.</summary>
    public int Append(MetricsSample sample)
    {
        Write(json => Write(json, sample));
        _bytes.Write("\n"u8);
        using FileStream file = new(MetricsFiles.Samples(directory), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (!_endsWithALine && file.Length > 0)
        {
            file.Position = file.Length - 1;
            if (file.ReadByte() != '\n') file.Write("\n"u8);
        }
        file.Position = file.Length;
        _endsWithALine = false;
        file.Write(_bytes.WrittenSpan);
        _endsWithALine = true;
        return _bytes.WrittenCount;
    }

    public void Replace(JobStages stages)
    {
        Write(json => Write(json, stages));
        Replace(MetricsFiles.Stages(directory));
    }

    public void Replace(JobLinks links)
    {
        Write(json => Write(json, links));
        Replace(MetricsFiles.Links(directory));
    }

    /// <summary>Whoever reads sees the old file or the new one.</summary>
    private void Replace(string path)
    {
        string unnamed = path + ".new";
        try
        {
            using (FileStream file = new(unnamed, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0)) file.Write(_bytes.WrittenSpan);
            File.Move(unnamed, path, overwrite: true);
        }
        catch (IOException)
        {
            // On a full disk half a file is in everybody's way.
            File.Delete(unnamed);
            throw;
        }
    }

    private void Write(Action<Utf8JsonWriter> write)
    {
        _bytes.ResetWrittenCount();
        using Utf8JsonWriter json = new(_bytes);
        write(json);
    }

    private static void Write(Utf8JsonWriter json, MetricsSample sample)
    {
        json.WriteStartObject();
        Write(json, "time", sample.Time);
        json.WriteStartArray("workers");
        foreach (WorkerSample worker in sample.Workers) Write(json, worker);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WorkerSample worker)
    {
        json.WriteStartObject();
        json.WriteNumber("id", worker.Id);
        json.WriteNumber("cpu", Math.Round(worker.Cpu, 3));
        json.WriteNumber("rss", worker.Rss);
        json.WriteNumber("heap", worker.Heap);
        json.WriteNumber("gcPause", Math.Round(worker.GcPause, 4));
        json.WriteNumber("threads", worker.Threads);
        json.WriteNumber("records", worker.Records);
        json.WriteNumber("bytesSent", worker.BytesSent);
        json.WriteNumber("bytesReceived", worker.BytesReceived);
        json.WriteNumber("spilled", worker.Spilled);
        json.WriteNumber("waiting", Math.Round(worker.Waiting, 3));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JobStages stages)
    {
        json.WriteStartObject();
        Write(json, "time", stages.Time);
        json.WriteStartArray("stages");
        foreach (StageProgress stage in stages.Stages) Write(json, stage);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StageProgress stage)
    {
        json.WriteStartObject();
        json.WriteString("id", stage.Id);
        json.WriteString("name", stage.Name);
        json.WriteString("kind", stage.Kind);
        json.WriteString("graph", stage.Graph);
        json.WriteStartArray("inputs");
        foreach (string input in stage.Inputs) json.WriteStringValue(input);
        json.WriteEndArray();
        json.WriteString("state", Name(stage.State));
        json.WriteNumber("tasks", stage.Tasks);
        json.WriteNumber("tasksDone", stage.TasksDone);
        json.WriteNumber("runs", stage.Runs);
        json.WriteNumber("recordsIn", stage.RecordsIn);
        json.WriteNumber("recordsOut", stage.RecordsOut);
        json.WriteNumber("bytesOut", stage.BytesOut);
        json.WriteNumber("spilled", stage.Spilled);
        json.WriteNumber("waiting", Math.Round(stage.Waiting, 3));
        if (stage.Expected is { } expected) json.WriteNumber("expected", expected);
        else json.WriteNull("expected");
        Write(json, "started", stage.Started);
        Write(json, "ended", stage.Ended);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JobLinks links)
    {
        json.WriteStartObject();
        Write(json, "time", links.Time);
        json.WriteNumber("workers", links.Workers);
        json.WriteStartArray("bytes");
        foreach (LinkTraffic link in links.Links)
        {
            json.WriteStartArray();
            foreach (long number in (ReadOnlySpan<long>)[link.From, link.To, link.Bytes, link.Messages]) json.WriteNumberValue(number);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at) json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        else json.WriteNull(name);
    }

    private static string Name(StageState state) => state switch
    {
        StageState.Pending => "pending",
        StageState.Running => "running",
        StageState.Done => "done",
        _ => "failed",
    };
}
