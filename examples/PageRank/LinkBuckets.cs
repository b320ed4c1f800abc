using System.Runtime.CompilerServices;

namespace Twister2.Examples.PageRank;

/// <summary>
/// Links as they come, in a bucket for each few thousand of the vertices that they lead to: what is then done with one bucket after the other stays in the second-level cache. Buckets grow by blocks, so that growing
/// copies nothing.
/// </summary>
internal sealed unsafe class LinkBuckets : IDisposable
{
    // 128 KiB of numbers for the vertices of a bucket, and about as much for each link that they have.
    private const int VertexBits = 14;

    private const int BlockLinks = 4 << 10, RoomBlocks = 64;

    private readonly int _first;
    private readonly Bucket[] _buckets;
    private readonly List<HugeArray<Link>> _rooms = [];
    private int _blocksLeft;

    /// <summary>For links that lead to one of <paramref name="count"/> vertices, of which <paramref name="first"/> is the first.</summary>
    public LinkBuckets(int first, int count)
    {
        _first = first;
        _buckets = new Bucket[(count >> VertexBits) + 1];
        for (int i = 0; i < _buckets.Length; i++) _buckets[i].Full = [];
    }

    /// <summary>How many buckets there are, in the order of the vertices.</summary>
    public int Count => _buckets.Length;

    /// <summary>How many links.</summary>
    public long Links { get; private set; }

    /// <summary>The number, from 0, of the first vertex of a bucket.</summary>
    public static int FirstVertexOf(int bucket) => bucket << VertexBits;

    /// <summary>Adds links.</summary>
    // Few calls do all the work, so it is compiled for this processor at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<Link> links)
    {
        Links += links.Length;
        Bucket[] buckets = _buckets;
        int first = _first;
        foreach (Link link in links)
        {
            ref Bucket bucket = ref buckets[(link.To - first) >> VertexBits];
            if (bucket.Next == bucket.End) Grow(ref bucket);
            *bucket.Next++ = link;
        }
    }

    /// <summary>How many blocks the links of a bucket lie in.</summary>
    public int BlocksOf(int bucket) => _buckets[bucket].Full.Count + (_buckets[bucket].End == null ? 0 : 1);

    /// <summary>The links in a block of a bucket.</summary>
    public ReadOnlySpan<Link> Block(int bucket, int block)
    {
        ref Bucket of = ref _buckets[bucket];
        if (block < of.Full.Count) return new ReadOnlySpan<Link>((Link*)of.Full[block], BlockLinks);
        Link* begin = of.End - BlockLinks;
        return new ReadOnlySpan<Link>(begin, (int)(of.Next - begin));
    }

    public void Dispose()
    {
        foreach (HugeArray<Link> room in _rooms) room.Dispose();
        _rooms.Clear();
    }

    private void Grow(ref Bucket bucket)
    {
        if (bucket.End != null) bucket.Full.Add((nint)(bucket.End - BlockLinks));
        if (_blocksLeft == 0)
        {
            _rooms.Add(new HugeArray<Link>(BlockLinks * RoomBlocks));
            _blocksLeft = RoomBlocks;
        }
        // Native memory stays where it is.
        bucket.Next = (Link*)Unsafe.AsPointer(ref _rooms[^1].Values[(RoomBlocks - _blocksLeft--) * BlockLinks]);
        bucket.End = bucket.Next + BlockLinks;
    }

    private struct Bucket
    {
        /// <summary>Blocks that are full.</summary>
        public List<nint> Full;

        /// <summary>Where the next link goes, and the end of the block that is being filled.</summary>
        public Link* Next, End;
    }
}
