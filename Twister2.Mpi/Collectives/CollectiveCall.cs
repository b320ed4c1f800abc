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
    private object? _first;
    private object? _second;
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
        var outputPin = output.Pin();
        return new CollectiveCall
        {
            _input = inputPin,
            _output = outputPin,
            Input = input.IsEmpty ? null : inputPin.Pointer,
            Output = output.IsEmpty ? null : outputPin.Pointer,
        };
    }

    public static CollectiveCall Of<T>(Memory<T> values) => Of(ReadOnlyMemory<T>.Empty, values);

    /// <summary>Takes over pins, and whatever else MPI reads until the end.</summary>
    public static CollectiveCall Holding(in MemoryHandle input, in MemoryHandle output, object? kept) => new()
    {
        _input = input,
        _output = output,
        Input = input.Pointer,
        Output = output.Pointer,
        _first = kept,
    };

    /// <summary>Copies counts and places to where they lie still; there may be two such pairs.</summary>
    public Layout Keep(ReadOnlySpan<int> counts, ReadOnlySpan<int> places)
    {
        int[] copy = GC.AllocateUninitializedArray<int>(counts.Length + places.Length, pinned: true);
        counts.CopyTo(copy);
        places.CopyTo(copy.AsSpan(counts.Length));
        (_first, _second) = (copy, _first);
        int* start = (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(
            ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(copy));
        return new Layout(start, start + counts.Length);
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
        (_first, _second, _operation) = (null, null, null);
    }
}

/// <summary>How many values belong to each rank, and where its first one lies.</summary>
internal readonly unsafe struct Layout(int* counts, int* places)
{
    public readonly int* Counts = counts;
    public readonly int* Places = places;
}
