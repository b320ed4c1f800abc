using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Memory;

/// <summary>A block of native memory. From 2 MiB up it is a mapping of its own, aligned to and asked to lie on huge pages.</summary>
internal sealed unsafe partial class NativeBlock : IDisposable
{
    private const nuint HugePage = 2 << 20;

    private void* _allocation;
    private readonly nuint _mappedBytes;

    private NativeBlock(void* allocation, nuint mappedBytes, void* address)
    {
        _allocation = allocation;
        _mappedBytes = mappedBytes;
        Address = address;
    }

    ~NativeBlock() => Release();

    public void* Address { get; }

    /// <summary>A block of zeros.</summary>
    public static NativeBlock Zeroed(nuint bytes) => New(bytes, zeroed: true);

    /// <summary>A block whose content is left open.</summary>
    public static NativeBlock Uninitialized(nuint bytes) => New(bytes, zeroed: false);

    /// <summary>Gives the memory behind whole pages back to the system; the addresses stay, and what is there is zero, or what it was where the system cannot do that.</summary>
    public static void Discard(void* address, nuint bytes)
    {
        if (OperatingSystem.IsLinux()) _ = madvise(address, bytes, NotNeededAdvice); // Advice only: without it memory is kept.
    }

    private static NativeBlock New(nuint bytes, bool zeroed)
    {
        if (bytes == 0) bytes = 1;
        if (bytes < HugePage || !OperatingSystem.IsLinux())
        {
            void* small = zeroed ? NativeMemory.AllocZeroed(bytes) : NativeMemory.Alloc(bytes);
            return new NativeBlock(small, 0, small);
        }
        // One huge page more than asked for, so that the block can begin on a border; pages that are never touched cost nothing.
        nuint mapped = checked((bytes + 2 * HugePage - 1) / HugePage * HugePage);
        void* start = mmap(null, mapped, ReadWrite, PrivateAnonymous, -1, 0);
        if (start == (void*)-1)
            throw new InsufficientMemoryException($"No {bytes >> 20} MiB of memory for a table: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        void* aligned = (void*)(((nuint)start + HugePage - 1) & ~(HugePage - 1));
        _ = madvise(aligned, bytes, HugePageAdvice); // Advice only: without huge pages it is slower, not wrong.
        return new NativeBlock(start, mapped, aligned);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_allocation == null) return;
        if (_mappedBytes == 0) NativeMemory.Free(_allocation);
        else _ = munmap(_allocation, _mappedBytes);
        _allocation = null;
    }

    private const int ReadWrite = 3, PrivateAnonymous = 0x22, NotNeededAdvice = 4, HugePageAdvice = 14;

    [LibraryImport("libc", SetLastError = true)]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
}
