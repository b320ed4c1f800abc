using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Sorting;

/// <summary>One of the sorted inputs of a merge: the records at hand and their bits.</summary>
internal abstract class MergeInput<T>(SortOrder<T> order) : IDisposable
{
    private T[] _records = [];
    private ulong[] _bits = [];
    private int _position, _count;

    /// <summary>The record that is next.</summary>
    public ref readonly T Record => ref _records[_position];

    /// <summary>Its bits.</summary>
    public ulong Bits => _bits[_position];

    /// <summary>Goes on to the next record, the first one to begin with; false when there is none.</summary>
    public bool MoveNext()
    {
        if (++_position < _count) return true;
        _position = 0;
        _count = Load(ref _records);
        if (_count == 0) return false;
        if (_bits.Length < _count) _bits = new ulong[_records.Length];
        order.GetBits(_records.AsSpan(0, _count), _bits);
        return true;
    }

    public virtual void Dispose() { }

    /// <summary>Brings the next records and says how many; 0 at the end.</summary>
    protected abstract int Load(ref T[] records);
}

/// <summary>A run on scratch.</summary>
internal sealed class RunInput<T>(RunFormat<T> format, SpillLog log, SortedRun run, SortOrder<T> order) : MergeInput<T>(order)
{
    private int _next;

    protected override int Load(ref T[] records)
    {
        if (_next == run.Blocks.Count) return 0;
        RunBlock block = run.Blocks[_next++];
        format.Read(log, in block, ref records);
        return block.Records;
    }
}

/// <summary>The records of a reader, which are in order.</summary>
internal sealed class ReaderInput<T>(RecordReader<T> reader, SortOrder<T> order, int batch) : MergeInput<T>(order)
{
    public override void Dispose()
    {
        base.Dispose();
        reader.Dispose();
    }

    protected override int Load(ref T[] records)
    {
        if (records.Length == 0) records = new T[batch];
        return reader.Read(records);
    }
}
