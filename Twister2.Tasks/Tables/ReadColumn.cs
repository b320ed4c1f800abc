using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>A column of the table.</summary>
internal sealed class ReadColumn<T>(ValueKind<T> kind, string name) : TableColumn<T>
{
    internal override string? OwnName => name;

    /// <summary>The same column as other values.</summary>
    public ReadColumn<TOther> Like<TOther>() => new(ValueKind<TOther>.Instance, name);

    internal override BoundColumn<T> Bind(ColumnScope scope) => new Bound(kind, Find(scope));

    internal override (Field Field, IColumnMaker Maker) BindOutput(ColumnScope scope, string name)
    {
        int column = Find(scope);
        return (Renamed(scope.Schema.GetFieldByIndex(column), name), new TakenColumn(column));
    }

    private int Find(ColumnScope scope)
    {
        int column = scope.IndexOf(name);
        IArrowType type = scope.Schema.GetFieldByIndex(column).DataType;
        if (!kind.Reads(ColumnTypes.ValuesOf(type)))
            throw new ArgumentException($"{scope.Owner}: column '{name}' is of type {ColumnTypes.NameOf(type)}, which has no values of the C# type {typeof(T).Name}; those are of type {ColumnTypes.NameOf(kind.Type)}.");
        return column;
    }

    private sealed class Bound(ValueKind<T> kind, int column) : BoundColumn<T>
    {
        private T[] _values = [];
        private bool[] _nulls = [];
        private ArrayData? _seen, _plain;

        public override ColumnVector<T> Evaluate(BatchWindow window)
        {
            ArrayData data = window.Batch.Column(column).Data;
            if (!ReferenceEquals(_seen, data)) (_seen, _plain) = (data, PlainOf(data));
            return Read(_plain!, window.Start, window.Count);
        }

        private ColumnVector<T> Read(ArrayData data, int start, int count)
        {
            Span<bool> nulls = default;
            if (ColumnBuilder.MayHaveNulls(data))
            {
                nulls = Room(ref _nulls, count);
                ReadOnlySpan<byte> valid = data.Buffers[0].Span;
                for (int i = 0; i < nulls.Length; i++) nulls[i] = !ColumnBits.IsSet(valid, data.Offset + start + i);
            }
            if (kind.TryView(data, start, count, out ReadOnlySpan<T> values)) return new ColumnVector<T>(values, nulls);
            Span<T> read = Room(ref _values, count);
            kind.Read(data, start, read);
            return new ColumnVector<T>(read, nulls);
        }

        /// <summary>The storage of an extension's column, the values of a dictionary.</summary>
        private static ArrayData PlainOf(ArrayData data)
        {
            ArrayData plain = BatchWindow.Plain(data);
            IArrowType storage = ColumnTypes.StorageOf(plain.DataType);
            return ReferenceEquals(storage, plain.DataType) ? plain : new ArrayData(storage, plain.Length, plain.NullCount, plain.Offset, plain.Buffers, plain.Children);
        }
    }
}

/// <summary>The same value in each row.</summary>
internal sealed class ValueColumn<T>(T value) : TableColumn<T>
{
    public T Value => value;

    internal override BoundColumn<T> Bind(ColumnScope scope) => new Bound(value);

    private sealed class Bound(T value) : BoundColumn<T>
    {
        private T[] _values = [];
        private bool[] _nulls = [];

        public override ColumnVector<T> Evaluate(BatchWindow window)
        {
            if (_values.Length < window.Count) System.Array.Fill(_values = new T[window.Count], value);
            if (value is not null) return new ColumnVector<T>(_values.AsSpan(0, window.Count), default);
            Span<bool> nulls = Room(ref _nulls, window.Count);
            nulls.Fill(true);
            return new ColumnVector<T>(_values.AsSpan(0, window.Count), nulls);
        }
    }
}

/// <summary>Null in each row.</summary>
internal sealed class NullColumn<T> : TableColumn<T>
{
    internal override BoundColumn<T> Bind(ColumnScope scope) => new Bound();

    private sealed class Bound : BoundColumn<T>
    {
        private T[] _values = [];
        private bool[] _nulls = [];

        public override ColumnVector<T> Evaluate(BatchWindow window)
        {
            Span<bool> nulls = Room(ref _nulls, window.Count);
            nulls.Fill(true);
            return new ColumnVector<T>(Room(ref _values, window.Count), nulls);
        }
    }
}
