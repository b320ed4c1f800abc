using System.Runtime.InteropServices;

namespace Twister2.Examples;

/// <summary>Plain values in memory of their own, not cleared, in huge pages where they are to be had: with those, touching them first and reading them in any order costs far less.</summary>
internal sealed unsafe class HugeArray<T>(long count) : IDisposable where T : unmanaged
{
    private readonly int _length = checked((int)count);
    private void* _memory = HugePages.Allocate((nuint)count * (nuint)sizeof(T));

    /// <summary>The values. Nobody may have them when they are disposed of.</summary>
    public Span<T> Values
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory is null, this);
            return new Span<T>(_memory, _length);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
