using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Groups with what has been aggregated of each. Its memory is charged to the worker's budget.</summary>
internal sealed class GroupSet : IDisposable
{
    private readonly WorkerTasks _tasks;
    private readonly MemoryBudget _memory;
    private readonly GroupPlan _plan;
    private readonly GroupIndex? _index;
    private readonly Aggregator[] _aggregators;
    private readonly OperatorLedger _ledger;
    private readonly long _bytesPerGroup;
    private int[] _groups = [];
    private long _reserved;

    public GroupSet(BatchEnvironment environment, GroupPlan plan, OperatorLedger ledger)
    {
        (_tasks, _memory, _plan, _ledger) = (environment.Tasks, environment.Dataflow.Memory, plan, ledger);
        _index = plan.KeyCount > 0 ? new GroupIndex(new TableFormat(nameof(Table.GroupBy), plan.Keys)) : null;
        _aggregators = plan.NewAggregators();
        _bytesPerGroup = _aggregators.Sum(aggregator => (long)aggregator.BytesPerGroup);
        // Without a key there is one group, also of no rows.
        if (_index is null) Resize();
    }

    public int Count => _index?.Count ?? 1;

    /// <summary>Bytes that it takes.</summary>
    public long Bytes => (_index?.Bytes ?? 0) + Count * _bytesPerGroup + _aggregators.Sum(aggregator => aggregator.VariableBytes);

    /// <summary>Adds rows: their keys and the columns of the aggregates.</summary>
    public void AddInputs(ReadOnlySpan<ArrayData> columns, int start, int count)
    {
        ReadOnlySpan<int> groups = Find(columns[.._plan.KeyCount], start, count);
        for (int i = 0; i < _aggregators.Length; i++) _aggregators[i].AddInput(columns[_plan.KeyCount + i], start, groups);
        Reserve();
    }

    /// <summary>Adds groups of another set: their keys and states.</summary>
    public void AddStates(ReadOnlySpan<ArrayData> columns, int start, int count)
    {
        ReadOnlySpan<int> groups = Find(columns[.._plan.KeyCount], start, count);
        int at = _plan.KeyCount;
        foreach (Aggregator aggregator in _aggregators)
        {
            aggregator.AddState(columns.Slice(at, aggregator.StateTypes.Length), start, groups);
            at += aggregator.StateTypes.Length;
        }
        Reserve();
    }

    /// <summary>The groups, with states that can be added to others. The set is not used any more.</summary>
    public RecordBatch States() => ToBatch(_plan.States, _aggregators.SelectMany(aggregator => aggregator.State(Count)));

    /// <summary>The groups, with results. The set is not used any more.</summary>
    public RecordBatch Results() => ToBatch(_plan.Results, _aggregators.Select(aggregator => aggregator.Result(Count)));

    public void Dispose()
    {
        _index?.Dispose();
        foreach (Aggregator aggregator in _aggregators) aggregator.Dispose();
        if (_reserved > 0) _tasks.Inside(() => _memory.Release(_reserved, _ledger));
        _reserved = 0;
    }

    private ReadOnlySpan<int> Find(ReadOnlySpan<ArrayData> keys, int start, int count)
    {
        if (_groups.Length < count) _groups = new int[count];
        Span<int> groups = _groups.AsSpan(0, count);
        if (_index is null) return groups;
        _index.Find(keys, start, groups);
        Resize();
        return groups;
    }

    private void Resize()
    {
        foreach (Aggregator aggregator in _aggregators) aggregator.Resize(Count);
    }

    private void Reserve()
    {
        long more = Bytes - _reserved;
        if (more <= 0) return;
        _tasks.Inside(() => _memory.Reserve(more, _ledger));
        _reserved += more;
    }

    private RecordBatch ToBatch(Schema schema, IEnumerable<ArrayData> aggregated) =>
        new(schema, (_index?.Keys() ?? []).Concat(aggregated).Select(ArrowArrayFactory.BuildArray), Count);
}
