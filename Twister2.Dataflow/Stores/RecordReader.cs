using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>Goes through the records of a store, a chunk at a time: <c>foreach (ReadOnlySpan&lt;T&gt; chunk in reader)</c>.</summary>
public sealed class RecordReader<T> : IDisposable
{
    private readonly RecordStore<T> _store;
    private readonly bool _consume;
    private StoreBlock? _block;
    private bool _isOwned;
    private int _segment = -1;
    private int _position;
    private int _start;
    private int _count;
    private T[] _unpacked = [];

    internal RecordReader(RecordStore<T> store, bool consume) => (_store, _consume) = (store, consume);

    /// <summary>The records of the chunk, until <see cref="MoveNext"/> is called again.</summary>
    public unsafe ReadOnlySpan<T> Current => _store.IsPlain
        ? MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref *(_block!.Address + _start)), _count)
        : _unpacked.AsSpan(0, _count);

    /// <summary>Goes on to the next chunk, if there is one.</summary>
    public bool MoveNext()
    {
        while (_block is null || _position >= _block.Length)
        {
            End();
            if (_segment + 1 >= _store.Segments) return false;
            _block = _store.BeginReading(++_segment, out _isOwned);
            _position = 0;
        }
        if (_store.IsPlain)
        {
            _start = _position;
            _count = (_block.Length - _position) / Unsafe.SizeOf<T>();
            _position = _block.Length;
        }
        else
        {
            _count = _store.ReadBatch(_block, ref _position, ref _unpacked).Length;
        }
        return true;
    }

    /// <summary>Itself.</summary>
    public RecordReader<T> GetEnumerator() => this;

    /// <summary>Gives back what the current chunk holds.</summary>
    public void Dispose() => End();

    private void End()
    {
        if (_block is null) return;
        _store.EndReading(_segment, _block, _isOwned, _consume);
        _block = null;
    }
}
