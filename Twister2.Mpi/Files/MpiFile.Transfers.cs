using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// What all reads and writes have in common.
public sealed unsafe partial class MpiFile
{
    private static long? _immediateByteLimit;

    private readonly List<Request> _pending = [];

    /// <summary>The most bytes of a nonblocking transfer; tests lower it.</summary>
    internal static long ImmediateByteLimit
    {
        get => _immediateByteLimit ?? Native.Abi.MaxImmediateFileBytes;
        set => _immediateByteLimit = value;
    }

    /// <summary>Checks that what is moved is made of whole elements of the view.</summary>
    private void CheckWhole(long bytes, string function)
    {
        if (bytes % View.ElementType.Size != 0)
        {
            throw new MpiException(
                ErrorClass.Type, function, $"{bytes} bytes are not a whole number of the view's elements of {View.ElementType.Size} bytes");
        }
    }

    /// <summary>Checks that what is moved is made of whole elements of the view; returns its bytes.</summary>
    private long CheckWhole<T>(int length, string function)
        where T : unmanaged
    {
        long bytes = (long)length * sizeof(T);
        CheckWhole(bytes, function);
        return bytes;
    }

    private void CheckDirection(bool write, string function)
    {
        if (write)
            CheckWritable(function);
        else
            CheckReadable(function);
    }

    private CompletedStatus MoveAt<T>(
        delegate* unmanaged<nint, long, void*, int, nint, void*, int> move, string function, bool write, long offset, ReadOnlySpan<T> values,
        MemoryLayout layout = default, bool collective = false)
        where T : unmanaged
    {
        nint file = Handle;
        CheckDirection(write, function);
        CheckNotSequential(function);
        CheckNotNegative(offset, "offset", function);
        nint type = layout.Describe<T>(values.Length, function, out int count, out long bytes);
        CheckWhole(bytes, function);
        NativeStatus status = NativeStatus.Empty;
        byte none = 0;
        fixed (T* data = values)
            Check(move(file, offset, data == null ? &none : data, count, type, &status), function);
        if (write)
            CheckWritten(in status, bytes, function);
        else if (collective || ViewHasGaps || layout.IsGiven)
            CorrectCount(ref status, offset, bytes);
        return CompletedStatus.Of<T>(in status);
    }

    private CompletedStatus Move<T>(
        delegate* unmanaged<nint, void*, int, nint, void*, int> move, string function, bool write, ReadOnlySpan<T> values,
        MemoryLayout layout = default, bool shared = false, bool collective = false)
        where T : unmanaged
    {
        nint file = Handle;
        CheckDirection(write, function);
        if (!shared)
            CheckNotSequential(function);
        nint type = layout.Describe<T>(values.Length, function, out int count, out long bytes);
        CheckWhole(bytes, function);
        bool countIsDoubtful = !write && !shared && (collective || ViewHasGaps || layout.IsGiven);
        long start = countIsDoubtful ? Position : 0;
        NativeStatus status = NativeStatus.Empty;
        byte none = 0;
        fixed (T* data = values)
            Check(move(file, data == null ? &none : data, count, type, &status), function);
        if (write)
            CheckWritten(in status, bytes, function);
        else if (countIsDoubtful)
            CorrectCount(ref status, start, bytes);
        return CompletedStatus.Of<T>(in status);
    }

    private NativeStatus TransferAt<T>(
        delegate* unmanaged<nint, long, void*, int, nint, void*, int> move, string function, nint file, long offset, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        nint type = Datatypes.For<T>(values.Length, out int count);
        NativeStatus status = NativeStatus.Empty;
        byte none = 0;
        fixed (T* data = values)
            Check(move(file, offset, data == null ? &none : data, count, type, &status), function);
        return status;
    }

    private NativeStatus Transfer<T>(
        delegate* unmanaged<nint, void*, int, nint, void*, int> move, string function, nint file, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        nint type = Datatypes.For<T>(values.Length, out int count);
        NativeStatus status = NativeStatus.Empty;
        byte none = 0;
        fixed (T* data = values)
            Check(move(file, data == null ? &none : data, count, type, &status), function);
        return status;
    }

    private FileRequest StartAt<T>(
        delegate* unmanaged<nint, long, void*, int, nint, nint*, int> start, string function,
        delegate* unmanaged<nint, long, void*, int, nint, void*, int> atOnce, bool write, long offset, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        nint file = Handle;
        CheckPresent(start != null, function);
        CheckDirection(write, function);
        CheckNotSequential(function);
        CheckNotNegative(offset, "offset", function);
        long bytes = CheckWhole<T>(values.Length, function);
        var transfer = new FileTransfer(write, offset, bytes);
        if (IsMadeAtOnce(in transfer, atOnce == null, function))
            return Completed<T>(function, transfer, TransferAt(atOnce, function, file, offset, values.Span));
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        MemoryHandle pin = values.Pin();
        return Started<T>(start(file, offset, pin.Pointer, count, type, &request), function, request, ref pin, transfer);
    }

