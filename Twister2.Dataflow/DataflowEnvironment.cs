using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Memory;
using Twister2.Dataflow.Spill;
using Twister2.Dataflow.Stores;
using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow;

/// <summary>
/// What the dataflow operators of one worker share: the transport to the other workers, the progress engine, buffers, options, counters. Used by one thread at a
/// time.
/// </summary>
public sealed class DataflowEnvironment : IDisposable
{
    private readonly ITransport _transport;
    private readonly WaitReport _waits;
    private volatile ToldWaits? _told;

    internal DataflowEnvironment(ITransport transport, DataflowOptions? options = null, ILogger? logger = null, ISpillStore? spill = null)
    {
        Options = options ?? new DataflowOptions();
        Options.Validate();
        _transport = transport;
        Logger = logger ?? NullLogger.Instance;
        Stages = new StageLedgers(transport.WorkerCount);
        Ledgers = new OperatorLedgers(Stages);
        Codec = new ChunkCodec(Pool);
        Memory = new MemoryBudget(Options.MemoryBytes ?? DefaultMemory(transport));
        Blocks = new BlockPool(Memory);
        Spill = spill ?? Scratch.Open(Options.Scratch, transport.Worker, Logger);
        EdgeNumbers = new EdgeNumbers(transport.LargestEdge);
        Packers = new PackerAgreement(this);
        Engine = new ProgressEngine(transport, Pool, Codec, Options, Counters, Ledgers, Logger);
        _waits = new WaitReport(Engine, transport.Worker, transport.WorkerCount);
        Engine.Watch.Describe = edge => _waits.Line(edge);
        Engine.Watch.Tell = () => _told = new ToldWaits(DescribeWaits(), Stopwatch.GetTimestamp());
    }

