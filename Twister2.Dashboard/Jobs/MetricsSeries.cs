namespace Twister2.Dashboard.Jobs;

/// <summary>A course of time for a plot: for each moment one value of everything. Rates are those since the moment before.</summary>
internal sealed record MetricsSeries
{
    /// <summary>The moments, in milliseconds since 1970.</summary>
    public required IReadOnlyList<long> Time { get; init; }

    /// <summary>Cores in use.</summary>
    public required IReadOnlyList<double> Cpu { get; init; }

    /// <summary>Memory of the processes, in bytes.</summary>
    public required IReadOnlyList<long> Rss { get; init; }

    /// <summary>The part of it that is the garbage collector's heap.</summary>
    public required IReadOnlyList<long> Heap { get; init; }

    /// <summary>Records per second.</summary>
    public required IReadOnlyList<double> RecordsPerSecond { get; init; }

    /// <summary>Bytes per second sent to other workers.</summary>
    public required IReadOnlyList<double> SentPerSecond { get; init; }

    /// <summary>Bytes per second that came from other workers.</summary>
    public required IReadOnlyList<double> ReceivedPerSecond { get; init; }

    /// <summary>Bytes written to scratch so far.</summary>
    public required IReadOnlyList<long> Spilled { get; init; }

    /// <summary>The share of the time that workers waited for each other, from 0 to 1.</summary>
    public required IReadOnlyList<double> Waiting { get; init; }

    /// <summary>The share of the time that garbage collections took, from 0 to 1.</summary>
    public required IReadOnlyList<double> GcPause { get; init; }

    /// <summary>The workers that told of themselves.</summary>
    public required IReadOnlyList<int> Workers { get; init; }

    /// <summary>The same course at no more than so many moments.</summary>
    public static MetricsSeries Of(ReadOnlySpan<MetricsPoint> points, int most)
    {
        List<MetricsPoint> chosen = Thin(points, most);
        return new MetricsSeries
        {
            Time = [.. chosen.Select(static point => point.Milliseconds)],
            Cpu = [.. chosen.Select(static point => Math.Round(point.Cpu, 3))],
            Rss = [.. chosen.Select(static point => point.Rss)],
            Heap = [.. chosen.Select(static point => point.Heap)],
            RecordsPerSecond = Rates(chosen, static point => point.Records),
            SentPerSecond = Rates(chosen, static point => point.BytesSent),
            ReceivedPerSecond = Rates(chosen, static point => point.BytesReceived),
            Spilled = [.. chosen.Select(static point => point.Spilled)],
            Waiting = Shares(chosen, static point => point.Waiting),
            GcPause = Shares(chosen, static point => point.GcPause),
            Workers = [.. chosen.Select(static point => point.Workers)],
        };
    }

    /// <summary>One point for each of equally long stretches of time that has any.</summary>
    private static List<MetricsPoint> Thin(ReadOnlySpan<MetricsPoint> points, int most)
    {
        if (points.Length <= most) return [.. points];
        List<MetricsPoint> chosen = new(most);
        double stretch = (points[^1].Milliseconds - points[0].Milliseconds + 1) / (double)most;
        int place = -1;
        foreach (ref readonly MetricsPoint point in points)
        {
            int at = (int)((point.Milliseconds - points[0].Milliseconds) / stretch);
            if (at != place) chosen.Add(point);
            else chosen[^1] = chosen[^1].MergedWith(point);
            place = at;
        }
        return chosen;
    }

    private static double[] Rates(List<MetricsPoint> points, Func<MetricsPoint, double> counter) => Differences(points, counter, static point => 1);

    private static double[] Shares(List<MetricsPoint> points, Func<MetricsPoint, double> seconds) =>
        [.. Differences(points, seconds, static point => Math.Max(1, point.Workers)).Select(static share => Math.Min(1, share))];

    private static double[] Differences(List<MetricsPoint> points, Func<MetricsPoint, double> counter, Func<MetricsPoint, double> divisor)
    {
        double[] values = new double[points.Count];
        for (int i = 1; i < values.Length; i++)
        {
            double seconds = (points[i].Milliseconds - points[i - 1].Milliseconds) / 1000.0;
            // Counters that begin again are those of a job that was started again.
            values[i] = Math.Round(Math.Max(0, counter(points[i]) - counter(points[i - 1])) / seconds / divisor(points[i]), 4);
        }
        return values;
    }
}
