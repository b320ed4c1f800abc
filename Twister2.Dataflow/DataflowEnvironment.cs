using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow;

/// <summary>
/// What the dataflow operators of one worker share: the transport to the other workers, the progress engine, buffers, options, counters. Used by one thread at a
/// time.
/// </summary>
public sealed class DataflowEnvironment : IDisposable
{
    private readonly ITransport _transport;

    internal DataflowEnvironment(ITransport transport, DataflowOptions? options = null, ILogger? logger = null)
    {
        Options = options ?? new DataflowOptions();
        Options.Validate();
        _transport = transport;
        Logger = logger ?? NullLogger.Instance;
        Codec = new ChunkCodec(Pool);
        Engine = new ProgressEngine(transport, Pool, Codec, Options, Counters, Logger);
    }

    /// <summary>
    /// The dataflow environment of this rank over MPI; its messages have a communicator of their own. Collective over <paramref name="communicator"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static DataflowEnvironment Create(Mpi.Intracommunicator communicator, DataflowOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        return new DataflowEnvironment(new MpiTransport(communicator), options, logger);
    }

    /// <summary>This worker, 0 ≤ worker &lt; <see cref="WorkerCount"/>; its rank, over MPI.</summary>
    public int Worker => _transport.Worker;

    /// <summary>Workers of the job.</summary>
    public int WorkerCount => _transport.WorkerCount;

    /// <summary>How the operators use memory and messages.</summary>
    public DataflowOptions Options { get; }

    /// <summary>What this worker's operators have done so far.</summary>
    public DataflowCounters Counters { get; } = new();

    /// <summary>Where the operators write what a person should know.</summary>
    public ILogger Logger { get; }

    internal BufferPool Pool { get; } = new();

    internal ChunkCodec Codec { get; }

    internal ProgressEngine Engine { get; }

    /// <summary>
    /// Combines one value of each worker, in the order of the workers, and gives all the result.
    /// Collective: every worker must call this in the same order.
    /// </summary>
    public T AllReduce<T>(T value, Func<T, T, T> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return new TreeCollectives<T>(this, nameof(AllReduce)).AllReduce(value, combine);
    }

    /// <summary>Gives every worker the value of worker 0. Collective: every worker must call this in the same order.</summary>
    public T Broadcast<T>(T value) => new TreeCollectives<T>(this, nameof(Broadcast)).Broadcast(value);

    /// <summary>Returns when every worker has called it. Collective: every worker must call this in the same order.</summary>
    public void Barrier() => new TreeCollectives<byte>(this, nameof(Barrier)).AllReduce(0, static (_, _) => 0);

    /// <summary>Waits until the others have taken what this worker sent, and closes the transport.</summary>
    /// <exception cref="TimeoutException">They take nothing for <see cref="DataflowOptions.DrainTimeout"/>.</exception>
    public void Dispose()
    {
        Engine.Drain();
        _transport.Dispose();
    }

    internal bool Compresses(int worker) => Options.Compression switch
    {
        ChunkCompression.Always => true,
        ChunkCompression.Never => false,
        _ => !_transport.SharesNode(worker),
    };
}
