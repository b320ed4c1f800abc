using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>The columns of a grouping: what is grouped by and aggregated, what is sent, and what comes out.</summary>
internal sealed class GroupPlan
{
    private readonly Table _input;
    private readonly string _owner;
    private readonly TableColumn[] _columns;
    private readonly TableAggregate[] _aggregates;
    private readonly IArrowType[] _types;

    public GroupPlan(Table input, string owner, string[] keys, TableAggregate[] aggregates)
    {
        (_input, _owner, _aggregates) = (input, owner, aggregates);
        TableFormat format = new(owner, input.Schema);
        foreach (string key in keys) format.KeyOf(format.IndexOf(key));
        _columns = [.. keys, .. aggregates.Select(aggregate => aggregate?.Column ?? keys.FirstOrDefault() ?? input.Schema.GetFieldByIndex(0).Name)];
        Field[] fields = [.. Bind().Select(column => column.Field)];
        _types = [.. fields.Skip(keys.Length).Select(field => ColumnTypes.ValuesOf(field.DataType))];
        Field[] keyFields = [.. fields.Take(keys.Length).Select(field => new Field(field.Name, PlainType(field.DataType), field.IsNullable, field.Metadata))];
        Aggregator[] aggregators = NewAggregators();
        Keys = new Schema(keyFields, null);
        States = new Schema([.. keyFields, .. aggregators.SelectMany((aggregator, i) => aggregator.StateTypes.Select((type, j) => new Field($"state {i} {j}", type, true)))], null);
        Results = new Schema([.. keyFields, .. aggregates.Select((aggregate, i) => new Field(NameOf(aggregate), aggregators[i].ResultType, aggregators[i].IsNullable))], null);
        if (Results.FieldsList.GroupBy(field => field.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"{owner}: two columns would be called '{twice.Key}'. Give one another name with {nameof(TableAggregate.As)}.");
    }

    /// <summary>The key columns, without dictionaries.</summary>
    public Schema Keys { get; }

    /// <summary>Keys and states.</summary>
    public Schema States { get; }

    /// <summary>Keys and results.</summary>
    public Schema Results { get; }

    public int KeyCount => Keys.FieldsList.Count;

    /// <summary>What makes the key columns, then the column of each aggregate, of a batch.</summary>
    public IColumnMaker[] NewMakers() => [.. Bind().Select(column => column.Maker)];

    public Aggregator[] NewAggregators()
    {
        Aggregator[] aggregators = new Aggregator[_aggregates.Length];
        for (int i = 0; i < aggregators.Length; i++)
        {
            TableAggregate aggregate = _aggregates[i] ?? throw new ArgumentException($"{_owner}: aggregate {i} is null.");
            aggregators[i] = Aggregator.TryNew(aggregate.Kind, _types[i]) ?? throw new ArgumentException(
                $"{_owner}: column '{aggregate.Column!.OwnName}' is of type {ColumnTypes.NameOf(_types[i])}, of which there is no {aggregate.Kind}.");
        }
        return aggregators;
    }

    private IEnumerable<(Field Field, IColumnMaker Maker)> Bind()
    {
        ColumnScope scope = new(_owner, _input.Schema, _input.Environment);
        return _columns.Select(column => column.BindOutput(scope, column.OwnName ?? ""));
    }

    private string NameOf(TableAggregate aggregate) =>
        aggregate.Name ?? throw new ArgumentException($"{_owner}: the {aggregate.Kind} of a computed column has no name. Give it one with {nameof(TableAggregate.As)}.");

    private static IArrowType PlainType(IArrowType type) => ColumnTypes.StorageOf(type) is DictionaryType dictionary ? dictionary.ValueType : type;
}
