using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 14.4.5, collectives in two halves. A file has one under way at most; MPI calls this old, and has the nonblocking ones instead.
public sealed unsafe partial class MpiFile
{
    private SplitOperation? _split;

    /// <summary>Begins to read values at an offset; <see cref="ReadAtAllEnd"/> ends it (MPI_File_read_at_all_begin). Collective: every process must call
    /// this.</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">The memory, to be left alone until the end.</param>
    /// <exception cref="MpiException">Another such operation is under way on this file, the file may not be read, the values are not whole
    /// elements of the view, the file was disposed, or the library failed.</exception>
    public void ReadAtAllBegin<T>(long offset, Memory<T> values)
        where T : unmanaged => BeginAt<T>(
            MpiFunctions.FileReadAtAllBegin, "MPI_File_read_at_all_begin", MpiFunctions.FileReadAtAllEnd, "MPI_File_read_at_all_end", false, offset, values);

    /// <summary>Waits for the end of what <see cref="ReadAtAllBegin"/> began (MPI_File_read_at_all_end). Collective: every process must call this.</summary>
    /// <returns>How many values were moved.</returns>
    /// <exception cref="MpiException">Nothing of the kind was begun, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadAtAllEnd() => End("MPI_File_read_at_all_end");

    /// <summary>Begins to write values at an offset; <see cref="WriteAtAllEnd"/> ends it (MPI_File_write_at_all_begin). Collective: every process must call
    /// this.</summary>
    /// <param name="offset">From the view's start, in its element type.</param>
    /// <param name="values">The memory, to be left alone until the end.</param>
    /// <exception cref="MpiException">Another such operation is under way on this file, the file may not be written, the values are not whole
    /// elements of the view, the file was disposed, or the library failed.</exception>
    public void WriteAtAllBegin<T>(long offset, ReadOnlyMemory<T> values)
        where T : unmanaged => BeginAt<T>(
            MpiFunctions.FileWriteAtAllBegin, "MPI_File_write_at_all_begin", MpiFunctions.FileWriteAtAllEnd, "MPI_File_write_at_all_end", true, offset, values);

    /// <summary>Waits for the end of what <see cref="WriteAtAllBegin"/> began (MPI_File_write_at_all_end). Collective: every process must call this.</summary>
    /// <returns>How many values were moved.</returns>
    /// <exception cref="MpiException">Nothing of the kind was begun, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteAtAllEnd() => End("MPI_File_write_at_all_end");

    /// <summary>Begins to read values at this process's file pointer; <see cref="ReadAllEnd"/> ends it (MPI_File_read_all_begin). Collective: every process must call
    /// this.</summary>
    /// <param name="values">The memory, to be left alone until the end.</param>
    /// <exception cref="MpiException">Another such operation is under way on this file, the file may not be read, the values are not whole
    /// elements of the view, the file was disposed, or the library failed.</exception>
    public void ReadAllBegin<T>(Memory<T> values)
        where T : unmanaged => Begin<T>(
            MpiFunctions.FileReadAllBegin, "MPI_File_read_all_begin", MpiFunctions.FileReadAllEnd, "MPI_File_read_all_end", false, values);

    /// <summary>Waits for the end of what <see cref="ReadAllBegin"/> began (MPI_File_read_all_end). Collective: every process must call this.</summary>
    /// <returns>How many values were moved.</returns>
    /// <exception cref="MpiException">Nothing of the kind was begun, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadAllEnd() => End("MPI_File_read_all_end");

    /// <summary>Begins to write values at this process's file pointer; <see cref="WriteAllEnd"/> ends it (MPI_File_write_all_begin). Collective: every process must call
    /// this.</summary>
    /// <param name="values">The memory, to be left alone until the end.</param>
    /// <exception cref="MpiException">Another such operation is under way on this file, the file may not be written, the values are not whole
    /// elements of the view, the file was disposed, or the library failed.</exception>
    public void WriteAllBegin<T>(ReadOnlyMemory<T> values)
        where T : unmanaged => Begin<T>(
            MpiFunctions.FileWriteAllBegin, "MPI_File_write_all_begin", MpiFunctions.FileWriteAllEnd, "MPI_File_write_all_end", true, values);

    /// <summary>Waits for the end of what <see cref="WriteAllBegin"/> began (MPI_File_write_all_end). Collective: every process must call this.</summary>
    /// <returns>How many values were moved.</returns>
    /// <exception cref="MpiException">Nothing of the kind was begun, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteAllEnd() => End("MPI_File_write_all_end");

    /// <summary>Begins to read values at the pointer that all processes share, in the order of ranks; <see cref="ReadOrderedEnd"/> ends it (MPI_File_read_ordered_begin). Collective: every process must call
    /// this.</summary>
    /// <param name="values">The memory, to be left alone until the end.</param>
    /// <exception cref="MpiException">Another such operation is under way on this file, the file may not be read, the values are not whole
    /// elements of the view, the file was disposed, or the library failed.</exception>
    public void ReadOrderedBegin<T>(Memory<T> values)
        where T : unmanaged => Begin<T>(
            MpiFunctions.FileReadOrderedBegin, "MPI_File_read_ordered_begin", MpiFunctions.FileReadOrderedEnd, "MPI_File_read_ordered_end", false, values, shared: true);

