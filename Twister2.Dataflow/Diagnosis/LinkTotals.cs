namespace Twister2.Dataflow.Diagnosis;

/// <summary>What all operators of a worker together have sent to each other worker. One thread counts, another may look meanwhile.</summary>
internal sealed class LinkTotals
{
    // Bytes and messages of each worker in turn.
    private volatile long[] _to = [];

    public void Count(int worker, int bytes)
    {
        if (2 * worker >= _to.Length) Grow(worker);
        long[] to = _to;
        to[2 * worker] += bytes;
        to[2 * worker + 1]++;
    }

    /// <summary>The workers that something was sent to. From any thread.</summary>
    public IReadOnlyList<LinkTotal> All()
    {
        List<LinkTotal> all = [];
        long[] to = _to;
        for (int i = 0; i < to.Length; i += 2)
            if (to[i + 1] > 0) all.Add(new LinkTotal(i / 2, to[i], to[i + 1]));
        return all;
    }

    private void Grow(int worker)
    {
        long[] larger = new long[Math.Max(2 * (worker + 1), 2 * _to.Length)];
        _to.CopyTo(larger, 0);
        _to = larger;
    }
}

/// <summary>What went to one worker.</summary>
internal sealed record LinkTotal(int Worker, long Bytes, long Messages);
