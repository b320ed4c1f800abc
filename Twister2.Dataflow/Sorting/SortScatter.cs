using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Sorting;

/// <summary>Brings records to their targets: those for this worker's straight into their stores, others into the exchange's messages.</summary>
internal sealed class SortScatter<T>(SortOrder<T> order, SortTarget<T>?[] targets, Exchange<T> exchange)
{
    private const int BatchRecords = 1024;

    private readonly ulong[] _bits = new ulong[BatchRecords];
    private readonly int[] _chosen = new int[BatchRecords];
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
        for (int i = 0; i < batch.Length; i++)
        {
            int target = _chosen[i];
            if (_picked[target] is { } picked) picked[_pickedCount[target]++] = (ushort)i;
            else exchange.Add(source, target, in batch[i]);
        }
        for (int target = 0; target < targets.Length; target++)
        {
            if (_pickedCount[target] == 0) continue;
            targets[target]!.AddPicked(source, batch, _bits, _picked[target].AsSpan(0, _pickedCount[target]));
            _pickedCount[target] = 0;
        }
    }
}
