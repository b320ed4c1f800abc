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

    private static readonly TimeSpan StagesEvery = TimeSpan.FromSeconds(1), LinksEvery = TimeSpan.FromSeconds(2);

    private readonly JobSamples _samples;
    private readonly JobProgress _progress;
    private readonly MetricsWriter _writer;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private bool _hasFailed;

    /// <param name="directory">The job's.</param>
    /// <param name="workers">How many there are.</param>
    /// <param name="progress">What is heard of stages and links.</param>
    /// <param name="logger">Is told what cannot be written.</param>
    /// <param name="time">The clock.</param>
    public JobMetrics(string directory, int workers, JobProgress progress, ILogger logger, TimeProvider time)
    {
        _progress = progress;
        _samples = new JobSamples(workers, time);
        _writer = new MetricsWriter(directory);
        (_logger, _time) = (logger, time);
        _thread = new Thread(Write) { IsBackground = true, Name = "Metrics" };
        _thread.Start();
    }

    /// <summary>Workers have told of themselves. From any thread.</summary>
    public void Take(News news)
    {
        foreach (Beat beat in news.Beats) _samples.Take(beat);
        _progress.Take(news);
    }

    /// <summary>Writes what is known in the end.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        WriteSample();
        WriteStages(always: true);
        WriteLinks(always: true);
    }

    private void Write()
    {
        long started = _time.GetTimestamp();
        TimeSpan nextSample = SamplePace.After(0, TimeSpan.Zero), nextStages = StagesEvery, nextLinks = LinksEvery;
        while (!_stop.WaitOne(Look))
        {
            TimeSpan elapsed = _time.GetElapsedTime(started);
            if (elapsed >= nextSample) nextSample = elapsed + SamplePace.After(WriteSample(), elapsed);
            if (elapsed >= nextStages && WriteStages(always: false)) nextStages = elapsed + StagesEvery;
            if (elapsed >= nextLinks && WriteLinks(always: false)) nextLinks = elapsed + LinksEvery;
        }
    }

    private bool WriteStages(bool always)
    {
        if (_progress.LookAtStages(always) is not { } stages) return false;
        Try(() => _writer.Replace(stages));
        return true;
    }

    private bool WriteLinks(bool always)
    {
        if (_progress.LookAtLinks(always) is not { } links) return false;
        Try(() => _writer.Replace(links));
        return true;
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