    /// <summary>
    /// The dataflow environment of this rank over MPI; its messages have a communicator of their own. Collective over <paramref name="communicator"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The workers have different options where these must be the same; thrown on all of them.</exception>
    public static DataflowEnvironment Create(Mpi.Intracommunicator communicator, DataflowOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        options ??= new DataflowOptions();
        options.Validate();
        OptionsAgreement.Check(communicator, options);
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

    /// <summary>What each operator of this worker has done so far; sums and single links. On the worker's own thread.</summary>
    public WorkerStatistics Statistics => new()
    {
        Worker = Worker,
        Workers = WorkerCount,
        MemoryLimit = Memory.Limit,
        Memory = Memory.Used,
        PeakMemory = Memory.Peak,
        Operators = [.. Engine.Operators().Union(Ledgers.All()).Where(ledger => ledger.Operators > 0).OrderBy(ledger => ledger.Number).Select(ledger => ledger.ToStatistics())],
    };

    /// <summary>Where the operators write what a person should know.</summary>
    public ILogger Logger { get; }

    /// <summary>The memory that this worker's operators may hold together.</summary>
    public MemoryBudget Memory { get; }

    /// <summary>Whether messages go over MPI.</summary>
    internal bool UsesMpi => _transport is MpiTransport;

    /// <summary>Which operator is being built or read, and what those that have ended did.</summary>
    internal OperatorLedgers Ledgers { get; }

    /// <summary>Keeps what is done when; null where nobody has asked for that.</summary>
    internal TraceLog? Trace
    {
        get => Engine.Trace;
        set => Engine.Trace = value;
    }

    /// <summary>What the operators did, and what they are parts of; may be looked at from any thread.</summary>
    internal StageLedgers Stages { get; }

    /// <summary>One task on each worker.</summary>
    internal LogicalPlan EveryWorker => field ??= LogicalPlan.OnePerWorker(WorkerCount);

    internal BufferPool Pool { get; } = new();

    internal BlockPool Blocks { get; }

    internal ISpillStore Spill { get; }

    internal ChunkCodec Codec { get; }

    internal ProgressEngine Engine { get; }

    internal PackerAgreement Packers { get; }

    internal EdgeNumbers EdgeNumbers { get; }

    /// <summary>
    /// Combines one value of each worker, in the order of the workers, and gives all the result.
    /// Collective: every worker must call this in the same order.
    /// </summary>
    public T AllReduce<T>(T value, Func<T, T, T> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return NewCollective<T>(nameof(AllReduce)).AllReduce(value, combine);
    }

    /// <summary>Gives every worker the value of worker 0. Collective: every worker must call this in the same order.</summary>
    public T Broadcast<T>(T value) => NewCollective<T>(nameof(Broadcast)).Broadcast(value);

    /// <summary>Returns when every worker has called it. Collective: every worker must call this in the same order.</summary>
    public void Barrier() => NewCollective<byte>(nameof(Barrier)).AllReduce(0, static (_, _) => 0);

    /// <summary>What the operators of this worker wait for now: with those of the other workers a <see cref="WaitGraph"/>. On the worker's own thread.</summary>
    public WorkerWaits DescribeWaits() => _waits.All(EdgeNumbers.Count);

    /// <summary>
    /// What the operators of this worker wait for, asked from any thread, as a heartbeat's would be. It gives what the worker's thread told last, without waiting, and asks it for more: a worker that
    /// waits tells within milliseconds, one that is in the program's own code when it next adds a chunk or waits.
    /// </summary>
    public WorkerWaits LatestWaits()
    {
        Engine.Watch.Ask();
        if (_told is not { } told) return new WorkerWaits { Worker = Worker, Workers = WorkerCount, Built = EdgeNumbers.Count, Operators = [] };
        WorkerWaits waits = told.Waits with { Built = EdgeNumbers.Count, Age = Stopwatch.GetElapsedTime(told.At) };
        // It has gone on since.
        return Engine.Watch.IsWaiting ? waits : waits with { Operators = [.. waits.Operators.Select(wait => wait with { Blocked = null })] };
    }

    /// <summary>Whether all workers give the same number, which is not negative. Collective: every worker must call this in the same order.</summary>
    internal bool IsAgreed(long number) => NewCollective<long>(nameof(AllReduce)).AllReduce(number, static (a, b) => a == b ? a : -1) >= 0;

    internal OperatorWait WaitOf(OperatorLedger ledger) => _waits.Of(ledger);

    /// <summary>Waits until the others have taken what this worker sent, and closes the transport.</summary>
    public void Dispose()
    {
        DataflowMeter.Withdraw(this);
        Engine.Drain();
        _transport.Dispose();
        CloseStores();
    }

    /// <summary>Gives memory and scratch back, also where the worker has failed and waits for nobody.</summary>
    internal void CloseStores()
    {
        Blocks.Dispose();
        Spill.Dispose();
    }

    /// <summary>
    /// The identity of the next operator; the same on every worker because all build the same operators in the same order. Every few thousand operators the workers wait
    /// for each other, so that none is so far ahead that a number is in use twice. Where the record type is the job's own, they compare once how they pack it.
    /// </summary>
    internal EdgeId NextEdge(string name, Type record, LogicalPlan? plan = null)
    {
        if (EdgeNumbers.IsTimeToMeet)
            new TreeCollectives<byte>(this, EdgeNumbers.MeetingName, EdgeNumbers.Meeting()).AllReduce(0, static (_, _) => 0);
        string recipe = Packers.Check(name, record);
        return EdgeNumbers.Next(EdgeId.SignatureOf(name, record, recipe) ^ (plan?.Signature ?? 0)) with { Name = name };
    }

    private TreeCollectives<T> NewCollective<T>(string name) => new(this, name, NextEdge(name, typeof(T)));

    private static long DefaultMemory(ITransport transport)
    {
        int sharing = Enumerable.Range(0, transport.WorkerCount).Count(transport.SharesNode);
        return Math.Max(1, (long)(0.7 * Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, SlurmMemory.OnThisNode(Environment.GetEnvironmentVariable) ?? long.MaxValue) / Math.Max(1, sharing)));
    }

    /// <summary>An operator at a target task of this worker, for messages.</summary>
    internal string PlaceOf(string name, int target) => $"{name}: worker {Worker}, target task {target}";

    /// <summary>An operator on the way from a source task to a target task, seen by this worker, for messages.</summary>
    internal string PlaceOf(string name, int source, int target) => $"{name}: worker {Worker}, source task {source}, target task {target}";

    /// <summary>A number of the node that a worker runs on, the same on every worker.</summary>
    internal int NodeOf(int worker) => _transport.NodeOf(worker);

    internal bool Compresses(int worker) => Options.Compression switch
    {
        ChunkCompression.Always => true,
        ChunkCompression.Never => false,
        _ => !_transport.SharesNode(worker),
    };
}
