using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>A table's rows as records: the one place where a table becomes a data set.</summary>
internal sealed class TableRecords<T> : TSet<T>
{
    private static RecordMaker<T> Maker => field ??= RecordMaker<T>.New();

    private readonly Table _input;
    private readonly string[] _columns;

    public TableRecords(Table input) : base(input.Environment)
    {
        _input = input;
        _columns = Maker.ColumnsIn(input);
        NewReaders();
    }

    internal override Partitions<T> Open()
    {
        TableParts below = _input.Open();
        return new((task, sink) => below.Run(task, new Stage(Environment, NewReaders(), sink)), below);
    }

    internal override PlanStep Describe() => new($"{nameof(Table.ToTSet)} of a table");

    private IColumnReader[] NewReaders()
    {
        ColumnScope scope = new($"{nameof(Table.ToTSet)}<{typeof(T).Name}>", _input.Schema, Environment);
        return [.. Maker.Members.Select((member, i) => member.NewReader(_columns[i], scope))];
    }

    private sealed class Stage(BatchEnvironment environment, IColumnReader[] readers, IChunkSink<T> sink) : IBatchSink
    {
        private readonly T[] _records = new T[environment.Dataflow.Options.ChunkRecords];
        private readonly System.Array[] _values = new System.Array[readers.Length];

        public bool IsFull => sink.IsFull;

        public void Add(RecordBatch batch)
        {
            foreach (BatchWindow window in BatchWindow.Over(batch, _records.Length))
            {
                for (int i = 0; i < readers.Length; i++) _values[i] = readers[i].Read(window);
                Make(window.Count);
                sink.Add(_records.AsSpan(0, window.Count));
                if (sink.IsFull) return;
            }
        }

        private void Make(int count)
        {
            try
            {
                Func<System.Array[], int, T> make = Maker.Make;
                for (int row = 0; row < count; row++) _records[row] = make(_values, row);
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw UserCodeException.Of($"{nameof(Table.ToTSet)}: worker {environment.Worker}", $"making a {typeof(T).Name}", e);
            }
        }
    }
}

/// <summary>Makes records of a type of arrays of the values of its members.</summary>
/// <param name="Members">What it is made of.</param>
/// <param name="IsByPosition">Whether columns are taken in their order, not by name.</param>
/// <param name="Make">Makes the record of a row.</param>
internal sealed record RecordMaker<T>(RecordMember[] Members, bool IsByPosition, Func<System.Array[], int, T> Make)
{
    public static RecordMaker<T> New()
    {
        ParameterExpression arrays = Expression.Parameter(typeof(System.Array[]), "arrays"), row = Expression.Parameter(typeof(int), "row");
        List<RecordMember> members = [];
        Expression body = Body();
        return new RecordMaker<T>([.. members], RecordMembers.IsValue(typeof(T)) || IsTuple(typeof(T)), Expression.Lambda<Func<System.Array[], int, T>>(body, arrays, row).Compile());

        Expression Take(string name, Type type)
        {
            members.Add(new RecordMember(name, type, typeof(T)));
            Expression array = Expression.ArrayIndex(arrays, Expression.Constant(members.Count - 1));
            return Expression.ArrayIndex(Expression.Convert(array, type.MakeArrayType()), row);
        }

        Expression Body()
        {
            if (RecordMembers.IsValue(typeof(T))) return Take("Value", typeof(T));
            if (IsTuple(typeof(T))) return Tuple(typeof(T));
            ConstructorInfo[] constructors = [.. typeof(T).GetConstructors().Where(constructor => !IsCopy(constructor)).OrderByDescending(constructor => constructor.GetParameters().Length)];
            if (constructors is [var first, ..] && first.GetParameters().Length > 0) return Expression.New(first, first.GetParameters().Select(parameter => Take(parameter.Name!, parameter.ParameterType)).ToArray());
            PropertyInfo[] properties = [.. typeof(T).GetProperties().Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)];
            if (properties.Length == 0 || (!typeof(T).IsValueType && constructors.Length == 0))
                throw new ArgumentException($"{nameof(Table.ToTSet)}: {typeof(T)} has neither a public constructor with parameters, nor one without and properties that can be set.");
            return Expression.MemberInit(Expression.New(typeof(T)), properties.Select(property => Expression.Bind(property, Take(property.Name, property.PropertyType))));
        }

