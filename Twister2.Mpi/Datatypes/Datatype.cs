using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// Where the parts of one piece of data lie: one after the other, in columns, in blocks (MPI_Datatype). For messages that pick from a larger
/// buffer, and for the views of files. Every datatype is committed.
/// </summary>
/// <remarks>
/// A datatype is this process's own: making one and disposing it are not collective. One that others were made from, or that an operation under
/// way uses, may be disposed at once. One that is not disposed, as that in the middle of a chain of calls, stays until MPI ends.
/// </remarks>
/// <example>
/// <code>
/// using var column = Datatype.Of&lt;double&gt;().Vector(count: rows, blockLength: 1, stride: columns);
/// world.Send&lt;double&gt;(matrix, column, 1, dest: 1, tag: 0);
/// </code>
/// </example>
public sealed unsafe partial class Datatype : IDisposable
{
    private const int MaxDimensions = 64;

    private readonly bool _permanent;
    private readonly nint _handle;
    private bool _disposed;

    private Datatype(nint handle, bool permanent)
    {
        long size = 0;
        nint lower = 0;
        nint extent = 0;
        nint trueLower = 0;
        nint trueExtent = 0;
        Native.Check(MpiFunctions.TypeSizeX(handle, &size), "MPI_Type_size_x");
        Native.Check(MpiFunctions.TypeGetExtent(handle, &lower, &extent), "MPI_Type_get_extent");
        Native.Check(MpiFunctions.TypeGetTrueExtent(handle, &trueLower, &trueExtent), "MPI_Type_get_true_extent");
        (_handle, _permanent) = (handle, permanent);
        if (!permanent)
            Interop.Datatypes.Keep(handle);
        (Size, LowerBound, Extent, TrueLowerBound, TrueExtent) = (size, lower, extent, trueLower, trueExtent);
    }

    /// <summary>How many bytes of data one element has, without its gaps (MPI_Type_size_x).</summary>
    public long Size { get; }

    /// <summary>Where an element begins, in bytes from its address (MPI_Type_get_extent).</summary>
    public long LowerBound { get; }

    /// <summary>How many bytes lie between one element and the next (MPI_Type_get_extent).</summary>
    public long Extent { get; }

    /// <summary>Where an element's data begins, in bytes from its address (MPI_Type_get_true_extent).</summary>
    public long TrueLowerBound { get; }

    /// <summary>How many bytes an element's data spans, gaps inside included (MPI_Type_get_true_extent).</summary>
    public long TrueExtent { get; }

    /// <summary>A name for debuggers and messages, at most 63 bytes of UTF-8 (MPI_Type_get_name, MPI_Type_set_name).</summary>
    /// <exception cref="MpiException">The datatype was disposed, or is one of MPI's own and cannot be named, or MPI has been
    /// finalised.</exception>
    public string Name
    {
        get
        {
            byte* text = stackalloc byte[MpiAbi.TextSize];
            int length = 0;
            Native.Check(MpiFunctions.TypeGetName(Handle, text, &length), "MPI_Type_get_name");
            return Marshal.PtrToStringUTF8((nint)text, length);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            nint handle = Handle;
            if (_permanent)
                throw new MpiException(ErrorClass.Type, "MPI_Type_set_name", "this datatype is shared by all who use it; only a derived one can be named");
            fixed (byte* text = Encoding.UTF8.GetBytes(value + '\0'))
                Native.Check(MpiFunctions.TypeSetName(handle, text), "MPI_Type_set_name");
        }
    }

    /// <summary>The library's handle.</summary>
    /// <exception cref="MpiException">The datatype was disposed, or MPI has been finalised.</exception>
    internal nint Handle
    {
        get
        {
            Native.EnsureLive("MPI_Datatype");
            return !_disposed
                ? _handle
                : throw new MpiException(ErrorClass.Type, "MPI_Datatype", "the datatype was disposed before this call");
        }
    }

    /// <summary>
    /// The datatype of one <typeparamref name="T"/>: MPI's own for numbers (MPI_INT32_T, MPI_DOUBLE and so on), sizeof(T) bytes for every other struct
    /// (MPI_Type_contiguous of MPI_BYTE). Disposing it does nothing.
    /// </summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static Datatype Of<T>()
        where T : unmanaged
    {
        Native.EnsureLive("MPI_Datatype");
        return Basic<T>.Instance;
    }

    /// <summary>Gives the datatype back (MPI_Type_free). Nothing happens a second time, or after MPI's end.</summary>
    public void Dispose()
    {
        if (_permanent || _disposed)
            return;
        _disposed = true;
        if (!Native.IsLive)
            return;
        nint handle = _handle;
        Interop.Datatypes.Forget(handle);
        Native.Check(MpiFunctions.TypeFree(&handle), "MPI_Type_free");
    }

    /// <summary>Name, size and extent, for people.</summary>
    public override string ToString() => $"{Size} bytes in an extent of {Extent}{(_disposed ? ", disposed" : "")}";

    /// <summary>The same datatype with a life, and a name, of its own (MPI_Type_dup).</summary>
    /// <exception cref="MpiException">The datatype was disposed, or the library failed.</exception>
    public Datatype Clone()
    {
        nint result = 0;
        Native.Check(MpiFunctions.TypeDup(Handle, &result), "MPI_Type_dup");
        return new Datatype(result, permanent: false);
    }

    /// <summary>The same datatype for those who outlive the program's: one of MPI's own is never disposed.</summary>
    internal Datatype Duplicate()
    {
        _ = Handle;
        return _permanent ? this : Clone();
    }

    /// <summary>Checks that so many elements lie inside a buffer: a library would read and write beside it.</summary>
    internal void CheckInside(long bufferBytes, long offset, int count, string function)
    {
        if (count < 0)
            throw new MpiException(ErrorClass.Count, function, $"the count is {count}");
        if (count == 0 || Size == 0)
            return;
        Int128 shift = (Int128)Extent * (count - 1);
        Int128 first = offset + (Int128)TrueLowerBound + Int128.Min(shift, 0);
        Int128 end = offset + (Int128)TrueLowerBound + TrueExtent + Int128.Max(shift, 0);
        if (first < 0 || end > bufferBytes)
        {
            throw new MpiException(
                ErrorClass.Buffer, function, $"{count} elements of the datatype lie in bytes {first} to {end}; the buffer has {bufferBytes}");
        }
    }

    private static class Basic<T>
    {
        public static readonly Datatype Instance = new(Interop.Datatypes.Unit<T>(), permanent: true);
    }
}
