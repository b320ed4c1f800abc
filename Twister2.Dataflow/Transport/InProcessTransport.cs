using System.Collections.Concurrent;

namespace Twister2.Dataflow.Transport;

/// <summary>Virtual workers that are threads of one process. They exchange real messages through the same chunks as over MPI.</summary>
internal sealed class InProcessTransport : ITransport
{
    private readonly InProcessNetwork _network;

    internal InProcessTransport(InProcessNetwork network, int worker)
    {
        _network = network;
        Worker = worker;
    }

    public int Worker { get; }

    public int WorkerCount => _network.WorkerCount;

    /// <summary>As small as MPI's guaranteed largest tag, so that tests meet the wrap-around as well.</summary>
    public int LargestEdge => 32767;

    public int NodeOf(int worker) => worker / _network.WorkersPerNode;

    public IPendingSend Send(int worker, int edge, ReadOnlyMemory<byte> message)
    {
        _network.ThrowIfFailed();
        Letter letter = new(_network, Worker, message);
        _network.Mailbox(worker, edge).Enqueue(letter);
        return letter;
    }

    public IPendingReceive? TryMatch(int edge)
    {
        _network.ThrowIfFailed();
        return _network.Mailbox(Worker, edge).TryDequeue(out Letter? letter) ? letter : null;
    }

    public void Dispose() { }

    internal sealed class Letter(InProcessNetwork network, int source, ReadOnlyMemory<byte> message) : IPendingSend, IPendingReceive
    {
        private volatile bool _taken;

        public int Source => source;

        public int Length => message.Length;

        public void Start(Memory<byte> destination)
        {
            message.CopyTo(destination);
            _taken = true;
        }

        public bool IsComplete()
        {
            if (!_taken) network.ThrowIfFailed();
            return _taken;
        }
    }
}

/// <summary>The mailboxes between virtual workers, and the failure that ends them all.</summary>
internal sealed class InProcessNetwork(int workerCount, int workersPerNode = int.MaxValue)
{
    private readonly ConcurrentDictionary<(int Worker, int Edge), ConcurrentQueue<InProcessTransport.Letter>> _mailboxes = new();
    private volatile string? _failure;

    public int WorkerCount => workerCount;

    public int WorkersPerNode => workersPerNode;

    /// <summary>Makes every later use of the network throw, as a dead rank ends an MPI job.</summary>
    public void Fail(int worker, Exception cause) => _failure ??= $"Worker {worker} failed: {cause.Message}";

    public void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new WorkerFailedException(failure);
    }

    public ConcurrentQueue<InProcessTransport.Letter> Mailbox(int worker, int edge) => _mailboxes.GetOrAdd((worker, edge), static _ => new());
}
