using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>One task while its graph runs: the user's object, what it writes to, and chunk by chunk what it gets. What it throws says which task it was.</summary>
internal abstract class TaskInstance(ITask task, TaskContext context, TaskOutputs outputs)
{
    public TaskContext Context => context;

    public TaskOutputs Outputs => outputs;

    /// <summary>Counts what the tasks of its vertex do; null in a test of one task.</summary>
    public StageLedger? Stage { get; set; }

    /// <summary>Keeps when its tasks ran; null where nobody has asked for that.</summary>
    public TraceLog? Trace { get; set; }

    /// <summary>What the thread that runs the task holds while it reads, and leaves while it calls the user's object.</summary>
    public required WorkerGate Gate { get; init; }

    /// <summary>Whether the gate is kept then: where a pipe may bring a chunk on any thread, that is what makes one of them use the object at a time.</summary>
    public required bool KeepsGate { get; init; }

    /// <summary>Once its outputs are connected.</summary>
    public virtual void Prepare() => Run(nameof(ITask.Prepare), () => task.Prepare(context));

    /// <summary>Makes some records and returns whether there are more. Only of a source.</summary>
    public virtual bool Execute() => throw new InvalidOperationException($"'{context.TaskName}' is not a source.");

    /// <summary>Where an edge puts what it delivers to this task.</summary>
    public virtual IChunkSink<T> InputOf<T>(Edge edge) => throw new InvalidOperationException($"'{context.TaskName}' takes no {typeof(T)}.");

    /// <summary>When all edges have delivered everything, in a batch.</summary>
    public virtual void End() => outputs.Flush();

    public void Close() => Run(nameof(ITask.Close), task.Close);

    protected void Run(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw Failed(what, e);
        }
    }

    private UserCodeException Failed(string what, Exception e) => UserCodeException.Of(
        $"Graph '{context.GraphName}': worker {context.Worker}, task {context.TaskIndex} of '{context.TaskName}' ({context.Parallelism} in all)", what, e);

    /// <summary>Hands chunks to the user's function.</summary>
    protected sealed class Input<T>(TaskInstance owner, string edge, string what, ChunkAction<T> execute) : IChunkSink<T>
    {
        public void Add(ReadOnlySpan<T> chunk)
        {
            owner.Stage?.TakeIn(chunk.Length);
            OperatorLedger? reading = owner.KeepsGate ? null : owner.Gate.Leave();
            try
            {
                owner.Context.Edge = edge;
                execute(chunk);
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw owner.Failed(what, e);
            }
            finally
            {
                owner.Gate.Return(reading);
            }
            if (owner.KeepsGate) owner.Gate.Check();
            else owner.Gate.BetweenChunks();
        }
    }
}

internal sealed class SourceInstance<TOutput>(ISource<TOutput> source, TaskContext context, TaskOutputs outputs) : TaskInstance(source, context, outputs)
{
    private RecordCollector<TOutput>? _output;

    public override bool Execute()
    {
        _output ??= Outputs.ToAll<TOutput>();
        bool more = false;
        Run(nameof(Execute), () => more = source.Execute(_output));
        return more;
    }
}

internal class ComputeInstance<TInput, TOutput>(ICompute<TInput, TOutput> compute, TaskContext context, TaskOutputs outputs) : TaskInstance(compute, context, outputs)
{
    private RecordCollector<TOutput>? _output;

    /// <summary>Asked for when there is something to write: a pipe has its sinks before all edges behind the task are open.</summary>
    protected RecordCollector<TOutput> Output => _output ??= Outputs.ToAll<TOutput>();

    public override IChunkSink<T> InputOf<T>(Edge edge) =>
        (IChunkSink<T>)(object)new Input<TInput>(this, edge.Name, nameof(Execute), chunk => compute.Execute(chunk, Output));

    public override void End()
    {
        Run(nameof(End), () => compute.End(Output));
        base.End();
    }
}

internal sealed class SideComputeInstance<TInput, TSide, TOutput>(ICompute<TInput, TSide, TOutput> compute, TaskContext context, TaskOutputs outputs)
    : ComputeInstance<TInput, TOutput>(compute, context, outputs)
{
    public override IChunkSink<T> InputOf<T>(Edge edge) => edge.IsSide
        ? (IChunkSink<T>)(object)new Input<TSide>(this, edge.Name, nameof(compute.ExecuteSide), chunk => compute.ExecuteSide(chunk, Output))
        : base.InputOf<T>(edge);
}

internal sealed class SinkInstance<TInput>(ISink<TInput> sink, TaskContext context, TaskOutputs outputs) : TaskInstance(sink, context, outputs)
{
    public override IChunkSink<T> InputOf<T>(Edge edge) => (IChunkSink<T>)(object)new Input<TInput>(this, edge.Name, nameof(Execute), sink.Execute);

    public override void End()
    {
        Run(nameof(End), sink.End);
        base.End();
    }
}
