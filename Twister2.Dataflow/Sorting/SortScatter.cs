using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Sorting;

/// <summary>Brings records to their targets: those for this worker's straight into their stores, others into the exchange's messages.</summary>
internal sealed class SortScatter<T>(SortOrder<T> order, SortTarget<T>?[] targets, Exchange<T> exchange)
{
    // A batch stays in the first-level cache from when its bits are taken until it is copied.
    private const int LargestBatch = 1024, LeastBatch = 64, BatchBytes = 24 << 10;

    private static readonly int BatchRecords = Math.Clamp(BatchBytes / Unsafe.SizeOf<T>(), LeastBatch, LargestBatch);

    private readonly ulong[] _bits = new ulong[BatchRecords];
    private readonly int[] _chosen = new int[BatchRecords];
    private readonly byte[] _isHere = [.. targets.Select(target => target is null ? (byte)0 : (byte)1)];
    private readonly bool _hasOneHere = targets.Count(target => target is not null) == 1;

    // The places in the batch of the records for this worker, and of the others.
    private readonly ushort[] _here = new ushort[BatchRecords], _elsewhere = new ushort[BatchRecords];
    private readonly ushort[]?[] _picked = [.. targets.Select(target => target is null ? null : new ushort[BatchRecords])];
    private readonly int[] _pickedCount = new int[targets.Length];

    /// <summary>What divides the targets; null where there is one.</summary>
    public Splitters<T>? Splitters { get; set; }

    /// <summary>Adds records of a source task, the first of which has the position given.</summary>
    public void Add(int source, ref long position, ReadOnlySpan<T> records)
    {
        if (Splitters is null)
        {
            if (targets[0] is { } only) only.Add(source, records);
            else exchange.Add(source, 0, records);
            return;
        }
        while (!records.IsEmpty)
        {
            ReadOnlySpan<T> batch = records[..Math.Min(BatchRecords, records.Length)];
            order.GetBits(batch, _bits);
            Splitters.Classify(batch, _bits, source, position, _chosen);
            position += batch.Length;
            records = records[batch.Length..];
            Scatter(source, batch);
        }
    }

    /// <summary>There are no more.</summary>
    public void Finish() => exchange.Finish();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scatter(int source, ReadOnlySpan<T> batch)
    {
        // Without branches: with few workers nobody could foretell them.
        int here = 0, elsewhere = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            int isHere = _isHere[_chosen[i]];
            _here[here] = _elsewhere[elsewhere] = (ushort)i;
            here += isHere;
            elsewhere += 1 - isHere;
        }
        foreach (ushort i in _elsewhere.AsSpan(0, elsewhere)) exchange.Add(source, _chosen[i], in batch[i]);
        if (here == 0) return;
        if (_hasOneHere) targets[_chosen[_here[0]]]!.AddPicked(source, batch, _bits, _here.AsSpan(0, here));
        else AddHere(source, batch, _here.AsSpan(0, here));
    }

    /// <summary>Adds records for several targets of this worker.</summary>
    private void AddHere(int source, ReadOnlySpan<T> batch, ReadOnlySpan<ushort> here)
    {
        foreach (ushort i in here)
        {
            int target = _chosen[i];
            _picked[target]![_pickedCount[target]++] = i;
        }
        for (int target = 0; target < targets.Length; target++)
        {
            if (_pickedCount[target] == 0) continue;
            targets[target]!.AddPicked(source, batch, _bits, _picked[target].AsSpan(0, _pickedCount[target]));
            _pickedCount[target] = 0;
        }
    }
}
