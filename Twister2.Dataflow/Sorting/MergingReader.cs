using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow.Sorting;

/// <summary>Reads sorted inputs as one.</summary>
internal sealed class MergingReader<T> : RecordReader<T>
{
    private readonly DataflowEnvironment _env;
    private readonly OperatorLedger _ledger;
    private readonly MergeInput<T>[] _inputs;
    private readonly long _charged;
    private readonly int _chunkRecords;
    private readonly LoserTree<T> _tree;
    private T[] _chunk = [];
    private int _count;
    private bool _disposed;

    /// <summary>A reader of inputs that take so many bytes of memory, which it charges to the budget and gives back at its end.</summary>
    public MergingReader(DataflowEnvironment env, MergeInput<T>[] inputs, SortOrder<T> order, long bytes, int chunkRecords, OperatorLedger? ledger = null)
    {
        _env = env;
        _ledger = ledger ?? env.Ledgers.Current;
        _inputs = inputs;
        _chunkRecords = chunkRecords;
        env.Memory.Reserve(bytes, _ledger);
        _charged = bytes;
        try
        {
            _tree = new LoserTree<T>(inputs, order);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override ReadOnlySpan<T> Current => _chunk.AsSpan(0, _count);

    public override int Read(Span<T> destination) => _tree.Take(destination);

    private protected override bool HasChunk => _count > 0;

    public override void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (MergeInput<T> input in _inputs) input.Dispose();
        _env.Memory.Release(_charged, _ledger);
    }

    private protected override bool MoveToNextChunk()
    {
        if (_chunk.Length == 0) _chunk = new T[_chunkRecords];
        _count = _tree.Take(_chunk);
        return _count > 0;
    }
}
