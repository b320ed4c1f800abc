using System.Runtime.InteropServices;

namespace Twister2.Examples;

/// <summary>Memory in huge pages of two megabytes, where they are to be had.</summary>
internal static unsafe partial class HugePages
{
    private const nuint Page = 2 << 20;
    private const int Advice = 14; // MADV_HUGEPAGE: ignored where it cannot be followed.

    /// <summary>Memory that is not cleared. Given back with <see cref="NativeMemory.AlignedFree"/>.</summary>
    public static void* Allocate(nuint bytes)
    {
        bytes = (bytes / Page + 1) * Page;
        void* memory = NativeMemory.AlignedAlloc(bytes, Page);
        _ = madvise(memory, bytes, Advice);
        return memory;
    }

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
