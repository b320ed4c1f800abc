using Apache.Arrow;

namespace Twister2.Tasks;

/// <summary>Merges sorted runs; of equal rows those of the run that came first come first.</summary>
internal sealed class RunMerge(OrderKeys keys, RowKeeper[] runs)
{
    public void PassTo(RowGatherer output, IBatchSink sink)
    {
        PriorityQueue<Cursor, Cursor> queue = new(runs.Length);
        foreach ((int number, RowKeeper run) in runs.Index())
        {
            Cursor cursor = new(number, run.Read(consume: true).GetEnumerator(), keys);
            if (cursor.Next(output)) queue.Enqueue(cursor, cursor);
        }
        while (!sink.IsFull && queue.TryDequeue(out Cursor? least, out _))
        {
            // As long as one run has the least row its rows are copied together.
            bool isThere = true;
            do
            {
                least.Take();
                isThere = least.Next(output);
            }
            while (isThere && (!queue.TryPeek(out Cursor? other, out _) || least.CompareTo(other) < 0));
            least.Copy(output);
            if (isThere) queue.Enqueue(least, least);
        }
    }

    private sealed class Cursor(int number, IEnumerator<RecordBatch> batches, OrderKeys keys) : IComparable<Cursor>
    {
        private readonly RowKeys _keys = new();
        private ArrayData[] _columns = [];
        private int[] _rows = [];
        private int _row = -1, _count, _firstTaken, _taken;

        /// <summary>Goes to the next row; false when there are no more.</summary>
        public bool Next(RowGatherer output)
        {
            if (++_row < _count) return true;
            Copy(output);
            if (!batches.MoveNext()) return false;
            RecordBatch batch = batches.Current;
            _columns = BatchWindow.ColumnsOf(batch);
            _count = batch.Length;
            _row = 0;
            _keys.Clear();
            keys.Append(_columns, _count, _keys);
            if (_rows.Length < _count) _rows = [.. Enumerable.Range(0, _count)];
            return true;
        }

        /// <summary>The row is the next of the result.</summary>
        public void Take()
        {
            if (_taken++ == 0) _firstTaken = _row;
        }

        /// <summary>Copies the rows that were taken.</summary>
        public void Copy(RowGatherer output)
        {
            if (_taken > 0) output.Add(_columns, _rows.AsSpan(_firstTaken, _taken));
            _taken = 0;
        }

        public int CompareTo(Cursor? other) => _keys[_row].SequenceCompareTo(other!._keys[other._row]) is not 0 and var order ? order : number.CompareTo(other.Number);

        private int Number => number;
    }
}
