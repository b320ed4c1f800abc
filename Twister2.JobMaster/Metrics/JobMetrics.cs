using Microsoft.Extensions.Logging;
using Twister2.JobMaster.Heartbeats;

namespace Twister2.JobMaster.Metrics;

/// <summary>
/// Keeps what worker 0 hears of all workers, and writes it to the job's directory, on a thread of its own: a slow disk must not hold up heartbeats. A disk that is full ends no job: what could not be written is
/// tried again with the next, and the log is told once.
/// </summary>
internal sealed class JobMetrics : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(0.25);

    private readonly JobSamples _samples;
    private readonly MetricsWriter _writer;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private bool _hasFailed;

    public JobMetrics(string directory, ILogger logger, TimeProvider time)
    {
        _samples = new JobSamples(time);
        _writer = new MetricsWriter(directory);
        (_logger, _time) = (logger, time);
        _thread = new Thread(Write) { IsBackground = true, Name = "Metrics" };
        _thread.Start();
    }

    /// <summary>A worker has told of itself. From any thread.</summary>
    public void Take(Beat beat) => _samples.Take(beat);

    /// <summary>Writes what is known in the end.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        WriteSample();
    }

    private void Write()
    {
        long started = _time.GetTimestamp();
        TimeSpan next = SamplePace.After(0, TimeSpan.Zero);
        while (!_stop.WaitOne(Look))
        {
            TimeSpan elapsed = _time.GetElapsedTime(started);
            if (elapsed >= next) next = elapsed + SamplePace.After(WriteSample(), elapsed);
        }
    }

    private int WriteSample()
    {
        int bytes = 0;
        Try(() => bytes = _writer.Append(_samples.Look()));
        return bytes;
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_hasFailed) Log.NoMetrics(_logger, e.Message);
            _hasFailed = true;
        }
    }
}
