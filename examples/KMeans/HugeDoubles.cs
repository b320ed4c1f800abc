using System.Runtime.InteropServices;

namespace Twister2.Examples.KMeans;

/// <summary>Memory for the points, in huge pages where they are to be had: touching it first is what costs.</summary>
internal sealed unsafe partial class HugeDoubles(long count) : IDisposable
{
    private const nuint HugePage = 2 << 20;

    private readonly void* _memory = New((nuint)count * sizeof(double));

    public Span<double> Values => new(_memory, checked((int)count));

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
