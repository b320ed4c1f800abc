using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <inheritdoc cref="TablePartitioner.Range"/>
internal sealed class RangePartitioner : TablePartitioner
{
    private readonly string _column;
    private readonly ArrayData _bounds;

    public RangePartitioner(string column, IArrowArray bounds)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(bounds);
        _column = column;
        _bounds = bounds.Data;
    }

    internal override string Describe() => $"a partition by {_bounds.Length} bounds of '{_column}'";

    internal override IRowTargets Bind(TableFormat format, string owner, int worker, LogicalPlan plan)
    {
        int column = format.IndexOf(_column);
        KeyColumn kind = format.KeyOf(column);
        string expected = ColumnTypes.NameOf(ColumnTypes.ValuesOf(format.Schema.GetFieldByIndex(column).DataType)), given = ColumnTypes.NameOf(_bounds.DataType);
        if (given != expected) throw new ArgumentException($"{owner}: column '{_column}' has values of type {expected}, the bounds are of type {given}.");
        if (_bounds.Length != plan.Targets - 1) throw new ArgumentException($"{owner}: {plan.Targets} target tasks have {plan.Targets - 1} bounds between them, not {_bounds.Length}.");
        CheckAscending(kind, owner);
        return new Chooser(column, kind, _bounds);
    }

    private void CheckAscending(KeyColumn kind, string owner)
    {
        int[] counts = new int[_bounds.Length];
        kind.CountNotGreater(_bounds, 0, _bounds, counts);
        for (int i = 0; i < counts.Length; i++)
        {
            if (!ColumnBuilder.IsValid(_bounds, i)) throw new ArgumentException($"{owner}: bound {i} of column '{_column}' is null.");
            // As many as there are up to it and equal to it; that needs the others to be in order.
            if (counts[i] <= i || (i > 0 && counts[i] < counts[i - 1])) throw new ArgumentException($"{owner}: bound {i} of column '{_column}' is less than the one before.");
        }
    }

    private sealed class Chooser(int column, KeyColumn kind, ArrayData bounds) : IRowTargets
    {
        public void Choose(int source, RecordBatch batch, ReadOnlySpan<ArrayData> columns, int start, Span<int> targets)
        {
            ArrayData values = columns[column];
            if (values.Dictionary is null)
            {
                kind.CountNotGreater(values, start, bounds, targets);
                return;
            }
            // Each value of the dictionary is looked up once.
            ArrayData dictionary = values.Dictionary;
            int[] targetOf = new int[dictionary.Length];
            if (dictionary.Length > 0) kind.CountNotGreater(dictionary, 0, bounds, targetOf);
            for (int i = 0; i < targets.Length; i++) targets[i] = ColumnBuilder.IsValid(values, start + i) ? targetOf[DictionaryIndices.At(values, start + i)] : 0;
        }
    }
}