    /// <summary>Waits for the end of what <see cref="ReadOrderedBegin"/> began (MPI_File_read_ordered_end). Collective: every process must call this.</summary>
    /// <returns>How many values were moved.</returns>
    /// <exception cref="MpiException">Nothing of the kind was begun, the file was disposed, or the library failed.</exception>
    public CompletedStatus ReadOrderedEnd() => End("MPI_File_read_ordered_end");

    /// <summary>Begins to write values at the pointer that all processes share, in the order of ranks; <see cref="WriteOrderedEnd"/> ends it (MPI_File_write_ordered_begin). Collective: every process must call
    /// this.</summary>
    /// <param name="values">The memory, to be left alone until the end.</param>
    /// <exception cref="MpiException">Another such operation is under way on this file, the file may not be written, the values are not whole
    /// elements of the view, the file was disposed, or the library failed.</exception>
    public void WriteOrderedBegin<T>(ReadOnlyMemory<T> values)
        where T : unmanaged => Begin<T>(
            MpiFunctions.FileWriteOrderedBegin, "MPI_File_write_ordered_begin", MpiFunctions.FileWriteOrderedEnd, "MPI_File_write_ordered_end", true, values, shared: true);

    /// <summary>Waits for the end of what <see cref="WriteOrderedBegin"/> began (MPI_File_write_ordered_end). Collective: every process must call this.</summary>
    /// <returns>How many values were moved.</returns>
    /// <exception cref="MpiException">Nothing of the kind was begun, the file was disposed, or the library failed.</exception>
    public CompletedStatus WriteOrderedEnd() => End("MPI_File_write_ordered_end");

    private void BeginAt<T>(
        delegate* unmanaged<nint, long, void*, int, nint, int> begin, string function,
        delegate* unmanaged<nint, void*, void*, int> end, string endFunction, bool write, long offset, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        nint file = CheckBegin<T>(function, write, shared: false, values.Length);
        CheckNotNegative(offset, "offset", function);
        nint type = Datatypes.For<T>(values.Length, out int count);
        MemoryHandle pin = values.Pin();
        int code = begin(file, offset, pin.Pointer, count, type);
        Begun(code, function, new SplitOperation(end, endFunction, pin, &CompletedStatus.Of<T>));
    }

    private void Begin<T>(
        delegate* unmanaged<nint, void*, int, nint, int> begin, string function,
        delegate* unmanaged<nint, void*, void*, int> end, string endFunction, bool write, ReadOnlyMemory<T> values, bool shared = false)
        where T : unmanaged
    {
        nint file = CheckBegin<T>(function, write, shared, values.Length);
        nint type = Datatypes.For<T>(values.Length, out int count);
        MemoryHandle pin = values.Pin();
        int code = begin(file, pin.Pointer, count, type);
        Begun(code, function, new SplitOperation(end, endFunction, pin, &CompletedStatus.Of<T>));
    }

    private nint CheckBegin<T>(string function, bool write, bool shared, int length)
        where T : unmanaged
    {
        nint file = Handle;
        CheckDirection(write, function);
        if (!shared)
            CheckNotSequential(function);
        CheckWhole<T>(length, function);
        return _split is null
            ? file
            : throw new MpiException(ErrorClass.Other, function, $"another operation is under way on \"{Path}\"; call {_split.Function} first");
    }

    private void Begun(int code, string function, SplitOperation operation)
    {
        if (code != 0)
        {
            operation.Release();
            Check(code, function);
        }

        _split = operation;
    }

    private CompletedStatus End(string function)
    {
        nint file = Handle;
        if (_split is not { } split || split.Function != function)
        {
            string begun = _split is null ? "nothing was begun" : $"what was begun is ended by {_split.Function}";
            throw new MpiException(ErrorClass.Other, function, $"\"{Path}\": {begun}");
        }

        _split = null;
        int code = split.End(file, out var status);
        Check(code, function);
        return status;
    }

    /// <summary>Before the file is closed.</summary>
    private void EndSplit()
    {
        if (_split is not null)
            End(_split.Function);
    }

    /// <summary>A collective that was begun and has not ended: a file has one at most.</summary>
    private sealed class SplitOperation(
        delegate* unmanaged<nint, void*, void*, int> end, string function, MemoryHandle pin, delegate*<in NativeStatus, CompletedStatus> complete)
    {
        private readonly delegate* unmanaged<nint, void*, void*, int> _end = end;
        private readonly delegate*<in NativeStatus, CompletedStatus> _complete = complete;
        private MemoryHandle _pin = pin;

        public string Function => function;

        public int End(nint file, out CompletedStatus status)
        {
            NativeStatus native = NativeStatus.Empty;
            int code = _end(file, _pin.Pointer, &native);
            Release();
            status = code == 0 ? _complete(in native) : default;
            return code;
        }

        public void Release() => _pin.Dispose();
    }
}
