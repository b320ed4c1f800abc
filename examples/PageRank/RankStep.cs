using Twister2.Tasks;

namespace Twister2.Examples.PageRank;

/// <summary>One step: the new ranks of a range of vertices, in their order, of the ranks of all.</summary>
internal sealed class RankStep(Ranking ranking) : ComputeFunction<InLinks, double>
{
    /// <summary>The name of the input: all ranks, in the order of the vertices.</summary>
    public const string Ranks = "ranks";

    private const int Chunk = 4096;

    private readonly double[] _next = new double[Chunk];
    private TSetContext? _context;

    public override void Prepare(TSetContext context) => _context = context;

    public override void Compute(ReadOnlySpan<InLinks> links, RecordCollector<double> output)
    {
        foreach (InLinks rows in links)
        {
            Giving giving = new(ranking, rows);
            _context!.CopyInput(Ranks, giving);
            double toEach = giving.ToEach();
            for (int start = 0; start < rows.Count; start += Chunk)
            {
                Span<double> next = _next.AsSpan(0, Math.Min(Chunk, rows.Count - start));
                ranking.Next(rows, start, toEach, next);
                output.Add(next);
            }
        }
    }
}
