using System.Text.Json;
using Microsoft.Extensions.Logging;
using Twister2.JobMaster.Logging;

namespace Twister2.JobMaster.Tests;

/// <summary>Levels of categories, and lines for programs.</summary>
[Trait("ranks", "none")]
public sealed class LogLevelsTests
{
    [Theory]
    [InlineData("Information", "Dataflow", LogLevel.Information)]
    [InlineData("information,Twister2.Dataflow=debug", "Dataflow", LogLevel.Debug)]
    [InlineData("Error, Dataflow = Trace", "Dataflow", LogLevel.Trace)]
    [InlineData("Error,Dataflow=Trace", "Job", LogLevel.Error)]
    [InlineData("Dataflow=Trace", "Job", LogLevel.Warning)]
    [InlineData("Job=Debug", "JobMaster", LogLevel.Warning)]
    [InlineData("My.App=Debug", "My.App.Parsing", LogLevel.Debug)]
    [InlineData("My=Error,My.App=Debug,My.App.Parsing=None", "My.App.Reading", LogLevel.Debug)]
    [InlineData("None", "Job", LogLevel.None)]
    public void Longest_name_that_fits_counts(string text, string category, LogLevel level)
    {
        LogLevels levels = Of(text);
        Assert.Equal(level, levels.Console(category));
        Assert.Equal(level < LogLevel.Information ? level : LogLevel.Information, levels.File(category));
    }

    [Theory]
    [InlineData("loud", "'loud'")]
    [InlineData("", "is no level")]
    [InlineData("3", "'3'")]
    [InlineData("Warning,Error", "two levels")]
    [InlineData("=Debug", "names no category")]
    [InlineData("A=Debug,Twister2.a=Error", "twice")]
    [InlineData("A=", "is no level")]
    [InlineData("Warning,A=loud", "'loud'")]
    public void Wrong_levels_are_told(string text, string what) => Assert.Contains(what, Assert.Throws<UsageException>(() => LogLevels.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_line_for_programs_is_one_object_with_the_values_by_their_names()
    {
        using TestFolder folder = new();
        FixedTime time = new(new DateTimeOffset(2026, 2, 3, 14, 15, 2, 70, TimeSpan.Zero));
        using (WorkerLoggerProvider provider = new(folder["log"], 3, static _ => (LogLevel.Trace, LogLevel.None), LogFormat.Json, time))
        {
            ILogger logger = provider.CreateLogger("Cat");
            logger.LogInformation(new EventId(17), "read {Count} größe of {Name}\nin {Seconds}", 5, "\"a\"", 1.5);
            logger.LogError(new InvalidOperationException("why"), "failed");
        }
        JsonElement[] lines = [.. File.ReadAllLines(folder["log"]).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            """{"time":"2026-02-03T14:15:02.070Z","level":"info","worker":3,"category":"Cat","event":17,"message":"read 5 größe of \"a\"\nin 1.5","values":{"Count":5,"Name":"\"a\"","Seconds":1.5}}""",
            lines[0].GetRawText());
        Assert.Contains("InvalidOperationException: why", lines[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(lines[1].TryGetProperty("values", out _));
    }

    private static LogLevels Of(string text)
    {
        (LogLevel others, IReadOnlyList<CategoryLevel> categories) = LogLevels.Parse(text);
        return new LogLevels(others, categories);
    }
}
