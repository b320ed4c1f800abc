using System.Text;
using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster.Logging;

/// <summary>
/// One line per event, with time, level, worker and category: to the worker's log file, and from some level on to standard error. Lines are written at once, so that a
/// process that dies has said all it had to say. Logging never throws: a job must not fail, nor hide why it failed, because its log cannot be written.
/// </summary>
internal sealed class WorkerLoggerProvider(string path, int worker, Func<string, (LogLevel File, LogLevel Console)> levels, LogFormat format, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _gate = new();
    private bool _closed, _fileFailed;

    // Without a buffer: what could not be written must not be tried again when the file is closed.
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public WorkerLoggerProvider(string path, int worker, LogLevel fileLevel, LogLevel consoleLevel, TimeProvider time) : this(path, worker, _ => (fileLevel, consoleLevel), LogFormat.Text, time) { }

    public ILogger CreateLogger(string categoryName)
    {
        (LogLevel file, LogLevel console) = levels(categoryName);
        return new WorkerLogger(this, categoryName, file, console);
    }

    /// <summary>A logger for what the console is told in another way.</summary>
    public ILogger CreateFileLogger(string categoryName) => new WorkerLogger(this, categoryName, levels(categoryName).File, LogLevel.None);

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file.Dispose();
        }
    }

    private void Write(LogLine line, LogLevel file, LogLevel console)
    {
        lock (_gate)
        {
            // Who still logs when the worker has ended, such as a thread of the job's own, is heard on the console only.
            bool lost = line.Level >= file && !_closed && !TryWrite(line.ToFile(format));
            // What has no place on the console is told there in another way.
            if (line.Level >= console || (lost && console != LogLevel.None)) Tell(line.ToConsole(format));
        }
    }

    /// <summary>Writes to the file. From the first line on that it does not take, they go to the console, which is said once.</summary>
    private bool TryWrite(string text)
    {
        if (_fileFailed) return false;
        try
        {
            _file.Write(Encoding.UTF8.GetBytes(text + System.Environment.NewLine));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fileFailed = true;
            Tell($"twister2: worker {worker} cannot write its log and goes on here: {e.Message}");
            return false;
        }
    }

    private static void Tell(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // Standard error may be a file on the same full disk. There is no place left to tell of it.
        }
    }

    private sealed class WorkerLogger(WorkerLoggerProvider provider, string category, LogLevel file, LogLevel console) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && (logLevel >= file || logLevel >= console);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) provider.Write(provider.Line(logLevel, category, eventId.Id, formatter(state, exception), exception, provider.IsJson ? state : null), file, console);
        }
    }

    private bool IsJson => format == LogFormat.Json;

    private LogLine Line(LogLevel level, string category, int eventId, string message, Exception? exception, object? state) =>
        new(time.GetUtcNow(), level, worker, category, eventId, message, exception, state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
}
