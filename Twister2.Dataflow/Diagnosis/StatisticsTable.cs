using System.Globalization;
using System.Text;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>Statistics as a table of text, columns as wide as what is in them.</summary>
internal static class StatisticsTable
{
    private static readonly string[] Columns =
    [
        "operator", "number", "added", "sent records", "messages", "bytes", "on the wire", "received records", "messages", "bytes", "on the wire", "spilled",
        "waited: peers", "room", "memory", "peak memory", "peak buffers",
    ];

    public static string Of(WorkerStatistics worker)
    {
        string[][] rows = [Columns, .. worker.Operators.Select(Row)];
        int[] widths = [.. Columns.Select((_, column) => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Worker {worker.Worker} of {worker.Workers}, memory {Bytes(worker.Memory)}, at most {Bytes(worker.PeakMemory)} of {Bytes(worker.MemoryLimit)}\n");
        foreach (string[] row in rows)
        {
            // Names to the left, numbers to the right.
            text.Append(row[0].PadRight(widths[0]));
            for (int i = 1; i < row.Length; i++) text.Append("  ").Append(row[i].PadLeft(widths[i]));
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Bytes for a person.</summary>
    public static string Bytes(long bytes)
    {
        ReadOnlySpan<string> units = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        double size = bytes;
        for (; Math.Abs(size) >= 1024 && unit < units.Length - 1; unit++) size /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {units[unit]}");
    }

    private static string[] Row(OperatorStatistics o) =>
    [
        o.Operators == 1 ? o.Name : $"{o.Name} × {Number(o.Operators)}", o.Number < 0 ? "" : Number(o.Number), Number(o.RecordsAdded),
        Number(o.Sent.Records), Number(o.Sent.Messages), Bytes(o.Sent.Bytes), Bytes(o.Sent.WireBytes),
        Number(o.Received.Records), Number(o.Received.Messages), Bytes(o.Received.Bytes), Bytes(o.Received.WireBytes), Bytes(o.BytesSpilled),
        Seconds(o.WaitedForPeers), Seconds(o.WaitedForRoom), Seconds(o.WaitedForMemory), Bytes(o.PeakMemory), Bytes(o.PeakBuffers),
    ];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000} s");
}
