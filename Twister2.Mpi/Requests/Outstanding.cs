using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Mpi;

/// <summary>
/// Every operation under way, each with a place of its own that keeps its request and its buffer, even where the program has dropped both: MPI
/// may still write there. Those that were never waited for are reported when MPI ends.
/// </summary>
/// <remarks>
/// A place has a pinning handle that is used again and again: to make one costs more than to send a short message. Only where MPI
/// may be called by several threads at once is there a lock; below that level no two calls meet here.
/// </remarks>
internal static unsafe class Outstanding
{
    // So many at once are hardly meant: somebody forgets to wait.
    private const int Many = 1 << 16;

    private static readonly Lock Gate = new();
    private static Place[] _places = new Place[64];
    private static int[] _free = new int[64];
    private static readonly List<RequestArray> Arrays = [];
    private static int _freeCount;
    private static int _used;
    private static bool _shared;
    private static bool _reported;

    /// <summary>How many operations are under way.</summary>
    public static int Count => UnderWay().Length + InArrays();

    /// <summary>True when several threads may call MPI at once.</summary>
    public static bool IsShared => _shared;

    /// <summary>Called when MPI starts.</summary>
    public static void Open(Threading threading) => _shared = threading == Threading.Multiple;

    /// <summary>Pins memory for an operation about to start; null, without a pin, for none.</summary>
    /// <returns>Where the memory lies.</returns>
    public static void* Pin<T>(ReadOnlyMemory<T> memory, out int place)
    {
        if (memory.IsEmpty)
        {
            place = Reserve(default);
            return null;
        }

        if (!MemoryMarshal.TryGetArray(memory, out var segment))
        {
            MemoryHandle pin = memory.Pin();
            place = Reserve(pin);
            return pin.Pointer;
        }

        place = ReservePinned(segment.Array!);
        return Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(segment.Array!), segment.Offset));
    }

    /// <summary>A place for an operation whose memory is pinned already, or that has none.</summary>
    public static int Reserve(in MemoryHandle pin)
    {
        bool locked = Enter();
        int place = Take();
        if (pin.Pointer != null)
            (_places[place].Memory, _places[place].HasMemory) = (pin, true);
        Leave(locked);
        return place;
    }

    /// <summary>Pins an array at a place that was reserved without one; returns where its bytes lie.</summary>
    public static void* PinAt(int place, byte[] array)
    {
        bool locked = Enter();
        SetPinned(ref _places[place], array);
        Leave(locked);
        return Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
    }

    /// <summary>Says whose operation it is, once it has been started.</summary>
    public static void Keep(int place, Request request)
    {
        bool locked = Enter();
        _places[place].Request = request;
        Leave(locked);
    }

    /// <summary>Keeps an array of requests, and with it their buffers, while some are under way.</summary>
    public static void Keep(RequestArray array)
    {
        bool locked = Enter();
        array.Registration = Arrays.Count;
        Arrays.Add(array);
        Leave(locked);
    }

    /// <summary>Lets an array go.</summary>
    public static void Forget(RequestArray array)
    {
        bool locked = Enter();
        RequestArray last = Arrays[^1];
        Arrays[array.Registration] = last;
        last.Registration = array.Registration;
        Arrays.RemoveAt(Arrays.Count - 1);
        Leave(locked);
    }

    /// <summary>Lets request and buffer go.</summary>
    public static void Remove(int place)
    {
        bool locked = Enter();
        ref Place known = ref _places[place];
        known.Request = null;
        if (known.Pinned)
        {
            known.Pin.Target = null;
            known.Pinned = false;
        }

        bool hasMemory = known.HasMemory;
        MemoryHandle memory = hasMemory ? known.Memory : default;
        if (hasMemory)
            (known.Memory, known.HasMemory) = (default, false);
        _free[_freeCount++] = place;
        Leave(locked);
        if (hasMemory)
            memory.Dispose();
    }

    /// <summary>What is under way, by function, such as "2 of MPI_Irecv"; empty when nothing is.</summary>
    public static string Describe()
    {
        var functions = UnderWay().GroupBy(r => r.Function, StringComparer.Ordinal);
        var known = functions.OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} of {g.Key}");
        return string.Join(", ", InArrays() is > 0 and int more ? known.Append($"{more} of request arrays") : known);
    }

    /// <summary>Warns of requests that nobody waited for; called when MPI ends.</summary>
    public static void ReportDropped()
    {
        int count = Count;
        if (count > 0)
            Warn($"{count} requests were dropped before they were complete ({Describe()}); call Wait or Test on each until it is");
    }

    private static int ReservePinned(object array)
    {
        bool locked = Enter();
        int place = Take();
        SetPinned(ref _places[place], array);
        Leave(locked);
        return place;
    }

    private static void SetPinned(ref Place place, object array)
    {
        place.Pinned = true;
        if (place.Pin.IsAllocated)
            place.Pin.Target = array;
        else
            place.Pin = new PinnedGCHandle<object?>(array);
    }

    private static Request[] UnderWay()
    {
        lock (Gate)
            return [.. _places.Select(p => p.Request).OfType<Request>().Where(r => !r.IsCompleted)];
    }

    private static int InArrays()
    {
        lock (Gate)
            return Arrays.Sum(a => a.Active);
    }

    private static bool Enter()
    {
        if (!_shared)
            return false;
        Gate.Enter();
        return true;
    }

    private static void Leave(bool locked)
    {
        if (locked)
            Gate.Exit();
    }

    private static int Take() => _freeCount > 0 ? _free[--_freeCount] : NewPlace();

    private static int NewPlace()
    {
        if (_used == _places.Length)
        {
            Array.Resize(ref _places, 2 * _used);
            Array.Resize(ref _free, 2 * _used);
        }

        if (_used == Many && !_reported)
        {
            _reported = true;
            Warn($"{Many} requests are under way at once; each must be waited for, or its buffer is kept until MPI ends");
        }

        return _used++;
    }

    private static void Warn(string text) =>
        Console.Error.WriteLine($"twister2: warning: rank {Communicator.WorldOrNull?.Rank ?? 0}: {text}.");

    private struct Place
    {
        public Request? Request;
        public PinnedGCHandle<object?> Pin;
        public MemoryHandle Memory;
        public bool Pinned;
        public bool HasMemory;
    }
}
