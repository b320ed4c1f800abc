using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster.Tests;

/// <summary>Keeps the lines, and does something at one of them.</summary>
internal sealed class RecordingLogger : ILogger
{
    private int _number;
    private Action _action = static () => { };

    public List<string> Lines { get; } = [];

    public void AtLine(int number, Action action) => (_number, _action) = (number, action);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Add(formatter(state, exception));
        if (Lines.Count == _number) _action();
    }
}
