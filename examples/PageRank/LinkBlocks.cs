namespace Twister2.Examples.PageRank;

/// <summary>Links as they come, in blocks, so that growing copies nothing.</summary>
internal sealed class LinkBlocks
{
    private const int BlockLinks = 1 << 16;

    private readonly List<Link[]> _blocks = [];
    private int _filled = BlockLinks;

    /// <summary>How many blocks there are.</summary>
    public int Count => _blocks.Count;

    /// <summary>The links of a block.</summary>
    public ReadOnlySpan<Link> this[int block] => _blocks[block].AsSpan(0, block == Count - 1 ? _filled : BlockLinks);

    /// <summary>Adds links.</summary>
    public void Add(ReadOnlySpan<Link> links)
    {
        while (!links.IsEmpty)
        {
            if (_filled == BlockLinks)
            {
                _blocks.Add(GC.AllocateUninitializedArray<Link>(BlockLinks));
                _filled = 0;
            }
            int count = Math.Min(links.Length, BlockLinks - _filled);
            links[..count].CopyTo(_blocks[^1].AsSpan(_filled));
            links = links[count..];
            _filled += count;
        }
    }
}
