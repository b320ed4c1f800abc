using System.Globalization;

namespace Twister2.Bench;

/// <summary>Rows for a person, in columns of fixed width so that each can be printed when it is known.</summary>
static class Table
{
    public static string Head() =>
        Line("case", "mpi", "ranks", "ours s", "(min - max)", "peer", "peer s", "(min - max)", "ratio", "MB", "peer MB");

    public static string Format(Row row) => Line(
        $"{row.Benchmark}/{row.Case}", row.Mpi, $"{row.Ranks}",
        Time(row.Ours.Median, row), Range(row.Ours, row), row.Peer, Time(row.Theirs.Median, row), Range(row.Theirs, row),
        Text(row.Ratio, "0.00"), Text(row.OursPeakMegabytes, "0"), Text(row.PeerPeakMegabytes, "0")) + Verdict(row);

    /// <summary>How many of the rows keep what was promised, and which do not; null where nothing was promised.</summary>
    public static string? Verdict(IReadOnlyList<Row> rows)
    {
        Row[] judged = [.. rows.Where(row => row.Bar is not null)];
        if (judged.Length == 0)
        {
            return null;
        }
        string[] beyond = [.. judged.Where(row => row.Holds == false).Select(row => $"{row.Mpi} {row.Case}")];
        return beyond.Length == 0
            ? $"verdict: all {judged.Length} rows are within their bars"
            : $"verdict: {beyond.Length} of {judged.Length} rows are beyond their bars: {string.Join(", ", beyond)}";
    }

    static string Verdict(Row row) => row.Holds switch
    {
        null => "",
        true => $"  <= {row.Bar}",
        false => $"  >  {row.Bar} !",
    };

    static string Line(
        string name, string mpi, string ranks, string ours, string oursRange, string peer, string peerSeconds, string peerRange,
        string ratio, string memory, string peerMemory) =>
        $"{name,-26} {mpi,-8} {ranks,5}  {ours,8} {oursRange,-17}  {peer,-9} {peerSeconds,8} {peerRange,-17} {ratio,6} {memory,7} {peerMemory,7}";

    static string Range(Spread spread, Row row) => $"({Time(spread.Min, row)} - {Time(spread.Max, row)})";

    // Seconds, or where the work is a single call microseconds, and then with a mark.
    static string Time(double value, Row row) => !row.Short ? Text(value, "0.000")
        : value < 1e-6 ? Text(1e6 * value, "0.0000") + "u"
        : value < 1e-3 ? Text(1e6 * value, "0.00") + "u"
        : Text(1e6 * value, "0") + "u";

    static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
