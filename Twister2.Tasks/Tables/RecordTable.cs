using System.Linq.Expressions;
using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Records as a table: the one place where a data set becomes one.</summary>
internal sealed class RecordTable<T>(TSet<T> input, string[] names) : Table(input.Environment, SchemaOf(names))
{
    private static RecordColumn<T>[] Columns => field ??= NewColumns();

    internal override TableParts Open()
    {
        Partitions<T> below = input.Open();
        return new(
            (task, sink) =>
            {
                Stage stage = new(Environment, Schema, sink);
                below.Run(task, stage);
                stage.Flush();
            },
            below);
    }

    private static Schema SchemaOf(string[] names)
    {
        if (names.Length > 0 && names.Length != Columns.Length)
            throw new ArgumentException($"{nameof(TSet<>.ToTable)}: {names.Length} names for the {Columns.Length} columns of {typeof(T)}: {string.Join(", ", Columns.Select(column => column.Field.Name))}.");
        if (names.Distinct().Count() < names.Length) throw new ArgumentException($"{nameof(TSet<>.ToTable)}: two of the columns {string.Join(", ", names)} have the same name.");
        return new Schema(Columns.Select((column, i) => names.Length == 0 ? column.Field : new Field(names[i], column.Field.DataType, column.Field.IsNullable)), null);
    }

    private static RecordColumn<T>[] NewColumns()
    {
        ParameterExpression record = Expression.Parameter(typeof(T), "record");
        return [.. RecordMembers.Of(record).Select(member => RecordColumn<T>.New(member.Name, record, member.Value))];
    }

    /// <summary>Puts batches together from chunks of records.</summary>
    private sealed class Stage(BatchEnvironment environment, Schema schema, IBatchSink sink) : IChunkSink<T>
    {
        private readonly RecordColumn<T>.Writer[] _writers = [.. Columns.Select(column => column.NewWriter())];
        private int _rows;
        private long _bytes;

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            try
            {
                foreach (RecordColumn<T>.Writer writer in _writers) _bytes += writer.Add(chunk);
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw UserCodeException.Of($"{nameof(TSet<>.ToTable)}: worker {environment.Worker}", $"a property of {typeof(T).Name}, or making a column of it,", e);
            }
            _rows += chunk.Length;
            if (_bytes >= environment.Dataflow.Options.ChunkBytes) Flush();
        }

        public void Flush()
        {
            if (_rows == 0) return;
            RecordBatch batch = new(schema, _writers.Select(writer => ArrowArrayFactory.BuildArray(writer.Seal())), _rows);
            (_rows, _bytes) = (0, 0);
            sink.Add(batch);
        }
    }
}

/// <summary>A column that is made of a member of records.</summary>
internal abstract class RecordColumn<T>(Field column)
{
    public Field Field { get; } = column;

    public abstract Writer NewWriter();

    /// <summary>That of a member.</summary>
    /// <exception cref="NotSupportedException">No column has values of its type.</exception>
    public static RecordColumn<T> New(string name, ParameterExpression record, Expression member)
    {
        Type value = RecordMembers.ValueTypeOf(member.Type);
        if (ValueKinds.TryFor(value) is null)
            throw new NotSupportedException($"{(ReferenceEquals(record, member) ? "A record" : $"'{name}' of {typeof(T)}")} is of the type {member.Type}. {ValueKinds.Refusal(value)} Map the records to others first.");
        return (RecordColumn<T>)typeof(RecordColumn<T>).GetMethod(nameof(NewOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(value).Invoke(null, [name, record, member])!;
    }

    /// <summary>Appends the member's values.</summary>
    internal abstract class Writer
    {
        /// <summary>Appends those of a chunk of records; returns about how many bytes they take.</summary>
        public abstract long Add(ReadOnlySpan<T> records);

        /// <summary>The column; begins again.</summary>
        public abstract ArrayData Seal();
    }

    private static RecordColumn<T, TValue> NewOf<TValue>(string name, ParameterExpression record, Expression member)
    {
        bool isNullable = !member.Type.IsValueType || Nullable.GetUnderlyingType(member.Type) is not null;
        // A nullable's value where it has one, and whether it has.
        Expression isNull = isNullable ? Expression.Equal(member, Expression.Constant(null, member.Type)) : Expression.Constant(false);
        Expression value = member.Type == typeof(TValue) ? member : Expression.Call(member, nameof(Nullable<>.GetValueOrDefault), null);
        Func<T, TValue> get = Expression.Lambda<Func<T, TValue>>(value, record).Compile();
        Func<T, bool>? hasNull = isNullable && member.Type.IsValueType ? Expression.Lambda<Func<T, bool>>(isNull, record).Compile() : null;
        return new RecordColumn<T, TValue>(new Field(name, ValueKind<TValue>.Instance.Type, isNullable), get, hasNull);
    }
}

/// <summary>A column of values of one type.</summary>
internal sealed class RecordColumn<T, TValue>(Field column, Func<T, TValue> get, Func<T, bool>? hasNull) : RecordColumn<T>(column)
{
    public override Writer NewWriter() => new ValuesWriter(get, hasNull);

    private sealed class ValuesWriter(Func<T, TValue> get, Func<T, bool>? hasNull) : Writer
    {
        // What a text takes, as a guess: batches need not be of one size.
        private const int GuessedBytes = 16;

        private ValueWriter<TValue> _writer = ValueKind<TValue>.Instance.NewWriter();
        private TValue[] _values = [];
        private bool[] _nulls = [];

        public override long Add(ReadOnlySpan<T> records)
        {
            if (_values.Length < records.Length) (_values, _nulls) = (new TValue[records.Length], new bool[records.Length]);
            Span<TValue> values = _values.AsSpan(0, records.Length);
            Span<bool> nulls = _nulls.AsSpan(0, records.Length);
            for (int i = 0; i < values.Length; i++) values[i] = get(records[i]);
            if (hasNull is not null)
            {
                for (int i = 0; i < nulls.Length; i++) nulls[i] = hasNull(records[i]);
            }
            else if (!typeof(TValue).IsValueType)
            {
                for (int i = 0; i < nulls.Length; i++) nulls[i] = values[i] is null;
            }
            _writer.Append(new ColumnVector<TValue>(values, nulls));
            return (long)GuessedBytes * records.Length;
        }

        public override ArrayData Seal()
        {
            ArrayData column = _writer.Seal();
            _writer = ValueKind<TValue>.Instance.NewWriter();
            return column;
        }
    }
}
