using System.Runtime.CompilerServices;
using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>The rows for which a condition is true.</summary>
internal sealed class FilteredTable : Table
{
    private readonly Table _input;
    private readonly TableColumn<bool> _condition;

    public FilteredTable(Table input, TableColumn<bool> condition) : base(input.Environment, input.Schema)
    {
        (_input, _condition) = (input, condition);
        // What is wrong with it is said now.
        condition.Bind(Scope());
    }

    internal override TableParts Open()
    {
        TableParts input = _input.Open();
        return new(
            (task, sink) =>
            {
                TableFormat format = new(nameof(Where), Schema);
                RowGatherer rows = RowGatherer.To(sink, format, Environment);
                input.Run(task, new Stage(_condition.Bind(Scope()), format, rows, Environment.Dataflow.Options.ChunkRecords, sink));
                rows.Flush();
            },
            input);
    }

    private ColumnScope Scope() => new(nameof(Where), Schema, Environment);

    private sealed class Stage(BoundColumn<bool> condition, TableFormat format, RowGatherer rows, int windowRows, IBatchSink sink) : IBatchSink
    {
        private int[] _rows = [];

        public bool IsFull => sink.IsFull;

        public void Add(RecordBatch batch)
        {
            if (_rows.Length < batch.Length) _rows = new int[batch.Length];
            int count = 0;
            foreach (BatchWindow window in BatchWindow.Over(batch, windowRows))
            {
                count += Find(condition.Evaluate(window), window.Start, _rows.AsSpan(count));
            }
            if (count < batch.Length)
            {
                rows.Add(format.ColumnsOf(batch), _rows.AsSpan(0, count));
                return;
            }
            // All of it: no copy is needed.
            rows.Flush();
            sink.Add(batch);
        }

        /// <summary>Writes which rows are wanted, and returns how many. Written always, counted where wanted: no branch to miss.</summary>
        private static int Find(ColumnVector<bool> isWanted, int start, Span<int> found)
        {
            ReadOnlySpan<bool> wanted = isWanted.Values, nulls = isWanted.Nulls;
            int count = 0;
            if (nulls.IsEmpty)
            {
                for (int i = 0; i < wanted.Length; i++)
                {
                    found[count] = start + i;
                    count += Unsafe.BitCast<bool, byte>(wanted[i]);
                }
                return count;
            }
            for (int i = 0; i < wanted.Length && i < nulls.Length; i++)
            {
                found[count] = start + i;
                count += Unsafe.BitCast<bool, byte>(wanted[i] & !nulls[i]);
            }
            return count;
        }
    }
}
