using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Stores;

/// <summary>Goes through the blocks of a <see cref="RecordStore{T}"/>.</summary>
internal sealed class StoreReader<T>(RecordStore<T> store, bool consume) : RecordReader<T>
{
    private StoreBlock? _block;
    private bool _isOwned;
    private int _segment = -1;
    private int _position;
    private int _start;
    private int _count;
    private T[] _unpacked = [];

    public override unsafe ReadOnlySpan<T> Current => store.IsPlain
        ? MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref *(_block!.Address + _start)), _count)
        : _unpacked.AsSpan(0, _count);

    private protected override bool HasChunk => _block is not null;

    public override void Dispose() => End();

    [MethodImpl(Compiled.Once)]
    private protected override bool MoveToNextChunk()
    {
        while (_block is null || _position >= _block.Length)
        {
            End();
            if (_segment + 1 >= store.Segments) return false;
            _block = store.BeginReading(++_segment, out _isOwned);
            _position = 0;
        }
        if (store.IsPlain)
        {
            _start = _position;
            _count = (_block.Length - _position) / Unsafe.SizeOf<T>();
            _position = _block.Length;
        }
        else
        {
            _count = store.ReadBatch(_block, ref _position, ref _unpacked).Length;
        }
        return true;
    }

    private void End()
    {
        if (_block is null) return;
        store.EndReading(_segment, _block, _isOwned, consume);
        _block = null;
    }
}
