using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twister2.Examples.KMeans;

/// <summary>Points to their nearest centroids: 4 points by 32 centroids in 16 registers of eight doubles, and blocks of 32 centroids that stay in the first-level cache.</summary>
internal sealed unsafe class Assignment : IDisposable
{
    private const int Block = 32, Tile = 64, Lanes = 8, Alignment = 64;

    private readonly int _dimensions;
    private readonly int _centroids;
    private readonly int _blocks;
    private readonly double* _negated;
    private readonly double* _half;
    private readonly double* _least;
    private readonly long* _where;

    public Assignment(int dimensions, int centroids)
    {
        _dimensions = dimensions;
        _centroids = centroids;
        _blocks = (centroids + Block - 1) / Block;
        _negated = (double*)Allocate((nuint)_blocks * Block * (nuint)dimensions);
        _half = (double*)Allocate((nuint)_blocks * Block);
        _least = (double*)Allocate(Tile * Lanes);
        _where = (long*)Allocate(Tile * Lanes);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_negated);
        NativeMemory.AlignedFree(_half);
        NativeMemory.AlignedFree(_least);
        NativeMemory.AlignedFree(_where);
    }

    /// <summary>Takes the centroids, row by row.</summary>
    public void SetCentroids(ReadOnlySpan<double> centroids)
    {
        for (int j = 0; j < _blocks * Block; j++)
        {
            double norm = 0;
            for (int d = 0; d < _dimensions; d++)
            {
                double v = j < _centroids ? centroids[j * _dimensions + d] : 0;
                norm += v * v;
                _negated[(j / Block * _dimensions + d) * Block + j % Block] = -v;
            }
            // Nobody is near to what only fills the block.
            _half[j] = j < _centroids ? norm / 2 : 1e300;
        }
    }

    /// <summary>Adds each point to the sums of its centroid, and one to its count; gives the sum of |c|² / 2 − x·c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Add(double* points, long count, Span<double> sums, Span<double> counts)
    {
        double total = 0;
        for (long first = 0; first < count; first += Tile)
        {
            int tile = (int)Math.Min(Tile, count - first);
            double* x = points + first * _dimensions;
            for (int block = 0; block < _blocks; block++)
            {
                if (Vector512.IsHardwareAccelerated) Score(x, tile, block);
                else ScoreNarrow(x, tile, block);
            }
            for (int i = 0; i < tile; i++)
            {
                int nearest = Nearest(i, out double least);
                total += least;
                counts[nearest]++;
                AddTo(sums.Slice(nearest * _dimensions, _dimensions), x + (long)i * _dimensions);
            }
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Score(double* x, int tile, int block)
    {
        int dimensions = _dimensions;
        double* half = _half + block * Block, centroids = _negated + (long)block * dimensions * Block;
        Vector512<long> index = Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7) + Vector512.Create((long)block * Block);
        for (int i = 0; i < tile; i += 4)
        {
            double* p0 = x + (long)i * dimensions, p1 = x + (long)Math.Min(i + 1, tile - 1) * dimensions;
            double* p2 = x + (long)Math.Min(i + 2, tile - 1) * dimensions, p3 = x + (long)Math.Min(i + 3, tile - 1) * dimensions;
            Vector512<double> a0 = Vector512.LoadAligned(half), a1 = Vector512.LoadAligned(half + 8), a2 = Vector512.LoadAligned(half + 16), a3 = Vector512.LoadAligned(half + 24);
            Vector512<double> b0 = a0, b1 = a1, b2 = a2, b3 = a3, c0 = a0, c1 = a1, c2 = a2, c3 = a3, d0 = a0, d1 = a1, d2 = a2, d3 = a3;
            double* c = centroids;
            for (int d = 0; d < dimensions; d++, c += Block)
            {
                Vector512<double> q0 = Vector512.LoadAligned(c), q1 = Vector512.LoadAligned(c + 8), q2 = Vector512.LoadAligned(c + 16), q3 = Vector512.LoadAligned(c + 24);
                Vector512<double> v = Vector512.Create(p0[d]);
                a0 = Vector512.FusedMultiplyAdd(v, q0, a0);
                a1 = Vector512.FusedMultiplyAdd(v, q1, a1);
                a2 = Vector512.FusedMultiplyAdd(v, q2, a2);
                a3 = Vector512.FusedMultiplyAdd(v, q3, a3);
                v = Vector512.Create(p1[d]);
                b0 = Vector512.FusedMultiplyAdd(v, q0, b0);
                b1 = Vector512.FusedMultiplyAdd(v, q1, b1);
                b2 = Vector512.FusedMultiplyAdd(v, q2, b2);
                b3 = Vector512.FusedMultiplyAdd(v, q3, b3);
                v = Vector512.Create(p2[d]);
                c0 = Vector512.FusedMultiplyAdd(v, q0, c0);
                c1 = Vector512.FusedMultiplyAdd(v, q1, c1);
                c2 = Vector512.FusedMultiplyAdd(v, q2, c2);
                c3 = Vector512.FusedMultiplyAdd(v, q3, c3);
                v = Vector512.Create(p3[d]);
                d0 = Vector512.FusedMultiplyAdd(v, q0, d0);
                d1 = Vector512.FusedMultiplyAdd(v, q1, d1);
                d2 = Vector512.FusedMultiplyAdd(v, q2, d2);
                d3 = Vector512.FusedMultiplyAdd(v, q3, d3);
            }
            Keep(i, block, index, a0, a1, a2, a3);
            Keep(i + 1, block, index, b0, b1, b2, b3);
            Keep(i + 2, block, index, c0, c1, c2, c3);
            Keep(i + 3, block, index, d0, d1, d2, d3);
        }
    }

    /// <summary>Keeps, lane by lane, the least of what a point has had and of four vectors more, and where it was.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(int i, int block, Vector512<long> index, Vector512<double> s0, Vector512<double> s1, Vector512<double> s2, Vector512<double> s3)
    {
        Vector512<double> least = block == 0 ? Vector512.Create(1e301) : Vector512.LoadAligned(_least + i * Lanes);
        Vector512<long> where = block == 0 ? Vector512<long>.Zero : Vector512.LoadAligned(_where + i * Lanes);
        Take(s0, index, ref least, ref where);
        Take(s1, index + Vector512.Create(8L), ref least, ref where);
        Take(s2, index + Vector512.Create(16L), ref least, ref where);
        Take(s3, index + Vector512.Create(24L), ref least, ref where);
        least.StoreAligned(_least + i * Lanes);
        where.StoreAligned(_where + i * Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(Vector512<double> scores, Vector512<long> index, ref Vector512<double> least, ref Vector512<long> where)
    {
        Vector512<double> less = Vector512.LessThan(scores, least);
        least = Vector512.ConditionalSelect(less, scores, least);
        where = Vector512.ConditionalSelect(less.AsInt64(), index, where);
    }

    /// <summary>For processors without vectors of 64 bytes: a point and four vectors of 32 bytes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScoreNarrow(double* x, int tile, int block)
    {
        double* scores = stackalloc double[Block];
        for (int i = 0; i < tile; i++)
        {
            double* p = x + (long)i * _dimensions, least = _least + i * Lanes;
            long* where = _where + i * Lanes;
            for (int half = 0; half < Block; half += 16)
            {
                double* c = _negated + (long)block * _dimensions * Block + half, h = _half + block * Block + half;
                Vector256<double> s0 = Vector256.Load(h), s1 = Vector256.Load(h + 4), s2 = Vector256.Load(h + 8), s3 = Vector256.Load(h + 12);
                for (int d = 0; d < _dimensions; d++, c += Block)
                {
                    Vector256<double> v = Vector256.Create(p[d]);
                    s0 = Vector256.FusedMultiplyAdd(v, Vector256.Load(c), s0);
                    s1 = Vector256.FusedMultiplyAdd(v, Vector256.Load(c + 4), s1);
                    s2 = Vector256.FusedMultiplyAdd(v, Vector256.Load(c + 8), s2);
                    s3 = Vector256.FusedMultiplyAdd(v, Vector256.Load(c + 12), s3);
                }
                s0.Store(scores + half);
                s1.Store(scores + half + 4);
                s2.Store(scores + half + 8);
                s3.Store(scores + half + 12);
            }
            if (block == 0) new Span<double>(least, Lanes).Fill(1e301);
            for (int j = 0; j < Block; j++)
            {
                if (scores[j] >= least[j % Lanes]) continue;
                least[j % Lanes] = scores[j];
                where[j % Lanes] = (long)block * Block + j;
            }
        }
    }

    /// <summary>The first of the nearest centroids of point i of the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Nearest(int i, out double least)
    {
        Vector512<double> values = Vector512.LoadAligned(_least + i * Lanes);
        Vector256<double> four = Vector256.MinNative(values.GetLower(), values.GetUpper());
        Vector128<double> two = Vector128.MinNative(four.GetLower(), four.GetUpper());
        least = double.MinNative(two[0], two[1]);
        ulong equal = Vector512.Equals(values, Vector512.Create(least)).ExtractMostSignificantBits();
        long first = _where[i * Lanes + BitOperations.TrailingZeroCount(equal)];
        for (equal &= equal - 1; equal != 0; equal &= equal - 1) first = Math.Min(first, _where[i * Lanes + BitOperations.TrailingZeroCount(equal)]);
        return (int)first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(Span<double> sum, double* point)
    {
        ref double to = ref MemoryMarshal.GetReference(sum);
        nuint d = 0, length = (nuint)sum.Length;
        for (; d + 4 <= length; d += 4) (Vector256.LoadUnsafe(ref to, d) + Vector256.Load(point + d)).StoreUnsafe(ref to, d);
        for (; d < length; d++) Unsafe.Add(ref to, d) += point[d];
    }

    private static void* Allocate(nuint count) => NativeMemory.AlignedAlloc(count * sizeof(double), Alignment);
}
