using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Numbers the records of all source tasks: 0, 1, 2 … in the order of the tasks and, of each, of adding; LINQ's <c>Index</c>. Records stay where they were added and are read there.
/// </summary>
/// <remarks>Costs: one count per worker up a tree and one down; memory for the records, within the budget. Only the source tasks of the plan matter.</remarks>
public sealed class ZipWithIndex<T> : DataflowOperator
{
    private const string Name = nameof(ZipWithIndex<>);

    private readonly SourceStores<T> _kept;
    private readonly TaskScan<long> _scan;

    /// <summary>A numbering of what the plan's source tasks add.</summary>
    public ZipWithIndex(DataflowEnvironment environment, LogicalPlan plan) : base(environment, plan)
    {
        CheckWorkers(Name);
        _kept = new SourceStores<T>(environment, Name, plan);
        _scan = new TaskScan<long>(environment, Name, static (a, b) => a + b);
        environment.Engine.Open(_scan);
        FinishIfNoSource();
    }

    /// <inheritdoc/>
    public override bool IsComplete => _scan.IsComplete;

    /// <summary>Records of all tasks. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    public long Count
    {
        get
        {
            CheckComplete();
            return _scan.All.Value;
        }
    }

    private protected override IEdge Edge => _scan;

    /// <summary>Adds a record of a source task.</summary>
    public void Add(int source, T record) => Add(source, new ReadOnlySpan<T>(in record));

    /// <summary>Adds records of a source task.</summary>
    public void Add(int source, ReadOnlySpan<T> records)
    {
        CheckAdds(source);
        _kept[source].Add(records);
        CountAdded(records.Length);
    }

    /// <summary>Records of a source task of this worker.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long CountOf(int source) => _kept[source].Count;

    /// <summary>The index of the first record of a source task of this worker, whether it has one or not. Once complete.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public long FirstIndexOf(int source)
    {
        CheckComplete();
        _ = _kept[source];
        return _scan.Before(source).Value;
    }

    /// <summary>
    /// Reads the records of a source task of this worker with their indexes, a chunk at a time: <c>foreach (ReadOnlySpan&lt;(long Index, T Item)&gt; chunk in numbered.Read(task))</c>. Once complete; as
    /// often as one likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<(long Index, T Item)> Read(int source) => new Reader(FirstIndexOf(source), ReadItems(source), Environment.Options.ChunkRecords);

    /// <summary>Reads as <see cref="Read"/> does, once: memory is given back behind the reader.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<(long Index, T Item)> Consume(int source) => new Reader(FirstIndexOf(source), _kept[source].Consume(), Environment.Options.ChunkRecords);

    /// <summary>Reads the records without their indexes, which go on from <see cref="FirstIndexOf"/>: nothing is copied where they are unmanaged.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public RecordReader<T> ReadItems(int source)
    {
        CheckComplete();
        return _kept[source].Read();
    }

    /// <summary>Gives what <see cref="Read"/> reads to a sink.</summary>
    /// <exception cref="InvalidOperationException">The operator is not complete.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The task does not run here.</exception>
    public void CopyTo(int source, IChunkSink<(long Index, T Item)> sink) => Read(source).CopyTo(sink);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _kept.Dispose();
    }

    private protected override void FinishAll() => _scan.Give(_kept.Tasks.Select(task => (task, new Total<long>(_kept[task].Count))));

    private sealed class Reader(long next, RecordReader<T> items, int chunkRecords) : MappedReader<T, (long, T)>(items, chunkRecords)
    {
        private long _next = next;

        protected override void Map(ReadOnlySpan<T> records, Span<(long, T)> results)
        {
            for (int i = 0; i < results.Length; i++) results[i] = (_next + i, records[i]);
            _next += results.Length;
        }
    }
}
