using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Reduce and broadcast of single values over a binomial tree of workers rooted at worker 0: 2 log₂ N steps, N − 1 messages each way. For what operators and
/// sinks agree on; bulk data goes through <see cref="Exchange{T}"/>.
/// </summary>
internal sealed class TreeCollectives<T>(DataflowEnvironment env, string name, EdgeId id) : IEdge
{
    private readonly IDataPacker<T> _packer = CheckedPacker<T>.Of(DataPackers.For<T>(), $"{name}: worker {env.Worker}");
    // In arrays of one: a dictionary of the values themselves would have to be compiled for each type.
    private readonly Dictionary<int, T[]> _received = [];
    private int _waitsFor = -1;

    public EdgeId Id { get; } = id;

    /// <summary>Combines the values of all workers in the order of their numbers, and gives all the result.</summary>
    public T AllReduce(T value, Func<T, T, T> combine)
    {
        OperatorLedger ledger = env.Ledgers.Collective(name);
        env.Engine.Open(this, ledger);
        T combined = Down(Up(value, combine));
        env.Engine.Close(this);
        ledger.Stage?.Done();
        return combined;
    }

    /// <summary>Gives all workers the value of worker 0.</summary>
    public T Broadcast(T value)
    {
        OperatorLedger ledger = env.Ledgers.Collective(name);
        env.Engine.Open(this, ledger);
        T received = Down(value);
        env.Engine.Close(this);
        ledger.Stage?.Done();
        return received;
    }

    public void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload)
    {
        ChunkReader reader = new(payload);
        T[] value = new T[1];
        _packer.Unpack(ref reader, value);
        if (!_received.TryAdd(sourceWorker, value)) throw new CorruptChunkException("A second value where one was to come.");
    }

    public bool Advance() => false;

    public EdgeWait Wait => _waitsFor < 0 ? new(WaitStage.Sending) : new(WaitStage.Ending, new AwaitedWorker(_waitsFor, Awaited.Value));

    public string DescribeWait() => $"{name} (operator {Id.Sequence}): worker {env.Worker} waits for worker {_waitsFor}";

    private T Up(T value, Func<T, T, T> combine)
    {
        for (int bit = 1; bit < env.WorkerCount; bit <<= 1)
        {
            if ((env.Worker & bit) != 0)
            {
                Send(env.Worker - bit, value);
                break;
            }
            if (env.Worker + bit < env.WorkerCount) value = Combine(combine, value, ReceiveFrom(env.Worker + bit));
        }
        return value;
    }

    private T Combine(Func<T, T, T> combine, T a, T b)
    {
        try
        {
            return combine(a, b);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of($"{name}: worker {env.Worker}", "the function that combines", e);
        }
    }

    private T Down(T value)
    {
        int bit = 1;
        while (bit < env.WorkerCount && (env.Worker & bit) == 0) bit <<= 1;
        if (env.Worker != 0) value = ReceiveFrom(env.Worker - bit);
        for (bit >>= 1; bit > 0; bit >>= 1)
            if (env.Worker + bit < env.WorkerCount) Send(env.Worker + bit, value);
        return value;
    }

    private void Send(int worker, T value)
    {
        ChunkWriter writer = new(env.Pool, ChunkHeader.Bytes);
        writer.Take(ChunkHeader.Bytes);
        _packer.Pack([value], writer);
        env.Engine.Send(this, worker, env.Codec.Seal(writer.Detach(), Id, MessageKind.Data, env.Worker, worker, 1, env.Compresses(worker)));
    }

    private T ReceiveFrom(int worker)
    {
        _waitsFor = worker;
        env.Engine.WaitUntil(() => _received.ContainsKey(worker), this);
        _received.Remove(worker, out T[]? value);
        return value![0];
    }
}
