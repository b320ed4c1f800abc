using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Twister2.JobMaster.Logging;

namespace Twister2.JobMaster.Tests;

[Trait("ranks", "none")]
public sealed class WorkerLoggerTests : IDisposable
{
    private static readonly FixedTime Time = new(new DateTimeOffset(2026, 2, 3, 14, 15, 2, 70, TimeSpan.Zero));

    private readonly TestFolder _folder = new();
    private readonly StringWriter _console = new();
    private readonly TextWriter _consoleBefore = Console.Error;

    public WorkerLoggerTests() => Console.SetError(_console);

    private string LogFile => _folder["worker-3.log"];

    public void Dispose()
    {
        Console.SetError(_consoleBefore);
        _console.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_line_has_time_level_worker_category_and_message()
    {
        Log(LogLevel.Trace, LogLevel.None, logger =>
        {
            logger.LogTrace("t");
            logger.LogDebug("d");
            logger.LogInformation("read {Count} größe", 5);
            logger.LogWarning("w");
            logger.LogError("e");
            logger.LogCritical("c");
        });
        Assert.Equal(
            [
                "2026-02-03T14:15:02.070Z trace worker-3 Cat: t",
                "2026-02-03T14:15:02.070Z debug worker-3 Cat: d",
                "2026-02-03T14:15:02.070Z info  worker-3 Cat: read 5 größe",
                "2026-02-03T14:15:02.070Z warn  worker-3 Cat: w",
                "2026-02-03T14:15:02.070Z error worker-3 Cat: e",
                "2026-02-03T14:15:02.070Z fatal worker-3 Cat: c",
            ],
            File.ReadAllLines(LogFile));
        Assert.Equal("", _console.ToString());
    }

    [Theory]
    [InlineData(LogLevel.Information, LogLevel.Warning, 4, 3)]
    [InlineData(LogLevel.Trace, LogLevel.Critical, 6, 1)]
    [InlineData(LogLevel.Error, LogLevel.Debug, 2, 5)]
    [InlineData(LogLevel.None, LogLevel.None, 0, 0)]
    public void Each_place_has_its_own_level(LogLevel fileLevel, LogLevel consoleLevel, int inFile, int onConsole)
    {
        Log(fileLevel, consoleLevel, logger =>
        {
            for (LogLevel level = LogLevel.Trace; level < LogLevel.None; level++)
            {
                Assert.Equal(level >= fileLevel || level >= consoleLevel, logger.IsEnabled(level));
                logger.Log(level, "m");
            }
            Assert.False(logger.IsEnabled(LogLevel.None));
            logger.Log(LogLevel.None, "nothing");
        });
        Assert.Equal(inFile, File.ReadAllLines(LogFile).Length);
        Assert.Equal(onConsole, _console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void An_exception_is_whole_in_the_file_and_short_on_the_console()
    {
        Log(LogLevel.Information, LogLevel.Warning, logger =>
        {
            try
            {
                throw new InvalidOperationException("unwell", new IOException("the cause"));
            }
            catch (InvalidOperationException e)
            {
                logger.LogError(e, "It failed");
            }
        });
        string[] lines = File.ReadAllLines(LogFile);
        Assert.Equal("2026-02-03T14:15:02.070Z error worker-3 Cat: It failed", lines[0]);
        Assert.Contains(lines, line => line.Contains("System.InvalidOperationException: unwell", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("System.IO.IOException: the cause", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(nameof(An_exception_is_whole_in_the_file_and_short_on_the_console), StringComparison.Ordinal));
        Assert.Equal("2026-02-03T14:15:02.070Z error worker-3 Cat: It failed: unwell" + System.Environment.NewLine, _console.ToString());
    }

    [Fact]
    public void Lines_are_in_the_file_at_once_and_follow_those_of_an_earlier_run()
    {
        File.WriteAllText(LogFile, "earlier\n");
        Log(LogLevel.Information, LogLevel.None, logger =>
        {
            logger.LogInformation("now");
            using FileStream file = new(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file);
            Assert.Equal("earlier\n2026-02-03T14:15:02.070Z info  worker-3 Cat: now\n", reader.ReadToEnd());
        });
    }

    [Fact]
    public void Who_logs_after_the_end_does_not_fail()
    {
        ILogger late = NullLogger.Instance;
        Log(LogLevel.Information, LogLevel.Warning, logger => late = logger);
        late.LogWarning("late");
        Assert.Equal("", File.ReadAllText(LogFile));
        Assert.Contains("late", _console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_file_does_not_take_goes_to_the_console()
    {
        using WorkerLoggerProvider provider = new("/dev/full", 3, LogLevel.Information, LogLevel.Warning, Time);
        ILogger logger = provider.CreateLogger("Cat");
        logger.LogDebug("for nobody");
        logger.LogInformation("first");
        logger.LogWarning("second");
        provider.CreateFileLogger("Cat").LogError("told in another way");
        string[] lines = _console.ToString().Split(System.Environment.NewLine);
        Assert.StartsWith("twister2: worker 3 cannot write its log and goes on here: No space left", lines[0], StringComparison.Ordinal);
        Assert.Equal(["2026-02-03T14:15:02.070Z info  worker-3 Cat: first", "2026-02-03T14:15:02.070Z warn  worker-3 Cat: second", ""], lines[1..]);
    }

    [Fact]
    public void Threads_do_not_mix_their_lines()
    {
        Log(LogLevel.Information, LogLevel.Information, logger =>
            Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => logger.LogInformation("line {Number} {Long}", i, new string('x', i))));
        string[] expected = [.. Enumerable.Range(0, 400).Select(i => $"2026-02-03T14:15:02.070Z info  worker-3 Cat: line {i} {new string('x', i)}").Order(StringComparer.Ordinal)];
        Assert.Equal(expected, File.ReadAllLines(LogFile).Order(StringComparer.Ordinal));
        Assert.Equal(expected, _console.ToString().Split(System.Environment.NewLine)[..^1].Order(StringComparer.Ordinal));
    }

    private void Log(LogLevel fileLevel, LogLevel consoleLevel, Action<ILogger> body)
    {
        using WorkerLoggerProvider provider = new(LogFile, 3, fileLevel, consoleLevel, Time);
        body(provider.CreateLogger("Cat"));
    }
}
