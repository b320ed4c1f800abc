using Apache.Arrow;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Which worker gets which keys: bounds from a sample of all workers' rows.</summary>
internal sealed class RowRanges
{
    /// <summary>Keys of a sample for each worker: so many that no worker gets half as much again as the others.</summary>
    private const int SamplesPerWorker = 64;

    private readonly (byte[] Key, ulong Place)[] _bounds;
    private readonly OrderKeys _keys;
    private readonly RowKeys _rows = new();
    private readonly int _worker;
    private long _position;

    private RowRanges((byte[] Key, ulong Place)[] bounds, OrderKeys keys, int worker) => (_bounds, _keys, _worker) = (bounds, keys, worker);

    /// <summary>Takes every n-th row of each worker, so that a worker with more rows gives more of the sample. Collective.</summary>
    public static RowRanges Agree(BatchEnvironment environment, RowKeeper kept, OrderKeys keys)
    {
        DataflowEnvironment env = environment.Dataflow;
        long rows = env.AllReduce(kept.Rows, static (a, b) => a + b);
        long step = Math.Max(1, rows / ((long)SamplesPerWorker * env.WorkerCount));
        (byte[] Key, ulong Place)[] sample = env.AllReduce<(byte[] Key, ulong Place)[]>([.. Sample(kept, keys, step, env.Worker)], static (a, b) => [.. a, .. b]);
        System.Array.Sort(sample, Compare);
        (byte[] Key, ulong Place)[] bounds = sample.Length == 0 ? [] : [.. Enumerable.Range(1, env.WorkerCount - 1).Select(worker => sample[(long)worker * sample.Length / env.WorkerCount])];
        return new RowRanges(bounds, keys, env.Worker);
    }

    /// <summary>The worker of each row of a batch; the batches come in order.</summary>
    public void Choose(RecordBatch batch, Span<int> targets)
    {
        _rows.Clear();
        _keys.Append(BatchWindow.ColumnsOf(batch), batch.Length, _rows);
        for (int row = 0; row < targets.Length; row++)
        {
            ulong place = PlaceOf(_worker, _position++);
            ReadOnlySpan<byte> key = _rows[row];
            int low = 0, high = _bounds.Length;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                int order = _bounds[middle].Key.AsSpan().SequenceCompareTo(key);
                if (order < 0 || (order == 0 && _bounds[middle].Place <= place)) low = middle + 1;
                else high = middle;
            }
            targets[row] = low;
        }
    }

    private static IEnumerable<(byte[] Key, ulong Place)> Sample(RowKeeper kept, OrderKeys keys, long step, int worker)
    {
        long position = 0, next = 0;
        foreach (RecordBatch batch in kept.Read(consume: false))
        {
            for (; next < position + batch.Length; next += step)
            {
                RowKeys one = new();
                keys.Append(BatchWindow.ColumnsOf(batch.Slice((int)(next - position), 1)), 1, one);
                yield return (one[0].ToArray(), PlaceOf(worker, next));
            }
            position += batch.Length;
        }
    }

    /// <summary>Where a row is, in the order of the workers and of each worker's rows.</summary>
    private static ulong PlaceOf(int worker, long position) => (ulong)worker << 40 | (ulong)position;

    private static int Compare((byte[] Key, ulong Place) a, (byte[] Key, ulong Place) b) => a.Key.AsSpan().SequenceCompareTo(b.Key) is not 0 and var order ? order : a.Place.CompareTo(b.Place);
}
