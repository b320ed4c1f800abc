using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// MPI's array of requests: many sends and receives without an object for each, to be waited for together. For programs that exchange many short
/// messages; a <see cref="RequestList"/> is more convenient.
/// </summary>
/// <remarks>
/// <para>An operation is started into the array by, for example,
/// <see cref="Communicator.ImmediateSend{T}(ReadOnlyMemory{T}, int, int, RequestArray)"/>, and has the next index. When all are complete the array is
/// empty, and the next operation has index 0 again; the statuses can be asked for until then.</para>
/// <para>Nothing is allocated when an array is used again. A buffer stays where it is until its place is used for another, or the array
/// is disposed, so that the same buffers in the same order cost nothing to pin. An array is used by one thread at a time.</para>
/// </remarks>
public sealed unsafe partial class RequestArray : IDisposable
{
    private readonly HandleArray _handles;
    private readonly HandleArray _statuses;
    private Place[] _places = [];
    private int _count;
    private int _active;
    private int _ended;
    private bool _disposed;

    /// <summary>An empty array, as an array of MPI_REQUEST_NULL; it grows as it is filled.</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public RequestArray()
    {
        Native.EnsureLive("MPI_Waitall");
        _handles = new HandleArray(Native.Abi.HandleSize);
        _statuses = new HandleArray(Native.Abi.StatusSize);
    }

    /// <summary>Lets the buffers go where an array was dropped; one with operations under way is never collected.</summary>
    ~RequestArray() => Unpin();

    /// <summary>How many operations have been started since the array was empty: MPI_Waitall's count.</summary>
    public int Count => _count;

    /// <summary>How many of them are not known to be complete: those that are not MPI_REQUEST_NULL.</summary>
    public int Active => _active;

    /// <summary>Where the array stands among those that have operations under way.</summary>
    internal int Registration { get; set; }

    /// <summary>
    /// Lets the buffers go (there is no MPI_Request_free: what is under way goes on). Those of operations that are still under way are kept, and reported when MPI ends; nothing happens a second time.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_active > 0)
            return;
        Unpin();
        GC.SuppressFinalize(this);
    }

    /// <summary>Pins memory for the next operation, and says where MPI is to write its handle.</summary>
    /// <returns>Where the memory lies; null for none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void* Prepare<T>(ReadOnlyMemory<T> memory, string function, out nint* handle)
    {
        if (_disposed || _count == _places.Length)
            MakeRoom(function);
        handle = _handles.At(_count);
        ref Place place = ref _places[_count];
        place.Kind = &KindOf<T>;
        if (!MemoryMarshal.TryGetArray(memory, out var segment) || place.HasMemory)
            return PinOther(ref place, memory);
        if (segment.Array != place.Array)
            PinArray(ref place, segment.Array);
        return segment.Count == 0
            ? null
            : Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(segment.Array!), segment.Offset));
    }

    /// <summary>Counts the operation that was prepared, or says why it did not start.</summary>
    internal void Started(int code, string function)
    {
        Native.Check(code, function);
        _count++;
        if (_active++ == 0)
            Outstanding.Keep(this);
    }

    private static CompletedStatus KindOf<T>(in NativeStatus status) => CompletedStatus.Of<T>(in status);

    private static void PinArray(ref Place place, object? array)
    {
        place.Array = array;
        if (place.Pin.IsAllocated)
            place.Pin.Target = array;
        else
            place.Pin = new PinnedGCHandle<object?>(array);
    }

    // Memory that is not an array's: rare, and pinned for each operation.
    private static void* PinOther<T>(ref Place place, ReadOnlyMemory<T> memory)
    {
        place.Memory.Dispose();
        PinArray(ref place, null);
        place.Memory = memory.Pin();
        place.HasMemory = true;
        return memory.IsEmpty ? null : place.Memory.Pointer;
    }

    private void MakeRoom(string function)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Native.EnsureLive(function);
        int room = Math.Max(16, 2 * _places.Length);
        _handles.Grow(room);
        _statuses.Grow(room);
        Array.Resize(ref _places, room);
    }

    private void Unpin()
    {
        foreach (ref Place place in _places.AsSpan())
        {
            place.Memory.Dispose();
            if (place.Pin.IsAllocated)
                place.Pin.Dispose();
        }

        _places = [];
    }

    private struct Place
    {
        public object? Array;
        public PinnedGCHandle<object?> Pin;
        public System.Buffers.MemoryHandle Memory;
        public delegate*<in NativeStatus, CompletedStatus> Kind;
        public bool HasMemory;
    }
}
