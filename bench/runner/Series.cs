namespace Twister2.Bench;

/// <summary>The counted runs of one side.</summary>
sealed class Series
{
    readonly List<Result> _runs = [];

    public double PeakMegabytes => _runs.Max(r => r.PeakMegabytes);

    public void Add(Result run) => _runs.Add(run);

    /// <summary>What each run measured, where that is many things.</summary>
    public IEnumerable<Item> Items() => _runs[0].Items();

    public double Size(string field) => _runs[0].Number(field);

    public Spread Of(Func<Result, double> value) => Spread.Over([.. _runs.Select(value)]);
}

/// <summary>Median, least and greatest of some values.</summary>
readonly record struct Spread(double Median, double Min, double Max)
{
    public static Spread Over(double[] values)
    {
        Array.Sort(values);
        int middle = values.Length / 2;
        double median = values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
        return new Spread(median, values[0], values[^1]);
    }
}
