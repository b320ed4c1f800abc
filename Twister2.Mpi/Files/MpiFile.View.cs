using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 14.3, views.
public sealed unsafe partial class MpiFile
{
    private const string NativeRepresentation = "native";

    /// <summary>What this process sees of the file (MPI_File_get_view).</summary>
    public FileView View { get; private set; }

    /// <summary>
    /// Makes this process see the file as values of <typeparamref name="T"/>, one after the other (MPI_File_set_view). Collective: every process must
    /// call this; displacements may differ. Both file pointers go to the start of the view.
    /// </summary>
    /// <param name="displacement">Bytes from the start of the file that are passed over, such as a header.</param>
    /// <exception cref="MpiException">The displacement is negative, the file was disposed, or the library failed.</exception>
    public void SetView<T>(long displacement)
        where T : unmanaged => SetView(displacement, Datatype.Of<T>(), Datatype.Of<T>());

    /// <summary>
    /// Makes this process see those values of <typeparamref name="T"/> that lie where a pattern says, which is repeated over the file
    /// (MPI_File_set_view). Collective: every process must call this; displacements and patterns may differ. Both file pointers go to the
    /// start of the view.
    /// </summary>
    /// <param name="displacement">Bytes from the start of the file that are passed over, such as a header.</param>
    /// <param name="fileType">The pattern, made of <typeparamref name="T"/>; may be disposed at once.</param>
    /// <exception cref="MpiException">The displacement is negative, the pattern is not made of whole <typeparamref name="T"/>, the file or the
    /// pattern was disposed, or the library failed.</exception>
    public void SetView<T>(long displacement, Datatype fileType)
        where T : unmanaged => SetView(displacement, Datatype.Of<T>(), fileType);

    /// <summary>
    /// Makes this process see those elements that lie where a pattern says, which is repeated over the file (MPI_File_set_view). Collective: every process
    /// must call this, with element types of equal extent; displacements and patterns may differ. Both file pointers go to the start of the view.
    /// </summary>
    /// <param name="displacement">Bytes from the start of the file that are passed over, such as a header.</param>
    /// <param name="elementType">The unit of offsets and positions; may be disposed at once.</param>
    /// <param name="fileType">The pattern, made of the element type; may be disposed at once.</param>
    /// <param name="representation">How data lies in the file: "native" is as in memory, which every library has; "external32" and "internal" few.</param>
    /// <param name="info">Hints for the library.</param>
    /// <exception cref="MpiException">The displacement is negative, the pattern is not made of whole elements, the representation is not known
    /// (<see cref="ErrorClass.UnsupportedDataRepresentation"/>), the file or a datatype was disposed, or the library failed.</exception>
    public void SetView(
        long displacement, Datatype elementType, Datatype fileType, string representation = NativeRepresentation, Info? info = null)
    {
        const string Function = "MPI_File_set_view";
        nint file = Handle;
        ArgumentNullException.ThrowIfNull(elementType);
        ArgumentNullException.ThrowIfNull(fileType);
        ArgumentNullException.ThrowIfNull(representation);
        CheckNotNegative(displacement, "displacement", Function);
        CheckTypes(elementType, fileType, Function);
        using var element = new Owned(elementType.Duplicate());
        using var pattern = new Owned(fileType.Duplicate());
        nint hints = Info.HandleOf(info);
        nint name = Marshal.StringToCoTaskMemUTF8(representation);
        int code = MpiFunctions.FileSetView(
            file, displacement, element.Type.Handle, pattern.Type.Handle, (byte*)name, hints);
        Marshal.FreeCoTaskMem(name);
        Check(code, Function);
        ReleaseView();
        View = new FileView(displacement, element.Keep(), pattern.Keep(), representation);
    }

    /// <summary>How far apart elements of a datatype lie in the file, in the representation of the view (MPI_File_get_type_extent).</summary>
    /// <exception cref="MpiException">The file or the datatype was disposed, or the library failed.</exception>
    public long TypeExtent(Datatype type)
    {
        ArgumentNullException.ThrowIfNull(type);
        nint extent = 0;
        Check(MpiFunctions.FileGetTypeExtent(Handle, type.Handle, &extent), "MPI_File_get_type_extent");
        return extent;
    }

    /// <summary>The byte of the file at which an offset of the view lies (MPI_File_get_byte_offset).</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <exception cref="MpiException">The offset is negative, the file was disposed, or the library failed.</exception>
    public long ByteOffset(long offset)
    {
        CheckNotNegative(offset, "offset", "MPI_File_get_byte_offset");
        long result = 0;
        Check(MpiFunctions.FileGetByteOffset(Handle, offset, &result), "MPI_File_get_byte_offset");
        return result;
    }

    private static void CheckTypes(Datatype elementType, Datatype fileType, string function)
    {
        if (elementType.Size == 0 || fileType.Size == 0)
        {
            throw new MpiException(
                ErrorClass.Type, function,
                "a view's datatypes have one byte of data at least; a process that has no part in a transfer gives an empty span");
        }

        if (fileType.Size % elementType.Size != 0)
        {
            throw new MpiException(
                ErrorClass.Type, function,
                $"the pattern has {fileType.Size} bytes of data, which is not a whole number of elements of {elementType.Size} bytes");
        }

        if (fileType.TrueLowerBound < 0)
            throw new MpiException(ErrorClass.Type, function, $"the pattern starts {-fileType.TrueLowerBound} bytes before its own address");
    }

    private void ReleaseView()
    {
        View.ElementType.Dispose();
        View.FileType.Dispose();
    }

    /// <summary>Disposes a datatype unless it is kept.</summary>
    private sealed class Owned(Datatype type) : IDisposable
    {
        private bool _kept;

        public Datatype Type => type;

        public Datatype Keep()
        {
            _kept = true;
            return type;
        }

        public void Dispose()
        {
            if (!_kept)
                type.Dispose();
        }
    }
}
