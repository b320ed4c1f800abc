using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>How the verbs print: for a person in columns, with colours only on a terminal, and cut nowhere where the output is not one.</summary>
internal static class Text
{
    private const int AnyWidth = 10_000;

    public static Table NewTable(params string[] columns)
    {
        Table table = new() { Border = TableBorder.None };
        foreach (string column in columns) table.AddColumn(new TableColumn(column) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        return table;
    }

    public static void Write(Table table)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = AnyWidth;
        AnsiConsole.Write(table);
    }

    public static Markup State(JobState state) => new(state switch
    {
        JobState.Completed => $"[green]{state}[/]",
        JobState.Failed or JobState.Lost => $"[red]{state}[/]",
        JobState.Killed => $"[yellow]{state}[/]",
        _ => $"[blue]{state}[/]",
    });

    /// <summary>"0.83 s", "12.4 s", "3:07 min", "5:02:11 h".</summary>
    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => "-",
        { TotalSeconds: < 10 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
        { TotalMinutes: < 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00} min"),
        { } time => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00} h"),
    };

    /// <summary>"512 B", "1.2 MB", in powers of 1000.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 999.95 && unit < units.Length - 1; unit++) value /= 1000;
        return unit == 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B") : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {units[unit]}");
    }

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static void WriteJson(Action<Utf8JsonWriter> write)
    {
        using Stream output = Console.OpenStandardOutput();
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true })) write(json);
        output.Write("\n"u8);
    }
}
