using System.Text;
using Twister2.JobMaster.Metrics;
using Twister2.Launch.Cli;

namespace Twister2.Launch.Tests.Tool;

/// <summary>The parts of the display of a run, each by itself.</summary>
[Trait("ranks", "none")]
public sealed class ProgressTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Rate_and_time_left_are_those_of_the_last_seconds()
    {
        RunProgress progress = new("job-1", _clock);
        Stages(progress, 0);
        Assert.Null(progress.RateOf(progress.Stages[0]));
        // Slowly first: that is forgotten.
        foreach (long records in (long[])[10, 20, 30, 1030, 2030, 3030, 4030, 5030, 6030])
        {
            _clock.Advance(1);
            Stages(progress, records);
        }
        Assert.Equal(1000, progress.RateOf(progress.Stages[0])!.Value, 1.0);
        Assert.Equal(3.97, progress.LeftOf(progress.Stages[0])!.Value.TotalSeconds, 0.01);
        Assert.Equal("twister2 run: job-1 Starting, 9.00 s, 0 of 1 stages done: Squares 6,030 records (60 %), 1,000/s, 3.97 s left", progress.Line());
        // One that has stopped has no end that is known.
        for (int i = 0; i < 10; i++)
        {
            _clock.Advance(1);
            Stages(progress, 6030);
        }
        Assert.Null(progress.LeftOf(progress.Stages[0]));
    }

    [Theory, InlineData(40, 20), InlineData(80, 24), InlineData(200, 60), InlineData(40, 5)]
    public void Display_fits_into_the_terminal(int width, int height)
    {
        RunProgress progress = new("a-job-with-quite-a-long-name-20261123-100000-12345678", _clock);
        progress.Take([.. Enumerable.Range(0, 30).Select(static i => new StageProgress { Id = $"{i}", Name = $"Stage {i} [of many] → with a long name", State = i < 20 ? StageState.Done : i < 22 ? StageState.Running : StageState.Pending, Tasks = 4, TasksDone = 1, RecordsIn = 123456789012 })]);
        string[] lines = ProgressView.Render(progress, width, height);
        Assert.InRange(lines.Length, 3, Math.Max(5, height - 1));
        Assert.All(lines, line => Assert.True(Visible(line).Length < width, line));
        Assert.Contains(lines, static line => line.Contains("Stage 20", StringComparison.Ordinal));
        Assert.Contains("more stages", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_stays_and_the_display_is_drawn_again()
    {
        using MemoryStream terminal = new();
        LiveArea area = new(terminal);
        area.Show(["one", "two"]);
        area.Print("a line\n"u8);
        area.Print("half"u8);
        area.Show(["three"]);
        area.Print(" and half\n"u8);
        area.Show(["four"]);
        area.Remove();
        Assert.Equal(["a line", "half and half", ""], Screen(Encoding.UTF8.GetString(terminal.ToArray())));
    }

    [Fact]
    public void Streams_are_copied_by_lines()
    {
        Random random = new(1);
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => new string((char)('a' + (i % 26)), random.Next(i % 100 == 0 ? 200_000 : 50)) + "\n")) + "no end";
        StringBuilder copied = new();
        int broken = 0;
        LineCopy.Run(new Trickle(Encoding.UTF8.GetBytes(text), random), piece =>
        {
            copied.Append(Encoding.UTF8.GetString(piece.Span));
            if (piece.Span[^1] != '\n') broken += piece.Length < 1 << 16 ? 1 : 0;
        });
        Assert.Equal(text, copied.ToString());
        Assert.Equal(1, broken);
    }

    private static void Stages(RunProgress progress, long records) =>
        progress.Take([new StageProgress { Id = "0", Name = "Squares", State = StageState.Running, Tasks = 1, RecordsIn = records, Expected = 10_000 }]);

    private static string Visible(string line) => System.Text.RegularExpressions.Regex.Replace(line, "\e\\[[0-9;]*m", "");

    /// <summary>What a terminal shows that knows as much as is needed here: new lines, and going up to erase what is below.</summary>
    private static string[] Screen(string output)
    {
        List<string> lines = [""];
        for (int i = 0; i < output.Length; i++)
        {
            if (output[i] == '\n') lines.Add("");
            else if (output[i] == '\r')
            {
                int up = int.Parse(output[(i + 3)..output.IndexOf('A', i)], System.Globalization.CultureInfo.InvariantCulture);
                lines.RemoveRange(lines.Count - 1 - up, up + 1);
                lines.Add("");
                i = output.IndexOf('J', i);
            }
            else lines[^1] += output[i];
        }
        return [.. lines];
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => 1000;

        public void Advance(int seconds) => _ticks += seconds * 1000;

        public override long GetTimestamp() => _ticks;
    }

    private sealed class Trickle(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 100_000)));
    }
}
