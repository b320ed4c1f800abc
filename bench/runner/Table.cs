using System.Globalization;

namespace Twister2.Bench;

/// <summary>Rows for a person, in columns of fixed width so that each can be printed when it is known.</summary>
static class Table
{
    public static string Head() =>
        Line("case", "mpi", "ranks", "ours s", "(min - max)", "peer", "peer s", "(min - max)", "ratio", "MB", "peer MB");

    public static string Format(Row row) => Line(
        $"{row.Benchmark}/{row.Case}", row.Mpi, $"{row.Ranks}",
        Seconds(row.Ours.Median), Range(row.Ours), row.Peer, Seconds(row.Theirs.Median), Range(row.Theirs),
        Text(row.Ratio, "0.00"), Text(row.OursPeakMegabytes, "0"), Text(row.PeerPeakMegabytes, "0"));

    static string Line(
        string name, string mpi, string ranks, string ours, string oursRange, string peer, string peerSeconds, string peerRange,
        string ratio, string memory, string peerMemory) =>
        $"{name,-26} {mpi,-8} {ranks,5}  {ours,8} {oursRange,-17}  {peer,-5} {peerSeconds,8} {peerRange,-17} {ratio,6} {memory,7} {peerMemory,7}";

    static string Range(Spread spread) => $"({Seconds(spread.Min)} - {Seconds(spread.Max)})";

    static string Seconds(double value) => Text(value, "0.000");

    static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
