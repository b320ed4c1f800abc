using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Sorting;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Merges source tasks that add their records in order into one sequence in order, at target task 0. Equal records come in the order of the sources and, of each source, of adding.
/// </summary>
public sealed class Merge<T> : DataflowOperator
{
    private const string Name = nameof(Merge<>);

    private const int BatchRecords = 512, ReadBytes = 64 << 10;

    private readonly SortOrder<T> _order;
    private readonly Exchange<T> _exchange;
    private readonly ReceivedStores<T> _received;
    private readonly Latest?[] _latest;
    private readonly ulong[] _bits = new ulong[BatchRecords];

    /// <summary>A merge to the one target of the plan.</summary>
    /// <exception cref="ArgumentException">The plan has more than one target.</exception>
    public Merge(DataflowEnvironment environment, LogicalPlan plan, SortOrder<T> order) : base(environment, plan)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (plan.Targets != 1) throw new ArgumentException($"A merge has one target task; the plan has {plan.Targets}.", nameof(plan));
        _order = CheckedOrder<T>.Of(order, plan.PlaceOf(Name, environment.Worker));
        _received = new ReceivedStores<T>(environment, Name, plan, bySource: true);
        _latest = new Latest?[plan.Sources];
        _exchange = new Exchange<T>(environment, Name, plan, DataPackers.For<T>(), _received);
        FinishIfNoSource();
    }

    /// <summary>The record that a source task added last.</summary>
    private sealed record Latest(T Record, ulong Bits, long Position);

    /// <inheritdoc/>
    public override bool IsComplete => _exchange.IsComplete;

    private protected override IEdge Edge => _exchange;

    /// <summary>Adds a record of a source task.</summary>
    /// <exception cref="ArgumentException">It comes before the one added last.</exception>
    public void Add(int source, T record) => Add(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records of a source task.</summary>
    /// <exception cref="ArgumentException">They are not in order, or come before the one added last.</exception>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        for (; !records.IsEmpty; records = records[Math.Min(BatchRecords, records.Length)..])
        {
            ReadOnlySpan<T> batch = records[..Math.Min(BatchRecords, records.Length)];
            CheckOrder(source, batch);
            _exchange.Add(source, 0, batch);
        }
    }

    /// <summary>
    /// Adds records, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    /// <exception cref="ArgumentException">They are not in order, or come before the one added last.</exception>
    public bool TryAdd(int source, ReadOnlySpan<T> records)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        Add(source, records);
        return true;
    }

    /// <summary>
    /// Reads the merged records at target task 0, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in merge.Read(0))</c>. Once complete; as often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public RecordReader<T> Read(int target) => Read(target, consume: false);

    /// <summary>Reads as <see cref="Read(int)"/> does, once: memory is given back behind the reader.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public RecordReader<T> Consume(int target) => Read(target, consume: true);

    /// <summary>Gives the merged records to a sink: everything on the worker of the target task, nothing on the others. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public void CopyTo(IChunkSink<T> sink)
    {
        using RecordReader<T> reader = Merged(consume: false);
        foreach (ReadOnlySpan<T> chunk in reader) sink.Add(chunk);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _received.Dispose();
    }

    private protected override void FinishAll() => _exchange.Finish();

    private RecordReader<T> Read(int target, bool consume)
    {
        CheckComplete();
        if (target != 0 || !_received.Has(0))
            throw new ArgumentOutOfRangeException(nameof(target), $"Target task {target} does not run on worker {Environment.Worker}.");
        return Merged(consume);
    }

    private MergingReader<T> Merged(bool consume)
    {
        CheckComplete();
        IReadOnlyList<RecordStore<T>> stores = _received.Has(0) ? _received[0].Stores : [];
        int batch = Math.Clamp(ReadBytes / Unsafe.SizeOf<T>(), 1, Environment.Options.ChunkRecords);
        long bytes = (long)stores.Count * batch * (Unsafe.SizeOf<T>() + sizeof(ulong));
        return new MergingReader<T>(
            Environment, [.. stores.Select(store => new ReaderInput<T>(consume ? store.Consume() : store.Read(), _order, batch))], _order, bytes, batch);
    }

    private void CheckOrder(int source, ReadOnlySpan<T> batch)
    {
        _order.GetBits(batch, _bits);
        Latest latest = _latest[source] ?? new Latest(batch[0], _bits[0], -1);
        if (IsAfter(latest.Record, latest.Bits, in batch[0], _bits[0])) throw NotInOrder(source, latest.Position + 1);
        for (int i = 1; i < batch.Length; i++)
            if (IsAfter(in batch[i - 1], _bits[i - 1], in batch[i], _bits[i])) throw NotInOrder(source, latest.Position + 1 + i);
        _latest[source] = new Latest(batch[^1], _bits[batch.Length - 1], latest.Position + batch.Length);
    }

    private bool IsAfter(in T a, ulong bitsA, in T b, ulong bitsB) => bitsA != bitsB ? bitsA > bitsB : !_order.BitsDecide && _order.Compare(in a, in b) > 0;

    private ArgumentException NotInOrder(int source, long position) =>
        new($"{Name}: worker {Environment.Worker}: record {position:N0} of source task {source} comes before the one added last. A merge takes records in order; {nameof(Sort<>)} takes them in any.");
}
