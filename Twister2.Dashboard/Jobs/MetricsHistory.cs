using System.Runtime.InteropServices;
using Twister2.JobMaster.Metrics;

namespace Twister2.Dashboard.Jobs;

/// <summary>
/// A job's samples, read on as they are written. Of a long job, or of many workers, fewer are kept: each time there are too many, two neighbours become one, so that memory is bounded and the whole time is
/// there. For any thread.
/// </summary>
internal sealed class MetricsHistory(MetricsReader reader)
{
    private const int MostOfJob = 4096, MostOfWorker = 2048, LeastOfWorker = 64, MostOfWorkers = 400_000;

    // Of one second, the rate jumps with each chunk.
    private const int PointsOfRate = 4;

    private readonly Lock _gate = new();
    private readonly List<MetricsPoint> _job = [];
    private readonly SortedDictionary<int, List<MetricsPoint>> _workers = [];
    private readonly Dictionary<int, MetricsPoint> _last = [];

    /// <summary>The course of the job, or of one of its workers, at so many moments.</summary>
    public MetricsSeries Series(int? worker, int points)
    {
        lock (_gate)
        {
            ReadOn();
            List<MetricsPoint>? of = worker is { } one ? _workers.GetValueOrDefault(one) : _job;
            return MetricsSeries.Of(of is null ? [] : CollectionsMarshal.AsSpan(of), points);
        }
    }

    /// <summary>How each worker was when it told last.</summary>
    public IReadOnlyDictionary<int, WorkerNow> Now()
    {
        lock (_gate)
        {
            ReadOn();
            return _workers.ToDictionary(static worker => worker.Key, static worker => WorkerNow.Of(CollectionsMarshal.AsSpan(worker.Value), PointsOfRate));
        }
    }

    /// <summary>All workers together, as they were last.</summary>
    public WorkerNow? Totals()
    {
        lock (_gate)
        {
            ReadOn();
            return _job.Count == 0 ? null : WorkerNow.Of(CollectionsMarshal.AsSpan(_job), PointsOfRate);
        }
    }

    private void ReadOn()
    {
        foreach (MetricsSample sample in reader.ReadSamples()) Take(sample);
    }

    private void Take(MetricsSample sample)
    {
        if (sample.Workers is not { Count: > 0 } workers) return;
        long now = sample.Time.ToUnixTimeMilliseconds();
        foreach (int silent in _last.Keys.ToArray()) _last[silent] = _last[silent].Silent;
        int most = Math.Clamp(MostOfWorkers / Math.Max(1, Math.Max(workers.Count, _workers.Count)), LeastOfWorker, MostOfWorker);
        foreach (WorkerSample worker in workers)
        {
            MetricsPoint point = MetricsPoint.Of(sample.Time, worker);
            if (!_workers.TryGetValue(worker.Id, out List<MetricsPoint>? points)) _workers.Add(worker.Id, points = []);
            Add(points, point, most);
            _last[worker.Id] = point;
        }
        // The counters of one that has not told of itself this time still count.
        MetricsPoint all = default;
        foreach (MetricsPoint last in _last.Values) all = all.And(last);
        Add(_job, all with { Milliseconds = now }, MostOfJob);
    }

    private static void Add(List<MetricsPoint> points, in MetricsPoint point, int most)
    {
        // What was written with a clock that was set back has no place in a course of time.
        if (points.Count > 0 && point.Milliseconds <= points[^1].Milliseconds) return;
        points.Add(point);
        if (points.Count < most) return;
        int kept = 0;
        for (int i = 0; i + 1 < points.Count; i += 2) points[kept++] = points[i].MergedWith(points[i + 1]);
        if (points.Count % 2 == 1) points[kept++] = points[^1];
        points.RemoveRange(kept, points.Count - kept);
    }
}
