using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// What all reads and writes have in common.
public sealed unsafe partial class MpiFile
{
    private readonly List<Request> _pending = [];

    /// <summary>Checks that what is moved is made of whole elements of the view; returns its bytes.</summary>
    private long CheckWhole<T>(int length, string function)
        where T : unmanaged
    {
        long bytes = (long)length * sizeof(T);
        return bytes % View.ElementType.Size == 0
            ? bytes
            : throw new MpiException(
                ErrorClass.Type, function,
                $"{length} {typeof(T).Name} are {bytes} bytes, which is not a whole number of the view's elements of {View.ElementType.Size} bytes");
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
        bool countIsDoubtful = false)
        where T : unmanaged
    {
        nint file = Handle;
        CheckDirection(write, function);
        CheckNotSequential(function);
        CheckNotNegative(offset, "offset", function);
        long bytes = CheckWhole<T>(values.Length, function);
        nint type = Datatypes.For<T>(values.Length, out int count);
        NativeStatus status = NativeStatus.Empty;
        byte none = 0;
        fixed (T* data = values)
            Check(move(file, offset, data == null ? &none : data, count, type, &status), function);
        if (countIsDoubtful)
            CorrectCount(ref status, offset, bytes);
        return CompletedStatus.Of<T>(in status);
    }

    private CompletedStatus Move<T>(
        delegate* unmanaged<nint, void*, int, nint, void*, int> move, string function, bool write, ReadOnlySpan<T> values, bool shared = false,
        bool countIsDoubtful = false)
        where T : unmanaged
    {
        nint file = Handle;
        CheckDirection(write, function);
        if (!shared)
            CheckNotSequential(function);
        long bytes = CheckWhole<T>(values.Length, function);
        long start = countIsDoubtful ? Position : 0;
        nint type = Datatypes.For<T>(values.Length, out int count);
        NativeStatus status = NativeStatus.Empty;
        byte none = 0;
        fixed (T* data = values)
            Check(move(file, data == null ? &none : data, count, type, &status), function);
        if (countIsDoubtful)
            CorrectCount(ref status, start, bytes);
        return CompletedStatus.Of<T>(in status);
    }

    private ReceiveRequest StartAt<T>(
        delegate* unmanaged<nint, long, void*, int, nint, nint*, int> start, string function, bool write, long offset, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        nint file = Handle;
        CheckPresent(start != null, function);
        CheckDirection(write, function);
        CheckNotSequential(function);
        CheckNotNegative(offset, "offset", function);
        CheckWhole<T>(values.Length, function);
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        MemoryHandle pin = values.Pin();
        return Started<T>(start(file, offset, pin.Pointer, count, type, &request), function, request, ref pin);
    }

    private ReceiveRequest Start<T>(
        delegate* unmanaged<nint, void*, int, nint, nint*, int> start, string function, bool write, ReadOnlyMemory<T> values, bool shared = false)
        where T : unmanaged
    {
        nint file = Handle;
        CheckPresent(start != null, function);
        CheckDirection(write, function);
        if (!shared)
            CheckNotSequential(function);
        CheckWhole<T>(values.Length, function);
        nint type = Datatypes.For<T>(values.Length, out int count);
        nint request = 0;
        MemoryHandle pin = values.Pin();
        return Started<T>(start(file, pin.Pointer, count, type, &request), function, request, ref pin);
    }

    private ReceiveRequest Started<T>(int code, string function, nint request, ref MemoryHandle pin)
        where T : unmanaged
    {
        if (code != 0)
        {
            pin.Dispose();
            Check(code, function);
        }

        var result = ReceiveRequest.Of<T>(function, request, pin);
        _pending.RemoveAll(r => r.IsCompleted);
        _pending.Add(result);
        return result;
    }

    private static void CheckPresent(bool present, string function)
    {
        if (!present)
            throw new MpiException(ErrorClass.UnsupportedOperation, function, $"the MPI library has no {function}: {Environment.Library}");
    }

    /// <summary>
    /// Puts right how many bytes a collective read has got at the end of the file. Open MPI (its issue 14015) and ROMIO before MPICH 4.1 (MPICH
    /// issue 1085) say as many as were asked for, there or not.
    /// </summary>
    private void CorrectCount(ref NativeStatus status, long start, long bytes)
    {
        if (bytes == 0)
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
