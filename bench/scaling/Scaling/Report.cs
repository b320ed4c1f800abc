using System.Globalization;

namespace Twister2.Bench.Scaling;

/// <summary>Tables in Markdown, as docs/scaling.md has them.</summary>
static class Report
{
    const double Far = 10_000;

    public static void Measured(IReadOnlyDictionary<Case, List<Measurement>> all, int[] workers)
    {
        Table("Messages that a worker sends, on the average", all, workers, s => s.Messages);
        Table("Messages of the worker that sends most", all, workers, s => s.MostMessages);
        Table("KiB that a worker sends, on the average", all, workers, s => s.Bytes / 1024);
        Table("KiB of message buffers at the peak, on the worker with most", all, workers, s => s.MostBuffers / 1024);
    }

    public static void Extrapolated(IReadOnlyDictionary<Case, List<Measurement>> all)
    {
        Console.WriteLine($"What is measured over what it should be, least and most, and what that comes to with {Far:N0} workers\n");
        Console.WriteLine("| operator | messages | measured | at 10 000 | bytes sent | measured | KiB at 10 000 |\n|---|---|---|---|---|---|---|");
        foreach ((Case c, List<Measurement> samples) in all)
        {
            string[] messages = Compared(c.Messages, samples, s => s.Messages), bytes = Compared(c.KiB ?? Model.None, samples, s => s.Bytes / 1024);
            Console.WriteLine($"| {c.Name} | {string.Join(" | ", messages)} | {string.Join(" | ", bytes)} |");
        }
    }

    static string[] Compared(Model model, List<Measurement> samples, Func<Measurement, double> value)
    {
        if (model.Of is not { } of) return ["", "", ""];
        double[] ratios = [.. samples.Select(s => value(s) / of(s.Workers))];
        return [model.Text, $"{ratios.Min().ToString("0.00", CultureInfo.InvariantCulture)} – {ratios.Max().ToString("0.00", CultureInfo.InvariantCulture)}", Number(of(Far))];
    }

    static void Table(string title, IReadOnlyDictionary<Case, List<Measurement>> all, int[] workers, Func<Measurement, double> value)
    {
        Console.WriteLine($"{title}\n\n| operator | {string.Join(" | ", workers)} |\n|---|{string.Concat(workers.Select(_ => "---|"))}");
        foreach ((Case c, List<Measurement> samples) in all) Console.WriteLine($"| {c.Name} | {string.Join(" | ", samples.Select(s => Number(value(s))))} |");
        Console.WriteLine();
    }

    static string Number(double number) => number.ToString(Math.Abs(number) >= 100 ? "N0" : "0.#", CultureInfo.InvariantCulture);
}
