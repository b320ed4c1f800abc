namespace Twister2.Dataflow.Diagnosis;

/// <summary>What all operators of a worker together have sent to each other worker. One thread counts, another may look meanwhile.</summary>
internal sealed class LinkTotals
{
    private volatile Total[] _to = [];

    private struct Total
    {
        public long Bytes, Messages;
    }

    public void Count(int worker, int bytes)
    {
        if (worker >= _to.Length) Grow(worker);
        ref Total total = ref _to[worker];
        total.Bytes += bytes;
        total.Messages++;
    }

    /// <summary>The workers that something was sent to. From any thread.</summary>
    public IEnumerable<(int Worker, long Bytes, long Messages)> All()
    {
        Total[] to = _to;
        for (int worker = 0; worker < to.Length; worker++)
            if (to[worker].Messages > 0) yield return (worker, to[worker].Bytes, to[worker].Messages);
    }

    private void Grow(int worker)
    {
        Total[] larger = new Total[Math.Max(worker + 1, 2 * _to.Length)];
        _to.CopyTo(larger, 0);
        _to = larger;
    }
}
