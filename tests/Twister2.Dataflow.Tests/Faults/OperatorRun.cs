namespace Twister2.Dataflow.Faults;

/// <summary>One run of an operator on one worker: five source tasks and four target tasks (one, where the operator has one), laid over the workers.</summary>
public sealed class OperatorRun
{
    public const int Sources = 5, Targets = 4;

    private readonly Dictionary<int, Digest> _digests = [];

    public OperatorRun(DataflowEnvironment env, bool toOne)
    {
        ArgumentNullException.ThrowIfNull(env);
        Env = env;
        int workers = env.WorkerCount;
        Plan = new LogicalPlan(workers, [.. Enumerable.Range(0, Sources).Select(source => source % workers)],
            toOne ? [Faulty(workers)] : [.. Enumerable.Range(0, Targets).Select(target => target * workers / Targets)]);
    }

    /// <summary>The worker on which runs with a fault go wrong. It has source tasks and target tasks, also where there is one only.</summary>
    public static int Faulty(int workers) => workers > 1 ? 1 : 0;

    public DataflowEnvironment Env { get; }

    public LogicalPlan Plan { get; }

    /// <summary>Called by the faulty worker when it has added half of what it adds.</summary>
    public Action? HalfWay { get; init; }

    /// <summary>What the target tasks of this worker got.</summary>
    public IReadOnlyDictionary<int, Digest> Digests => _digests;

    /// <summary>Adds all rows, a few at a time, and waits for the end.</summary>
    public void Fill(DataflowOperator operation, Action<int, Row[]> add, bool sorted = false)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(add);
        foreach (int source in Plan.SourcesOf(Env.Worker))
        {
            Row[] rows = Rows.Of(source);
            if (sorted) rows = [.. rows.OrderBy(row => row.Key)];
            int added = 0;
            foreach (Row[] few in rows.Chunk(97))
            {
                add(source, few);
                added += few.Length;
                if (added >= rows.Length / 2 && added - few.Length < rows.Length / 2) HalfWay?.Invoke();
            }
            operation.Finish(source);
        }
        operation.WaitForCompletion();
    }

    /// <summary>Notes the result of a target task whose order is not promised.</summary>
    public void TakeUnordered(int target, Row row) => Note(target).AddUnordered(Rows.DigestOf(row));

    /// <summary>Notes the result of a target task in its order.</summary>
    public void TakeOrdered(int target, Row row) => Note(target).AddOrdered(Rows.DigestOf(row));

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

    public void AddUnordered(ulong record)
    {
        Value += record;
        Count++;
    }

    public void AddOrdered(ulong record)
    {
        Value = Value * Base + record;
        Power *= Base;
        Count++;
    }

    public static (ulong Value, ulong Power, long Count) Join((ulong Value, ulong Power, long Count) a, (ulong Value, ulong Power, long Count) b) =>
        (a.Value * b.Power + b.Value, a.Power * b.Power, a.Count + b.Count);
}
