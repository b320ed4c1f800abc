using System.Diagnostics;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>
/// What a worker did when, for one run that is to be looked at: spans of its threads, and of what is at work for longer than a call. It is there only where it was asked for; nobody counts anything for it otherwise. From any
/// thread. What comes when it is full is dropped, and counted.
/// </summary>
internal sealed class TraceLog(int most = TraceLog.Most)
{
    /// <summary>Spans that are kept, some 20 MB of them.</summary>
    public const int Most = 250_000;

    private readonly Lock _gate = new();
    private readonly List<TraceSpan> _spans = [];
    private readonly Dictionary<int, string> _threads = [];
    private readonly long _stopwatch = Stopwatch.GetTimestamp();
    private readonly DateTime _clock = DateTime.UtcNow;
    private long _dropped;

    /// <summary>Spans that were too many.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>This thread has done something.</summary>
    /// <param name="name">What.</param>
    /// <param name="kind">Of what kind.</param>
    /// <param name="since">When it began, of <see cref="Stopwatch.GetTimestamp"/>; it ends now.</param>
    /// <param name="detail">What else there is to say.</param>
    public void Add(string name, TraceKind kind, long since, string? detail = null)
    {
        long now = Stopwatch.GetTimestamp();
        int thread = Environment.CurrentManagedThreadId;
        lock (_gate)
        {
            if (!_threads.ContainsKey(thread)) _threads[thread] = Thread.CurrentThread.Name ?? (_threads.Count == 0 ? "main" : $"thread {thread}");
            if (_spans.Count >= most) _dropped++;
            else _spans.Add(new TraceSpan(name, kind, thread, since, now, detail));
        }
    }

    /// <summary>Everything so far, and the names of the threads.</summary>
    public (IReadOnlyList<TraceSpan> Spans, IReadOnlyDictionary<int, string> Threads) Look()
    {
        lock (_gate) return ([.. _spans], new Dictionary<int, string>(_threads));
    }

    /// <summary>A time of the stopwatch in microseconds of UTC since 1970.</summary>
    public double Microseconds(long time) => (_clock - DateTime.UnixEpoch + Stopwatch.GetElapsedTime(_stopwatch, time)).TotalMicroseconds;
}

/// <summary>What a span is of.</summary>
internal enum TraceKind
{
    /// <summary>An operator, from its making until all has come to this worker. It is at work beside others.</summary>
    Operator,

    /// <summary>A task.</summary>
    Task,

    /// <summary>Waiting for others, doing nothing but to move messages.</summary>
    Wait,

    /// <summary>Writing to scratch.</summary>
    Spill,
}

/// <summary>From when to when something was done.</summary>
internal readonly record struct TraceSpan(string Name, TraceKind Kind, int Thread, long Start, long End, string? Detail);
