namespace Twister2.Examples.PageRank;

/// <summary>Links as they come, in blocks, so that growing copies nothing.</summary>
internal sealed class LinkBlocks
{
    private const int BlockLinks = 1 << 16;

    private readonly List<Link[]> _blocks = [];
    private int _free;

    /// <summary>Adds links.</summary>
    public void Add(ReadOnlySpan<Link> links)
    {
        while (!links.IsEmpty)
        {
            if (_free == 0)
            {
                _blocks.Add(GC.AllocateUninitializedArray<Link>(BlockLinks));
                _free = BlockLinks;
            }
            int count = Math.Min(links.Length, _free);
            links[..count].CopyTo(_blocks[^1].AsSpan(BlockLinks - _free));
            links = links[count..];
            _free -= count;
        }
    }

    /// <summary>All links, in spans.</summary>
    public IEnumerable<ReadOnlyMemory<Link>> All()
    {
        for (int i = 0; i < _blocks.Count; i++) yield return _blocks[i].AsMemory(0, i < _blocks.Count - 1 ? BlockLinks : BlockLinks - _free);
    }
}
