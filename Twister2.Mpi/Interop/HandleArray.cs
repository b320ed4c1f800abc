using System.Runtime.CompilerServices;

namespace Twister2.Mpi.Interop;

/// <summary>An array of native handles or statuses, with the stride of the ABI; it grows, and lies still.</summary>
internal sealed unsafe class HandleArray(int stride)
{
    private byte[] _bytes = [];

    /// <summary>The array as MPI wants it.</summary>
    public byte* Pointer => (byte*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_bytes));

    public void EnsureCapacity(int count)
    {
        int bytes = checked(count * stride) + sizeof(NativeStatus);
        if (_bytes.Length < bytes)
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(bytes, 2 * _bytes.Length), pinned: true);
    }

    /// <summary>Makes room for more, and keeps what is there.</summary>
    public void Grow(int count)
    {
        byte[] old = _bytes;
        EnsureCapacity(count);
        if (_bytes != old)
            old.CopyTo(_bytes, 0);
    }

    /// <summary>Where an entry lies, for MPI to write there.</summary>
    public nint* At(int index) => (nint*)(Pointer + ((long)index * stride));

    /// <summary>Writes a handle of 4 or 8 bytes.</summary>
    public void SetHandle(int index, nint handle)
    {
        if (stride == 4)
            ((int*)Pointer)[index] = unchecked((int)handle);
        else
            ((nint*)Pointer)[index] = handle;
    }

    /// <summary>Reads a handle; one of 4 bytes as the table has it, without sign.</summary>
    public nint GetHandle(int index) => stride == 4 ? (nint)((uint*)Pointer)[index] : ((nint*)Pointer)[index];

    /// <summary>Zeroes the first entries.</summary>
    public void Clear(int count) => _bytes.AsSpan(0, count * stride).Clear();

    /// <summary>Copies one status out, and what lies behind a shorter one: nobody looks there, and there is room behind the last.</summary>
    public NativeStatus GetStatus(int index) => Unsafe.ReadUnaligned<NativeStatus>(Pointer + ((long)index * stride));

    /// <summary>Writes one status, as far as the ABI's reaches.</summary>
    public void SetStatus(int index, in NativeStatus status) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<NativeStatus>(in status))[..stride].CopyTo(new Span<byte>(At(index), stride));
}
