using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow;

/// <summary>One of several inputs of an operator, with source tasks of its own.</summary>
public sealed class OperatorInput<T>
{
    private readonly DataflowOperator _owner;
    private readonly int _firstSource;
    private readonly AddRecords _add;

    internal OperatorInput(DataflowOperator owner, InputSources sources, int input, AddRecords add)
    {
        _owner = owner;
        _firstSource = sources.FirstOf(input);
        Sources = sources.CountOf(input);
        _add = add;
    }

    /// <summary>Takes records of a source task, numbered over all inputs of the operator.</summary>
    internal delegate void AddRecords(int source, ReadOnlySpan<T> records);

    /// <summary>Source tasks of this input.</summary>
    public int Sources { get; }

    /// <summary>Adds a record of a source task of this input.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void Add(int source, T record) => _add(SourceOf(source), new ReadOnlySpan<T>(in record));

    /// <summary>Adds records of a source task of this input.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void Add(int source, ReadOnlySpan<T> records) => _add(SourceOf(source), records);

    /// <summary>
    /// Adds records, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAdd(int source, ReadOnlySpan<T> records)
    {
        if (!_owner.HasRoom) return false;
        using ProgressEngine.RoomMode mode = _owner.WaitForRoom(false);
        Add(source, records);
        return true;
    }

    /// <summary>Says that a source task of this input adds no more.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or was finished before.</exception>
    public void Finish(int source) => _owner.Finish(SourceOf(source));

    private int SourceOf(int source) => (uint)source < (uint)Sources
        ? _firstSource + source
        : throw new ArgumentException($"There is no source task {source}: the input has {Sources} (0 to {Sources - 1}).", nameof(source));
}
