using System.Globalization;

namespace Twister2.Bench.Scaling;

/// <summary>Tables in Markdown, as docs/scaling.md has them.</summary>
static class Report
{
    const double Far = 10_000;

    public static void Measured(IReadOnlyDictionary<Case, List<Sample>> all, int[] workers)
    {
        Table("Messages that a worker sends, on the average", all, workers, s => s.Messages);
        Table("Messages of the worker that sends most", all, workers, s => s.MostMessages);
        Table("KiB that a worker sends, on the average", all, workers, s => s.Bytes / 1024);
        Table("KiB of message buffers at the peak, on the worker with most", all, workers, s => s.MostBuffers / 1024);
    }

    public static void Extrapolated(IReadOnlyDictionary<Case, List<Sample>> all)
    {
        Console.WriteLine($"Fitted, and what that comes to with {Far:N0} workers\n");
        Console.WriteLine("| operator | messages | at 10 000 | KiB sent | at 10 000 | KiB of buffers | at 10 000 |\n|---|---|---|---|---|---|---|");
        foreach ((Case c, List<Sample> samples) in all)
        {
            Fit messages = FitTo(samples, s => s.Messages), bytes = FitTo(samples, s => s.Bytes / 1024), buffers = FitTo(samples, s => s.MostBuffers / 1024);
            Console.WriteLine($"| {c.Name} | {messages} | {Number(messages.At(Far))} | {bytes} | {Number(bytes.At(Far))} | {buffers} | {Number(buffers.At(Far))} |");
        }
    }

    static Fit FitTo(List<Sample> samples, Func<Sample, double> value) => Fit.To([.. samples.Select(s => ((double)s.Workers, value(s)))]);

    static void Table(string title, IReadOnlyDictionary<Case, List<Sample>> all, int[] workers, Func<Sample, double> value)
    {
        Console.WriteLine($"{title}\n\n| operator | {string.Join(" | ", workers)} |\n|---|{string.Concat(workers.Select(_ => "---|"))}");
        foreach ((Case c, List<Sample> samples) in all) Console.WriteLine($"| {c.Name} | {string.Join(" | ", samples.Select(s => Number(value(s))))} |");
        Console.WriteLine();
    }

    static string Number(double number) => number.ToString(Math.Abs(number) >= 100 ? "N0" : "0.#", CultureInfo.InvariantCulture);
}
