using System.Runtime.InteropServices;

namespace Twister2.Bench.TeraSort;

/// <summary>Memory for the sorted records, in huge pages, as the twin has it.</summary>
internal sealed unsafe partial class Output(long records) : IDisposable
{
    private const nuint HugePage = 2 << 20;

    private readonly void* _memory = New((nuint)(records * Record.Bytes));

    public Span<Record> Records => new(_memory, checked((int)records));

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
