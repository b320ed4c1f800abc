namespace Twister2.Dataflow.Faults;

/// <summary>Which tasks an operator has.</summary>
public enum OperatorShape
{
    /// <summary>Five sources and four targets.</summary>
    ManyToMany,

    /// <summary>Five sources and one target.</summary>
    ToOne,

    /// <summary>One source and four targets.</summary>
    FromOne,

    /// <summary>Five sources, each with a target, on another worker where there is one.</summary>
    OneToOne,
}

/// <summary>One run of an operator on one worker: its source tasks and target tasks, laid over the workers.</summary>
public sealed class OperatorRun
{
    public const int Sources = 5, Targets = 4;

    private readonly Dictionary<int, Digest> _digests = [];

    public OperatorRun(DataflowEnvironment env, OperatorShape shape)
    {
        ArgumentNullException.ThrowIfNull(env);
        Env = env;
        int workers = env.WorkerCount;
        int[] sources = shape == OperatorShape.FromOne ? [Faulty(workers)] : [.. Enumerable.Range(0, Sources).Select(source => source % workers)];
        Plan = new LogicalPlan(workers, sources, shape switch
        {
            OperatorShape.ToOne => [Faulty(workers)],
            OperatorShape.OneToOne => [.. sources.Select(worker => (worker + 1) % workers)],
            _ => [.. Enumerable.Range(0, Targets).Select(target => target * workers / Targets)],
        });
    }

    /// <summary>The worker on which runs with a fault go wrong. It has source tasks and target tasks, also where there is one only.</summary>
    public static int Faulty(int workers) => workers > 1 ? 1 : 0;

    public DataflowEnvironment Env { get; }

    public LogicalPlan Plan { get; }

    /// <summary>Called by the faulty worker when it has added half of what it adds.</summary>
    public Action? HalfWay { get; init; }

    public IEnumerable<int> TargetsHere => Plan.TargetsOf(Env.Worker);

    public IEnumerable<int> SourcesHere => Plan.SourcesOf(Env.Worker);

    /// <summary>What the tasks of this worker got that have a result.</summary>
    public IReadOnlyDictionary<int, Digest> Digests => _digests;

    /// <summary>Adds all rows, a few at a time, and waits for the end.</summary>
    public void Fill(DataflowOperator operation, Action<int, Row[]> add, bool sorted = false)
    {
        ArgumentNullException.ThrowIfNull(operation);
        foreach (int source in SourcesHere)
        {
            Row[] rows = Rows.Of(source);
            if (sorted) rows = [.. rows.OrderBy(row => row.Key)];
            AddAll(rows, source, add, isCounted: true);
            operation.Finish(source);
        }
        operation.WaitForCompletion();
    }

    /// <summary>Adds all rows to the left input and those of <paramref name="right"/> to the right one, which has as many source tasks, and waits for the end.</summary>
    public void FillBoth(DataflowOperator operation, Action<int, Row[]> addLeft, Action<int, Row[]> addRight, Func<int, Row[]> right)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(right);
        foreach (int source in SourcesHere)
        {
            AddAll(Rows.Of(source), source, addLeft, isCounted: true);
            operation.Finish(source);
            AddAll(right(source), source, addRight, isCounted: false);
            operation.Finish(Plan.Sources + source);
        }
        operation.WaitForCompletion();
    }

    /// <summary>Notes the result of a task whose order is not promised.</summary>
    public void TakeUnordered(int task, ulong record) => Note(task).AddUnordered(record);

    public void TakeUnordered(int task, Row row) => TakeUnordered(task, Rows.DigestOf(row));

    /// <summary>Notes the result of a task; which task has it is another matter with other numbers of workers.</summary>
    public void TakeAnywhere(int task, ulong record) => Note(task).AddAnywhere(record);

    /// <summary>Notes the result of a target task in its order, which goes on over all of them.</summary>
    public void TakeOrdered(int task, ulong record) => Note(task).AddOrdered(record, overAllTasks: true);

    public void TakeOrdered(int task, Row row) => TakeOrdered(task, Rows.DigestOf(row));

    /// <summary>Notes the result of a task in its order, which has nothing to do with those of others.</summary>
    public void TakeInOrder(int task, ulong record) => Note(task).AddOrdered(record, overAllTasks: false);

    public void TakeInOrder(int task, Row row) => TakeInOrder(task, Rows.DigestOf(row));

    private void AddAll(Row[] rows, int source, Action<int, Row[]> add, bool isCounted)
    {
        int added = 0;
        foreach (Row[] few in rows.Chunk(97))
        {
            add(source, few);
            added += few.Length;
            if (isCounted && added >= rows.Length / 2 && added - few.Length < rows.Length / 2) HalfWay?.Invoke();
        }
    }

    private Digest Note(int target)
    {
        if (!_digests.TryGetValue(target, out Digest? digest)) _digests.Add(target, digest = new Digest());
        return digest;
    }
}

/// <summary>Tells results apart: by what they hold or, where they were added so, by its order too.</summary>
public sealed class Digest
{
    private const ulong Base = 0x9E3779B97F4A7C15;

    public ulong Value { get; private set; }

    public long Count { get; private set; }

    /// <summary>The base to the power of the ordered records: with it, two digests put together are the digest of both results.</summary>
    public ulong Power { get; private set; } = 1;

    /// <summary>Whether the order goes on from task to task.</summary>
    public bool IsOverAllTasks { get; private set; }

    /// <summary>Whether it does not matter which task has what.</summary>
    public bool IsAnywhere { get; private set; }

    public void AddUnordered(ulong record)
    {
        Value += record;
        Count++;
    }

    public void AddAnywhere(ulong record)
    {
        IsAnywhere = true;
        AddUnordered(record);
    }

    public void AddOrdered(ulong record, bool overAllTasks)
    {
        IsOverAllTasks = overAllTasks;
        Value = Value * Base + record;
        Power *= Base;
        Count++;
    }

    public static (ulong Value, ulong Power, long Count) Join((ulong Value, ulong Power, long Count) a, (ulong Value, ulong Power, long Count) b) =>
        (a.Value * b.Power + b.Value, a.Power * b.Power, a.Count + b.Count);
}
