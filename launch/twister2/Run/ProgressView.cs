using System.Globalization;
using Spectre.Console;
using Twister2.JobMaster;
using Twister2.JobMaster.Metrics;

namespace Twister2.Launch.Cli;

/// <summary>The display of a run in the foreground: a line about the job, and one for each stage that there is room for. A line that would be wrapped could not be erased, so all are cut to the terminal's width.</summary>
internal static class ProgressView
{
    private const int BarWidth = 20, MostStages = 12, LeastName = 12;

    /// <summary>A piece of a line, and how it looks.</summary>
    private readonly record struct Cell(string Text, string Style = "default", bool IsNumber = false);

    /// <summary>Lines that are shorter than <paramref name="width"/>.</summary>
    public static string[] Render(RunProgress progress, int width, int height)
    {
        StageProgress[] shown = Choose(progress.Stages, Math.Min(MostStages, Math.Max(1, height - 4)));
        List<Cell[]> lines = [Head(progress), .. Columns([.. shown.Select(stage => Row(progress, stage))], width - 1)];
        if (shown.Length < progress.Stages.Count) lines.Add([new Cell($"  and {progress.Stages.Count - shown.Length} more stages", "grey")]);
        if (progress.Stall is { } stall) lines.Add([new Cell($"It does not go on: {stall.Split('\n')[0]}", "yellow")]);
        return Write(lines, width - 1);
    }

    /// <summary>Those that run, then those that come next or ended last; in the order of the job.</summary>
    private static StageProgress[] Choose(IReadOnlyList<StageProgress> stages, int most)
    {
        if (stages.Count <= most) return [.. stages];
        int next = Enumerable.Range(0, stages.Count).FirstOrDefault(i => stages[i].State != StageState.Done, stages.Count);
        return [.. stages.Select(static (stage, index) => (stage, index)).OrderBy(one => one.stage.State == StageState.Running ? 0 : 1).ThenBy(one => Math.Abs(one.index - next)).Take(most).OrderBy(static one => one.index).Select(static one => one.stage)];
    }

    private static Cell[] Head(RunProgress progress)
    {
        string colour = progress.State switch { JobState.Failed or JobState.Lost => "red", JobState.Completed => "green", _ => "blue" };
        string workers = progress.Workers == 0 ? "" : $"  {Number(progress.Workers, "worker")} on {Number(progress.Nodes, "node")}";
        string load = progress.Sample is { } now ? string.Create(CultureInfo.InvariantCulture, $"  {now.Workers.Sum(static worker => worker.Cpu):0.0} cores, {Text.Bytes(now.Workers.Sum(static worker => worker.Rss))}") : "";
        return [new Cell($"{progress.State}", colour), new Cell($"  {Text.Duration(progress.Elapsed)}{workers}{load}"), new Cell($"  {progress.Id}", "grey")];
    }

    private static Cell[] Row(RunProgress progress, StageProgress stage) =>
    [
        new Cell($"  {stage.Name}{(stage.Runs > 1 ? $" x{Text.Count(stage.Runs)}" : "")}"),
        Bar(stage),
        new Cell(RunProgress.RecordsOf(stage) is > 0 and var records ? Text.Count(records) : "", IsNumber: true),
        new Cell(stage.State == StageState.Running && progress.RateOf(stage) is { } rate ? $"{Text.Count((long)rate)}/s" : "", IsNumber: true),
        new Cell(progress.LeftOf(stage) is { } left ? $"{Text.Duration(left)} left" : "", IsNumber: true),
    ];

    private static Cell Bar(StageProgress stage)
    {
        if (stage.State == StageState.Failed) return new Cell("failed", "red");
        if (stage.State == StageState.Pending) return new Cell("pending", "grey");
        if (RunProgress.ShareOf(stage) is not { } share) return new Cell("running", "blue");
        int full = (int)(share * BarWidth);
        return new Cell(string.Create(CultureInfo.InvariantCulture, $"{new string('━', full)}{new string('╌', BarWidth - full)} {share * 100,3:0} %"), share < 1 ? "blue" : "green");
    }

    /// <summary>Pads cells to columns; the last columns are left out where there is no room for them, then the names are cut.</summary>
    private static IEnumerable<Cell[]> Columns(Cell[][] rows, int width)
    {
        if (rows.Length == 0) yield break;
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Text.Length))];
        int count = widths.Length;
        while (count > 2 && Math.Min(widths[0], LeastName) + widths[1..count].Sum(static w => w + 2) > width) count--;
        widths[0] = Math.Max(1, Math.Min(widths[0], width - widths[1..count].Sum(static w => w + 2)));
        foreach (Cell[] row in rows)
            yield return [.. row.Take(count).Select((cell, column) => cell with { Text = $"{(column > 0 ? "  " : "")}{(cell.IsNumber ? cell.Text.PadLeft(widths[column]) : Cut(cell.Text, widths[column]).PadRight(widths[column]))}" })];
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : $"{text[..(width - 1)]}…";

    private static string[] Write(List<Cell[]> lines, int width)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        // It is cut here, and must not be wrapped there.
        console.Profile.Width = 10 * width;
        foreach (Cell[] line in lines)
        {
            int room = width;
            foreach (Cell cell in line)
            {
                string part = room > 0 ? Cut(cell.Text, room) : "";
                room -= part.Length;
                console.Markup($"[{cell.Style}]{Markup.Escape(part)}[/]");
            }
            console.WriteLine();
        }
        return text.ToString().TrimEnd('\n').Split('\n');
    }

    private static string Number(int count, string what) => $"{Text.Count(count)} {what}{(count == 1 ? "" : "s")}";
}