    private FileRequest Start<T>(
        delegate* unmanaged<nint, void*, int, nint, nint*, int> start, string function,
        delegate* unmanaged<nint, void*, int, nint, void*, int> atOnce, bool write, ReadOnlyMemory<T> values, bool shared = false)
        where T : unmanaged
    {
        nint file = Handle;
        CheckPresent(start != null, function);
        CheckDirection(write, function);
        if (!shared)
            CheckNotSequential(function);
        long bytes = CheckWhole<T>(values.Length, function);
        long place = write || shared ? -1 : Position;
        var transfer = new FileTransfer(write, place, bytes);
        if (IsMadeAtOnce(in transfer, atOnce == null, function))
            return Completed<T>(function, transfer, Transfer(atOnce, function, file, values.Span));
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        MemoryHandle pin = values.Pin();
        return Started<T>(start(file, pin.Pointer, count, type, &request), function, request, ref pin, transfer);
    }

    /// <summary>
    /// True where the library cannot be trusted with a nonblocking transfer: it is then made at once, which MPI allows, and its request is complete. A
    /// collective one cannot be replaced so.
    /// </summary>
    private bool IsMadeAtOnce(in FileTransfer transfer, bool collective, string function)
    {
        var (write, start, bytes) = transfer;
        bool tooLarge = bytes > ImmediateByteLimit;
        if (tooLarge && collective)
        {
            throw new MpiException(
                ErrorClass.UnsupportedOperation, function,
                $"{bytes} bytes are more than this library moves in a nonblocking collective ({ImmediateByteLimit}); use the blocking one, or parts");
        }

        bool maySucceed = !write && (bytes == 0 || (start >= 0 && AvailableBytes(start, bytes) == bytes));
        return !collective && (tooLarge || (Native.Abi.FileRequestsMustSucceed && !maySucceed));
    }

    private FileRequest Completed<T>(string function, FileTransfer transfer, in NativeStatus status)
        where T : unmanaged
    {
        var request = FileRequest.Of<T>(function, Native.Abi.RequestNull, default, this, transfer);
        request.Complete(0, in status);
        return request;
    }

    private FileRequest Started<T>(int code, string function, nint request, ref MemoryHandle pin, FileTransfer transfer)
        where T : unmanaged
    {
        if (code != 0)
        {
            pin.Dispose();
            Check(code, function);
        }

        var result = FileRequest.Of<T>(function, request, pin, this, transfer);
        _pending.RemoveAll(r => r.IsCompleted);
        _pending.Add(result);
        return result;
    }

    private static void CheckPresent(bool present, string function)
    {
        if (!present)
            throw new MpiException(ErrorClass.UnsupportedOperation, function, $"the MPI library has no {function}: {Environment.Library}");
    }

    private bool ViewHasGaps => View.FileType.Size != View.FileType.Extent;

    /// <summary>
    /// Puts right how many bytes a read has got at the end of the file. For collective reads Open MPI (its issue 14015) and ROMIO before MPICH 4.1
    /// (MPICH issue 1085) say as many as were asked for, there or not; ROMIO also for nonblocking ones (MPICH issue 2348), and where the view or the memory has
    /// gaps.
    /// </summary>
    internal void CorrectCount(ref NativeStatus status, long start, long bytes)
    {
        if (bytes == 0 || _disposed)
            return;
        long available = AvailableBytes(start, bytes);
        if (available == bytes)
            return;
        nint type = Native.Abi.Datatype(DatatypeKind.Byte);
        fixed (NativeStatus* target = &status)
            Native.Check(MpiFunctions.StatusSetElementsX(target, type, available), "MPI_Status_set_elements_x");
    }

    /// <summary>How many of so many bytes of the view lie before the end of the file.</summary>
    private long AvailableBytes(long start, long bytes)
    {
        long unit = View.ElementType.Size;
        long size = Size;
        long low = 0;
        long high = bytes / unit;
        if (ByteOffset(start + high - 1) + unit <= size)
            return bytes;
        // The first element that does not end before the file does; the view's elements lie in the order of the file.
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (ByteOffset(start + middle) + unit <= size)
                low = middle + 1;
            else
                high = middle;
        }

        return (low * unit) + Math.Clamp(size - ByteOffset(start + low), 0, unit);
    }
}
