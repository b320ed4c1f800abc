using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// One value of each worker is combined up a binomial tree, in the order of the workers from the root on, and what the root makes of it goes down the same way: N − 1 small messages each way,
/// in log₂ N steps, without anybody waiting for it.
/// </summary>
/// <param name="env">The worker.</param>
/// <param name="name">The operator, for messages.</param>
/// <param name="root">The worker that concludes.</param>
/// <param name="combine">Combines the values of two groups of workers, the first group first.</param>
/// <param name="goesDown">Whether the root's value goes to all. Else only the root has it.</param>
/// <param name="packer">Packs values. Default: that of the type.</param>
internal sealed class TreeAgreement<T>(DataflowEnvironment env, string name, int root, Func<T, T, T> combine, bool goesDown, IDataPacker<T>? packer = null) : IEdge
{
    private readonly IDataPacker<T> _packer = CheckedPacker<T>.Of(packer ?? DataPackers.For<T>(), $"{name}: worker {env.Worker}");
    private readonly Dictionary<int, T> _received = [];
    private readonly BinomialTree _tree = new(env.Worker, env.WorkerCount, root);
    private bool _isGiven, _isUp;
    private T _value = default!;

    public EdgeId Id { get; } = env.NextEdge(name, typeof(T));

    /// <summary>Makes of all workers' values what goes down; at the root.</summary>
    public Func<T, T>? Conclude { get; init; }

    /// <summary>What goes on when all is agreed: asked whenever there is progress, says whether it did anything.</summary>
    public Func<bool>? Continue { get; init; }

    /// <summary>Whether this worker has its part in it behind it, and <see cref="Result"/> is there where it should be.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What all workers' values came to.</summary>
    public T Result => IsComplete ? _value : throw new InvalidOperationException($"{name}: not agreed yet.");

    /// <summary>
    /// Gives this worker's value. When all have come to a result that goes down, there may be another round: nobody gets a value of it before it has left this one.
    /// </summary>
    public void Give(T value)
    {
        _value = value;
        _isGiven = true;
        _isUp = IsComplete = false;
    }

    public void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload)
    {
        ChunkReader reader = new(payload);
        T[] value = new T[1];
        _packer.Unpack(ref reader, value);
        if (!_received.TryAdd(sourceWorker, value[0])) throw new CorruptChunkException("A second value where one was to come.");
    }

    public bool Advance()
    {
        bool moved = !IsComplete && (_isUp ? TryFinish() : TryGoUp());
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
        ? $"{name} (operator {Id.Sequence}): worker {env.Worker} waits for {WaitsFor()} to finish"
        : $"{name} (operator {Id.Sequence}) is being filled by worker {env.Worker}";

    private string WaitsFor() => $"{WaitText.Workers(Missing())} (and those it waits for)";

    private IEnumerable<int> Missing() => _tree.Missing(_isUp, _received.ContainsKey);

    private bool TryGoUp()
    {
        if (!_isGiven || !_tree.Children().All(_received.ContainsKey)) return false;
        foreach (int child in _tree.Children()) _value = combine(_value, _received[child]);
        _received.Clear();
        _isUp = true;
        if (!_tree.IsRoot)
        {
            Post(_tree.Parent);
            IsComplete = !goesDown;
            return true;
        }
        if (Conclude is not null) _value = Conclude(_value);
        GoDown();
        return true;
    }

    private bool TryFinish()
    {
        if (!_received.Remove(_tree.Parent, out T? value)) return false;
        _value = value;
        GoDown();
        return true;
    }

    private void GoDown()
    {
        if (goesDown)
            foreach (int child in _tree.Children()) Post(child);
        IsComplete = true;
    }

    private void Post(int worker)
    {
        ChunkWriter writer = new(env.Pool, ChunkHeader.Bytes);
        writer.Take(ChunkHeader.Bytes);
        _packer.Pack([_value], writer);
        env.Engine.Post(this, worker, env.Codec.Seal(writer.Detach(), Id, MessageKind.Data, env.Worker, worker, 1, env.Compresses(worker)));
    }
}
