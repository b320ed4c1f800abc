using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twister2.Examples.PageRank;

/// <summary>The arithmetic of a step, for all vertices.</summary>
internal sealed class Ranking
{
    private readonly double _damping;

    // 1 / the links that a vertex gives; 0 where it gives none.
    private readonly double[] _perLink;

    /// <summary>For vertices that give so many links.</summary>
    /// <param name="links">How many links each vertex gives.</param>
    /// <param name="damping">The part of a rank that goes along links.</param>
    public Ranking(ReadOnlySpan<int> links, double damping)
    {
        _damping = damping;
        _perLink = GC.AllocateUninitializedArray<double>(links.Length);
        Invert(links, _perLink);
    }

    // Called once, so it is compiled for this processor at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Invert(ReadOnlySpan<int> links, Span<double> perLink)
    {
        for (int i = 0; i < perLink.Length; i++) perLink[i] = links[i] == 0 ? 0 : 1.0 / links[i];
    }

    /// <summary>How many vertices there are.</summary>
    public int Vertices => _perLink.Length;

    /// <summary>Makes of ranks, of which the first is that of vertex <paramref name="first"/>, what each of their vertices' links gets; returns the sum of those of vertices without links.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double GiveToLinks(int first, ReadOnlySpan<double> ranks, Span<double> given)
    {
        ReadOnlySpan<double> perLink = _perLink.AsSpan(first, ranks.Length);
        Vector<double> without = Vector<double>.Zero;
        int i = 0;
        for (; i <= ranks.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> rank = new(ranks[i..]), part = new(perLink[i..]);
            without += Vector.ConditionalSelect(Vector.Equals(part, Vector<double>.Zero), rank, Vector<double>.Zero);
            (rank * part).CopyTo(given[i..]);
        }
        double dangling = Vector.Sum(without);
        for (; i < ranks.Length; i++)
        {
            if (perLink[i] == 0) dangling += ranks[i];
            given[i] = ranks[i] * perLink[i];
        }
        return dangling;
    }

    /// <summary>What every vertex gets without links: who gives none gives its rank to all.</summary>
    public double ToEach(double dangling) => (1 - _damping + _damping * dangling) / Vertices;

    /// <summary>New ranks of the vertices of <paramref name="links"/> from <paramref name="start"/> on.</summary>
    public void Next(InLinks links, int start, double toEach, Span<double> ranks)
    {
        links.Sum(start, ranks);
        for (int i = 0; i < ranks.Length; i++) ranks[i] = toEach + _damping * ranks[i];
    }
}
