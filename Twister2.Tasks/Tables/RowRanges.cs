using Apache.Arrow;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Which task gets which keys: bounds from a sample of all tasks' rows.</summary>
internal sealed class RowRanges
{
    /// <summary>Keys of a sample for each task: so many that no task gets half as much again as the others.</summary>
    private const int SamplesPerTask = 64;

    private readonly (byte[] Key, ulong Place)[] _bounds;
    private readonly OrderKeys _keys;
    private readonly RowKeys _rows = new();
    private readonly WorkerTasks _tasks;
    private readonly long[] _positions;

    private RowRanges((byte[] Key, ulong Place)[] bounds, OrderKeys keys, WorkerTasks tasks) => (_bounds, _keys, _tasks, _positions) = (bounds, keys, tasks, new long[tasks.Count]);

    /// <summary>The task of this worker whose batch comes next.</summary>
    public int Source { get; set; }

    /// <summary>Takes every n-th row of each task, so that a task with more rows gives more of the sample. Collective.</summary>
    public static RowRanges Agree(BatchEnvironment environment, RowKeeper[] kept, OrderKeys keys)
    {
        DataflowEnvironment env = environment.Dataflow;
        WorkerTasks tasks = environment.Tasks;
        long rows = env.AllReduce(kept.Sum(static one => one.Rows), static (a, b) => a + b);
        long step = Math.Max(1, rows / ((long)SamplesPerTask * tasks.Total));
        (byte[] Key, ulong Place)[] own = [.. kept.SelectMany((one, task) => Sample(one, keys, step, tasks.NumberOf(task)))];
        (byte[] Key, ulong Place)[] sample = env.AllReduce(own, static (a, b) => [.. a, .. b]);
        System.Array.Sort(sample, Compare);
        (byte[] Key, ulong Place)[] bounds = sample.Length == 0 ? [] : [.. Enumerable.Range(1, tasks.Total - 1).Select(task => sample[(long)task * sample.Length / tasks.Total])];
        return new RowRanges(bounds, keys, tasks);
    }

    /// <summary>The task of each row of a batch; the batches of a source task come in order.</summary>
    public void Choose(RecordBatch batch, Span<int> targets)
    {
        _rows.Clear();
        _keys.Append(BatchWindow.ColumnsOf(batch), batch.Length, _rows);
        for (int row = 0; row < targets.Length; row++)
        {
            ulong place = PlaceOf(_tasks.NumberOf(Source), _positions[Source]++);
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

    private static IEnumerable<(byte[] Key, ulong Place)> Sample(RowKeeper kept, OrderKeys keys, long step, int task)
    {
        long position = 0, next = 0;
        foreach (RecordBatch batch in kept.Read(consume: false))
        {
            for (; next < position + batch.Length; next += step)
            {
                RowKeys one = new();
                keys.Append(BatchWindow.ColumnsOf(batch.Slice((int)(next - position), 1)), 1, one);
                yield return (one[0].ToArray(), PlaceOf(task, next));
            }
            position += batch.Length;
        }
    }

    /// <summary>Where a row is, in the order of the tasks and of each task's rows.</summary>
    private static ulong PlaceOf(int task, long position) => (ulong)task << 40 | (ulong)position;

    private static int Compare((byte[] Key, ulong Place) a, (byte[] Key, ulong Place) b) => a.Key.AsSpan().SequenceCompareTo(b.Key) is not 0 and var order ? order : a.Place.CompareTo(b.Place);
}
