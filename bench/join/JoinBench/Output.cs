using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow;

namespace Twister2.Bench.Join;

/// <summary>Memory for the rows of the result, in huge pages, as the twin has it; what is not written is not touched.</summary>
internal sealed unsafe partial class Output(long most) : IChunkSink<(ulong Key, ulong Left, ulong Right)>, IDisposable
{
    private const nuint HugePage = 2 << 20;

    private readonly void* _memory = New((nuint)(most * Unsafe.SizeOf<(ulong, ulong, ulong)>()));
    private int _count;

    public ReadOnlySpan<(ulong Key, ulong Left, ulong Right)> Rows => new(_memory, _count);

    public void Add(ReadOnlySpan<(ulong Key, ulong Left, ulong Right)> chunk)
    {
        chunk.CopyTo(new Span<(ulong Key, ulong Left, ulong Right)>(_memory, checked((int)most))[_count..]);
        _count += chunk.Length;
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private static void* New(nuint bytes)
    {
        bytes = (bytes / HugePage + 1) * HugePage;
        void* memory = NativeMemory.AlignedAlloc(bytes, HugePage);
        _ = madvise(memory, bytes, 14); // MADV_HUGEPAGE
        return memory;
    }

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
