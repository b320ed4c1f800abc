using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Something goes up a binomial tree of all workers, from those below to the root, and what the root makes of it comes down the same way: N − 1 small messages each way, in log₂ N steps,
/// without anybody waiting for it.
/// </summary>
/// <remarks>Not generic, so that it is compiled once for all types of values.</remarks>
internal abstract class TreeEdge(DataflowEnvironment env, string name, Type type, int root) : IEdge
{
    private bool _isGiven, _isUp;

    protected DataflowEnvironment Environment => env;

    /// <summary>The operator, for messages.</summary>
    protected string Name => name;

    protected BinomialTree Tree { get; } = new(env.Worker, env.WorkerCount, root);

    public EdgeId Id { get; } = env.NextEdge(name, type);

    /// <summary>What goes on when all is known: asked whenever there is progress, says whether it did anything.</summary>
    public Func<bool>? Continue { get; init; }

    /// <summary>Whether this worker has its part in it behind it.</summary>
    public bool IsComplete { get; private set; }

    public abstract void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload);

    public bool Advance()
    {
        bool moved = !IsComplete && (_isUp ? TryComeDown() : TryGoUp());
        if (IsComplete && Continue is not null) moved |= Continue();
        return moved;
    }

    public EdgeWait Wait => this switch
    {
        { IsComplete: true } => new(WaitStage.Complete),
        { _isGiven: false } => new(WaitStage.Filling),
        _ => new(WaitStage.Ending, [.. Missing().Select(worker => new AwaitedWorker(worker, Awaited.Value))]),
    };

    public string DescribeWait() => _isGiven
        ? $"{name} (operator {Id.Sequence}): worker {env.Worker} waits for {WaitText.Workers(Missing())} (and those it waits for) to finish"
        : $"{name} (operator {Id.Sequence}) is being filled by worker {env.Worker}";

    /// <summary>This worker's part is there: what comes from below may go up with it. Begins anew where it was complete.</summary>
    protected void Begin()
    {
        _isGiven = true;
        _isUp = IsComplete = false;
    }

    /// <summary>This worker has its part behind it.</summary>
    protected void Complete() => IsComplete = true;

    /// <summary>Whether a worker's value has come and was not taken yet.</summary>
    protected abstract bool HasReceived(int worker);

    /// <summary>Takes the values of all below, which have come, and sends them up with this worker's own; at the root they come down again.</summary>
    protected abstract void GoUp();

    /// <summary>Takes what has come from above, and passes it on.</summary>
    protected abstract void ComeDown();

    /// <summary>A writer for a message's payload.</summary>
    protected ChunkWriter NewMessage()
    {
        ChunkWriter writer = new(env.Pool, ChunkHeader.Bytes);
        writer.Take(ChunkHeader.Bytes);
        return writer;
    }

    protected void Post(int worker, ChunkWriter writer) =>
        env.Engine.Post(this, worker, env.Codec.Seal(writer.Detach(), Id, MessageKind.Data, env.Worker, worker, 1, env.Compresses(worker)));

    private IEnumerable<int> Missing() => Tree.Missing(_isUp, HasReceived);

    private bool TryGoUp()
    {
        if (!_isGiven || !Tree.Children().All(HasReceived)) return false;
        _isUp = true;
        GoUp();
        return true;
    }

    private bool TryComeDown()
    {
        if (!HasReceived(Tree.Parent)) return false;
        ComeDown();
        return true;
    }
}
