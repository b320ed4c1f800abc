using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Engine;

/// <summary>One value of each worker is combined up the tree, in the order of the workers from the root on, and what the root makes of it goes down.</summary>
/// <param name="env">The worker.</param>
/// <param name="name">The operator, for messages.</param>
/// <param name="root">The worker that concludes.</param>
/// <param name="combine">Combines the values of two groups of workers, the first group first.</param>
/// <param name="goesDown">Whether the root's value goes to all. Else only the root has it.</param>
/// <param name="packer">Packs values. Default: that of the type.</param>
internal sealed class TreeAgreement<T>(DataflowEnvironment env, string name, int root, Func<T, T, T> combine, bool goesDown, IDataPacker<T>? packer = null) : TreeEdge(env, name, typeof(T), root)
{
    private readonly IDataPacker<T> _packer = CheckedPacker<T>.Of(packer ?? DataPackers.For<T>(), $"{name}: worker {env.Worker}");
    private readonly Dictionary<int, T> _received = [];
    private T _value = default!;

    /// <summary>Makes of all workers' values what goes down; at the root.</summary>
    public Func<T, T>? Conclude { get; init; }

    /// <summary>What all workers' values came to, where it should be known.</summary>
    public T Result => IsComplete ? _value : throw new InvalidOperationException($"{Name}: not agreed yet.");

    /// <summary>
    /// Gives this worker's value. When all have come to a result that goes down, there may be another round: nobody gets a value of it before it has left this one.
    /// </summary>
    public void Give(T value)
    {
        _value = value;
        Begin();
    }

    public override void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload)
    {
        ChunkReader reader = new(payload);
        T[] value = new T[1];
        _packer.Unpack(ref reader, value);
        if (!_received.TryAdd(sourceWorker, value[0])) throw new CorruptChunkException("A second value where one was to come.");
    }

    protected override bool HasReceived(int worker) => _received.ContainsKey(worker);

    protected override void GoUp()
    {
        foreach (int child in Tree.Children()) _value = combine(_value, _received[child]);
        _received.Clear();
        if (Tree.IsRoot)
        {
            if (Conclude is not null) _value = Conclude(_value);
            GoDown();
            return;
        }
        Send(Tree.Parent);
        if (!goesDown) Complete();
    }

    protected override void ComeDown()
    {
        _received.Remove(Tree.Parent, out T? value);
        _value = value!;
        GoDown();
    }

    private void GoDown()
    {
        if (goesDown)
            foreach (int child in Tree.Children()) Send(child);
        Complete();
    }

    private void Send(int worker)
    {
        ChunkWriter writer = NewMessage();
        _packer.Pack([_value], writer);
        Post(worker, writer);
    }
}
