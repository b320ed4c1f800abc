using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
namespace Twister2.Dataflow.Stores;

/// <summary>Goes through the records of stores, one store after the other.</summary>
internal sealed class StoresReader<T>(IReadOnlyList<RecordStore<T>> stores, bool consume) : RecordReader<T>
{
    private int _next;
    private RecordReader<T>? _reader;

    public override ReadOnlySpan<T> Current => _reader is null ? default : _reader.Current;

    private protected override bool HasChunk => _reader is not null;

    public override void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
    }

    [MethodImpl(Compiled.Once)]
    private protected override bool MoveToNextChunk()
    {
        while (_reader is null || !_reader.MoveNext())
        {
            Dispose();
            if (_next == stores.Count) return false;
            RecordStore<T> store = stores[_next++];
            _reader = consume ? store.Consume() : store.Read();
        }
        return true;
    }
}
