using System.Buffers;

namespace Twister2.Mpi;

/// <summary>
/// What a nonblocking collective holds until its end: its pinned buffers, and copies of the caller's counts and places, which MPI reads
/// until then. It is held by whoever starts the call until <see cref="Started"/>, and by the request from then on.
/// </summary>
internal sealed unsafe class CollectiveCall : IDisposable
{
    private MemoryHandle _input;
    private MemoryHandle _output;
    private object? _kept;
    private object? _operation;
    private UserFailures? _failures;
    private int _failuresBefore;
    private bool _started;

    private CollectiveCall()
    {
    }

    /// <summary>Where MPI reads; null for no values.</summary>
    public void* Input { get; private init; }

    /// <summary>Where MPI writes; null for no values.</summary>
    public void* Output { get; private init; }

    public static CollectiveCall Of<T>(ReadOnlyMemory<T> input, Memory<T> output)
    {
        var inputPin = input.Pin();
        var outputPin = PinAfter(inputPin, output);
        return new CollectiveCall
        {
            _input = inputPin,
            _output = outputPin,
            Input = input.IsEmpty ? null : inputPin.Pointer,
            Output = output.IsEmpty ? null : outputPin.Pointer,
        };
    }

    public static CollectiveCall Of<T>(Memory<T> values) => Of(ReadOnlyMemory<T>.Empty, values);

    /// <summary>Pins the second of two memories, and lets the first go where that throws: a memory may be the program's own class.</summary>
    public static MemoryHandle PinAfter<T>(MemoryHandle first, Memory<T> second)
    {
        try
        {
            return second.Pin();
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>Copies counts and places to where they lie still.</summary>
    public Layout Keep(ReadOnlySpan<int> counts, ReadOnlySpan<int> places)
    {
        int* start = Still<int>(counts.Length + places.Length);
        counts.CopyTo(new Span<int>(start, counts.Length));
        places.CopyTo(new Span<int>(start + counts.Length, places.Length));
        return new Layout(start, start + counts.Length);
    }

    /// <summary>Copies places in bytes to where they lie still.</summary>
    public nint* Keep(ReadOnlySpan<nint> places)
    {
        nint* start = Still<nint>(places.Length);
        places.CopyTo(new Span<nint>(start, places.Length));
        return start;
    }

    /// <summary>Copies counts, as long ones, to where they lie still.</summary>
    public long* KeepLong(ReadOnlySpan<int> counts)
    {
        long* start = Still<long>(counts.Length);
        TypedParts.PutCounts(counts, new Span<long>(start, counts.Length));
        return start;
    }

    /// <summary>Puts the handles of datatypes where they lie still.</summary>
    public nint* KeepHandles(ReadOnlySpan<Datatype> types)
    {
        nint* start = Still<nint>(types.Length);
        TypedParts.PutHandles(types, start);
        return start;
    }

    /// <summary>Keeps an operation alive, and watches for exceptions in it from now on.</summary>
    public CollectiveCall With<T>(Operation<T> operation)
    {
        if (operation is null)
        {
            Dispose();
            throw new ArgumentNullException(nameof(operation));
        }

        (_operation, _failures, _failuresBefore) = (operation, operation.Failures, operation.Failures?.Count ?? 0);
        return this;
    }

    /// <summary>Hands everything over to the request.</summary>
    public Request Started(string function, nint request)
    {
        _started = true;
        return new CollectiveRequest(function, request, this);
    }

    /// <summary>The exception of the operation while the call was under way, if there was one.</summary>
    public Exception? Failure() => _failures?.Since(_failuresBefore);

    /// <summary>Lets the buffers go if the call was not started.</summary>
    public void Dispose()
    {
        if (!_started)
            Release();
    }

    /// <summary>Lets the buffers go.</summary>
    public void Release()
    {
        _input.Dispose();
        _output.Dispose();
        (_kept, _operation) = (null, null);
    }

    // MPI reads it until the end: each array knows the one before.
    private T* Still<T>(int length)
        where T : unmanaged
    {
        T[] room = GC.AllocateUninitializedArray<T>(length + 1, pinned: true);
        _kept = (room, _kept);
        return (T*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(room));
    }
}

/// <summary>How many values belong to each rank, and where its first one lies.</summary>
internal readonly unsafe struct Layout(int* counts, int* places)
{
    public readonly int* Counts = counts;
    public readonly int* Places = places;
}
