using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Adds a chunk of a source task to an operator.</summary>
internal delegate void AddRecords<T>(int source, ReadOnlySpan<T> records);

/// <summary>Gives a sink what an operator has for a target task.</summary>
internal delegate void PassRecords<T>(int target, IChunkSink<T> sink);

/// <summary>The operator of an edge on one worker.</summary>
internal abstract class EdgeOperator(Edge edge, DataflowEnvironment environment, DataflowOperator operation, int[] firstSources, Delegate[] adds) : IDisposable
{
    public Edge Edge => edge;

    public DataflowOperator Operation => operation;

    /// <summary>Takes the chunks of a task of an input; the task runs on this worker.</summary>
    public IChunkSink<T> InputOf<T>(int input, int task, WorkerGate gate) => new Source<T>((AddRecords<T>)adds[input], task, gate);

    /// <summary>Once everything has come.</summary>
    public void Complete()
    {
        operation.WaitForCompletion();
        CheckDisk();
    }

    /// <summary>Says that a task of an input adds no more.</summary>
    public void Finish(int input, int task) => operation.Finish(firstSources[input] + task);

    /// <summary>Gives a target task of this worker its records. Once the operator is complete; a pipe has given them before.</summary>
    public abstract void Deliver(int target);

    public void Dispose() => operation.Dispose();

    /// <summary>Fails where the edge may not use scratch and this worker has: when the operator is complete, and when its records have been read.</summary>
    private protected void CheckDisk()
    {
        if (edge.UseDisk) return;
        long bytes = operation.Statistics.BytesSpilled;
        if (bytes > 0)
            throw new SpillException($"Edge {edge} wrote {Amounts.Bytes(bytes)} to scratch on worker {environment.Worker}, which {nameof(EdgeOptions.UseDisk)} = false forbids. Give the workers more memory, or the edge more tasks on more workers.");
    }

    private sealed class Source<T>(AddRecords<T> add, int task, WorkerGate gate) : IChunkSink<T>
    {
        public void Add(ReadOnlySpan<T> chunk)
        {
            gate.Enter();
            try
            {
                gate.Check();
                add(task, chunk);
            }
            finally
            {
                gate.Exit();
            }
        }
    }
}

/// <summary>An operator that delivers records of one type.</summary>
/// <param name="setting">The edge on this worker.</param>
/// <param name="operation">The operator.</param>
/// <param name="pass">Null where the operator has the sinks itself.</param>
/// <param name="adds">An <see cref="AddRecords{T}"/> for each input.</param>
internal sealed class EdgeOperator<T>(EdgeSetting<T> setting, DataflowOperator operation, PassRecords<T>? pass, params Delegate[] adds)
    : EdgeOperator(setting.Edge, setting.Environment, operation, setting.FirstSources, adds)
{
    public override void Deliver(int target)
    {
        CheckDisk();
        pass?.Invoke(target, setting.SinkOf(target));
        CheckDisk();
    }
}

/// <summary>What an edge has to make its operator of.</summary>
internal sealed class EdgeSetting<T>(Edge edge, DataflowEnvironment environment, LogicalPlan[] plans, Func<int, IChunkSink<T>> sinkOf)
{
    public Edge Edge => edge;

    public DataflowEnvironment Environment => environment;

    /// <summary>A plan for each input, all with the same targets.</summary>
    public LogicalPlan[] Plans => plans;

    /// <summary>The plan of the only, or the left, input.</summary>
    public LogicalPlan Plan => plans[0];

    public LogicalPlan Right => plans[1];

    public Func<int, IChunkSink<T>> SinkOf => sinkOf;

    /// <summary>How the operator numbers the tasks of each input: one input after the other.</summary>
    public int[] FirstSources { get; } = First(plans);

    /// <summary>An operator that keeps records of the type that it is given.</summary>
    public EdgeOperator<T> Of(RecordOperator<T> operation) =>
        new(this, operation, (target, sink) => operation.Consume(target).PassTo(sink), (AddRecords<T>)operation.Add);

    /// <summary>All sources of all inputs in one plan, as <see cref="FirstSources"/> numbers them.</summary>
    public LogicalPlan AllSources() => new(
        Plan.Workers,
        [.. plans.SelectMany(plan => Enumerable.Range(0, plan.Sources).Select(plan.WorkerOfSource))],
        [.. Enumerable.Range(0, Plan.Targets).Select(Plan.WorkerOfTarget)]);

    private static int[] First(LogicalPlan[] plans)
    {
        int[] first = new int[plans.Length];
        for (int i = 1; i < plans.Length; i++) first[i] = first[i - 1] + plans[i - 1].Sources;
        return first;
    }
}
