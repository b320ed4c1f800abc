using Twister2.Tasks;

namespace Twister2.Examples.PageRank;

/// <summary>One step: the new ranks of a range of vertices, in their order, of the ranks of all.</summary>
internal sealed class RankStep(Ranking ranking) : ComputeFunction<InLinks, double>
{
    /// <summary>The name of the input: all ranks, in the order of the vertices.</summary>
    public const string Ranks = "ranks";

    private const int Chunk = 1024;

    private readonly double[] _given = GC.AllocateUninitializedArray<double>(ranking.Vertices);
    private readonly double[] _next = new double[Chunk];
    private double _withoutLinks;

    public override void Prepare(TSetContext context)
    {
        ((ICollection<double>)context.GetInput<double>(Ranks)).CopyTo(_given, 0);
        _withoutLinks = ranking.GiveToLinks(_given);
    }

    public override void Compute(ReadOnlySpan<InLinks> links, RecordCollector<double> output)
    {
        foreach (InLinks rows in links)
        {
            for (int start = 0; start < rows.Count; start += Chunk)
            {
                Span<double> next = _next.AsSpan(0, Math.Min(Chunk, rows.Count - start));
                ranking.Next(rows, start, _given, _withoutLinks, next);
                output.Add(next);
            }
        }
    }
}
