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

    internal override void Run(IBatchSink sink)
    {
        TableFormat format = new(nameof(Where), Schema);
        RowGatherer rows = RowGatherer.To(sink, format, Environment);
        _input.Run(new Stage(_condition.Bind(Scope()), format, rows, Environment.Dataflow.Options.ChunkRecords, sink));
        rows.Flush();
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
                ColumnVector<bool> isWanted = condition.Evaluate(window);
                int[] found = _rows;
                // Written always, counted where wanted: no branch to miss.
                for (int i = 0; i < isWanted.Values.Length; i++)
                {
                    found[count] = window.Start + i;
                    count += isWanted.Values[i] & !isWanted.IsNull(i) ? 1 : 0;
                }
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
    }
}
