using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster.Logging;

/// <summary>
/// One line per event, with time, level, worker and category: to the worker's log file, and from some level on to standard error. Lines are written at once, so that a
/// process that dies has said all it had to say.
/// </summary>
internal sealed class WorkerLoggerProvider(string path, int worker, LogLevel fileLevel, LogLevel consoleLevel, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _gate = new();
    private bool _closed;
    private readonly StreamWriter _file = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read), new UTF8Encoding(false)) { AutoFlush = true };

    public ILogger CreateLogger(string categoryName) => new WorkerLogger(this, categoryName, consoleLevel);

    /// <summary>A logger for what the console is told in another way.</summary>
    public ILogger CreateFileLogger(string categoryName) => new WorkerLogger(this, categoryName, LogLevel.None);

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file.Dispose();
        }
    }

    private void Write(LogLevel level, LogLevel console, string category, string message, Exception? exception)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Name(level)} worker-{worker} {category}: {message}");
        lock (_gate)
        {
            // Who still logs when the worker has ended, such as a thread of the job's own, is heard on the console only.
            if (level >= fileLevel && !_closed)
            {
                _file.WriteLine(line);
                if (exception is not null) _file.WriteLine(exception);
            }
            if (level >= console) Console.Error.WriteLine(exception is null ? line : $"{line}: {exception.Message}");
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    private sealed class WorkerLogger(WorkerLoggerProvider provider, string category, LogLevel console) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel != LogLevel.None && (logLevel >= provider.FileLevel || logLevel >= console);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) provider.Write(logLevel, console, category, formatter(state, exception), exception);
        }
    }

    private LogLevel FileLevel => fileLevel;
}