        Expression Tuple(Type type) => Expression.New(
            type.GetConstructor(type.GetGenericArguments())!,
            type.GetGenericArguments().Select((item, i) => i == 7 ? Tuple(item) : Take($"Item{members.Count + 1}", item)).ToArray());
    }

    /// <summary>The column of each member.</summary>
    public string[] ColumnsIn(Table table)
    {
        string[] names = [.. table.Schema.FieldsList.Select(field => field.Name)];
        if (!IsByPosition) return [.. Members.Select(member => ColumnOf(member, names))];
        return names.Length == Members.Length
            ? names
            : throw new ArgumentException($"{nameof(Table.ToTSet)}: {typeof(T)} is made of {Members.Length} columns; the table has {names.Length}: {string.Join(", ", names)}. Select those that are wanted.");
    }

    private static string ColumnOf(RecordMember member, string[] names)
    {
        if (names.Contains(member.Name)) return member.Name;
        string[] alike = [.. names.Where(name => string.Equals(name, member.Name, StringComparison.OrdinalIgnoreCase))];
        return alike.Length == 1
            ? alike[0]
            : throw new ArgumentException($"{nameof(Table.ToTSet)}: no column is called '{member.Name}', which {typeof(T)} is made of; there are {string.Join(", ", names)}.");
    }

    private static bool IsTuple(Type type) => type.IsValueType && typeof(ITuple).IsAssignableFrom(type);

    private static bool IsCopy(ConstructorInfo constructor) => constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;
}

/// <summary>A member that a record is made of.</summary>
internal sealed record RecordMember(string Name, Type Type, Type Owner)
{
    public IColumnReader NewReader(string column, ColumnScope scope)
    {
        Type value = RecordMembers.ValueTypeOf(Type);
        if (ValueKinds.TryFor(value) is null) throw new NotSupportedException($"'{Name}' of {Owner} is of the type {Type}. {ValueKinds.Refusal(value)}");
        Type reader = value == Type ? typeof(ValueReader<>) : typeof(NullableReader<>);
        try
        {
            return (IColumnReader)Activator.CreateInstance(reader.MakeGenericType(value), column, scope)!;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}

/// <summary>Reads the values of a column into an array.</summary>
internal interface IColumnReader
{
    /// <summary>The values of a window, until it is called again.</summary>
    System.Array Read(BatchWindow window);
}

/// <summary>Values that are objects, or cannot be null.</summary>
internal sealed class ValueReader<T>(string column, ColumnScope scope) : IColumnReader
{
    private readonly BoundColumn<T> _column = Columns.Col<T>(column).Bind(scope);
    private T[] _values = [];

    public System.Array Read(BatchWindow window)
    {
        ColumnVector<T> vector = _column.Evaluate(window);
        if (_values.Length < window.Count) _values = new T[window.Count];
        vector.Values.CopyTo(_values);
        if (!vector.Nulls.Contains(true)) return _values;
        if (typeof(T).IsValueType) throw new ArgumentException($"{scope.Owner}: column '{column}' has a null, which a {typeof(T).Name} cannot be. Use {typeof(T).Name}?, or {nameof(Table.Where)} and {nameof(TableColumn<>.IsNotNull)} before.");
        for (int i = 0; i < window.Count; i++)
            if (vector.IsNull(i)) _values[i] = default!;
        return _values;
    }
}

/// <summary>Values that may be null.</summary>
internal sealed class NullableReader<T>(string column, ColumnScope scope) : IColumnReader where T : struct
{
    private readonly BoundColumn<T> _column = Columns.Col<T>(column).Bind(scope);
    private T?[] _values = [];

    public System.Array Read(BatchWindow window)
    {
        ColumnVector<T> vector = _column.Evaluate(window);
        if (_values.Length < window.Count) _values = new T?[window.Count];
        for (int i = 0; i < window.Count; i++) _values[i] = vector.IsNull(i) ? null : vector.Values[i];
        return _values;
    }
}
