using Twister2.Dataflow;

namespace Twister2.Examples.PageRank;

/// <summary>Takes the ranks of all vertices, in their order, and makes of them what each of their links gets.</summary>
internal sealed class Giving(Ranking ranking, InLinks rows) : IChunkSink<double>
{
    private int _vertex;
    private double _dangling;

    public void Add(ReadOnlySpan<double> ranks)
    {
        _dangling += ranking.GiveToLinks(_vertex, ranks, rows.Given.Slice(_vertex, ranks.Length));
        _vertex += ranks.Length;
    }

    /// <summary>What every vertex gets without links, once all ranks have come.</summary>
    public double ToEach() => ranking.ToEach(_dangling);
}
