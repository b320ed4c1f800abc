using Twister2.Dataflow;
using Twister2.Dataflow.Stores;

namespace Twister2.Tasks;

/// <summary>
/// Records of one task that stay on its worker from one graph to the next, as <see cref="TSet{T}.Persist"/> keeps them: packed, in the worker's memory budget, and on scratch beyond it. A task makes one with
/// <see cref="TaskContext.NewPartition"/>, adds to it, and gives it by name with <see cref="TaskContext.SetOutput"/>. Twister2's <c>DataPartition</c>.
/// </summary>
/// <remarks>It is filled in one run, and read as often as one likes; nothing may be added while somebody reads.</remarks>
public sealed class DataPartition<T> : IDataPartition
{
    private readonly WorkerGate _gate;
    private readonly RecordStore<T> _store;

    internal DataPartition(DataflowEnvironment environment, WorkerGate gate, string place)
    {
        _gate = gate;
        gate.Enter();
        try
        {
            _store = new RecordStore<T>(environment, nameof(DataPartition<>), place, environment.Ledgers.Local(nameof(DataPartition<>)));
        }
        finally
        {
            gate.Exit();
        }
    }

    /// <summary>Records added.</summary>
    public long Count => _store.Count;

    /// <summary>Whether some of it is on scratch.</summary>
    public bool HasSpilled => _store.HasSpilled;

    /// <summary>Adds records. One by one is dear: collect some before.</summary>
    public void Add(ReadOnlySpan<T> records)
    {
        _gate.Enter();
        try
        {
            _store.Add(records);
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Reads all records in the order of adding, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in partition.Read())</c>.</summary>
    public DataPartitionReader<T> Read()
    {
        _gate.Enter();
        try
        {
            return new DataPartitionReader<T>(_store.Read(), _gate);
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Gives memory and scratch back. The executor does it by itself when no name has the partition any more.</summary>
    public void Dispose()
    {
        _gate.Enter();
        try
        {
            _store.Dispose();
        }
        finally
        {
            _gate.Exit();
        }
    }
}

/// <summary>Goes through a <see cref="DataPartition{T}"/>.</summary>
public sealed class DataPartitionReader<T> : IDisposable
{
    private readonly RecordReader<T> _reader;
    private readonly WorkerGate _gate;

    internal DataPartitionReader(RecordReader<T> reader, WorkerGate gate) => (_reader, _gate) = (reader, gate);

    /// <summary>The records of the chunk, until <see cref="MoveNext"/> is called again.</summary>
    public ReadOnlySpan<T> Current => _reader.Current;

    /// <summary>Goes on to the next chunk, if there is one.</summary>
    public bool MoveNext()
    {
        _gate.Enter();
        try
        {
            return _reader.MoveNext();
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Itself.</summary>
    public DataPartitionReader<T> GetEnumerator() => this;

    /// <summary>Gives back what reading holds. A loop does it at its end.</summary>
    public void Dispose()
    {
        _gate.Enter();
        try
        {
            _reader.Dispose();
        }
        finally
        {
            _gate.Exit();
        }
    }
}

/// <summary>A partition of records of any type.</summary>
internal interface IDataPartition : IDisposable;
