using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Mpi;

namespace Twister2.Bench.Mpi;

/// <summary>The kinds of work, each a loop over one or two calls.</summary>
sealed class Work : IDisposable
{
    public const int Window = 64;
    const int Largest = 4 << 20;
    const int Tag = 7;

    readonly Intracommunicator _world = Communicator.world;
    readonly Intracommunicator _self = Communicator.self;
    readonly int _peer = 1 - Communicator.world.Rank;
    readonly RequestArray _window = new();
    readonly RequestList _requests = new();
    readonly Memory<double> _in = LikeMalloc<double>(2 * Largest / sizeof(double), 1);
    readonly Memory<double> _out = LikeMalloc<double>(2 * Largest / sizeof(double), 1);
    readonly Memory<byte> _inBytes = LikeMalloc<byte>(Largest, 1);
    readonly Memory<byte> _outBytes = LikeMalloc<byte>(Largest, 1);

    public Work(string name)
    {
        (Parts, Least) = name switch
        {
            "pingpong" => (Sized(PingPong), 2),
            "bandwidth" => (Sized(Bandwidth), Window),
            "requests" => (Sized(Requests), Window),
            "persistent" => (Sized(Persistent), Window),
            "allreduce" => (Sized(Allreduce), 1),
            "alltoall" => (Sized(Alltoall), 1),
            "calls" => ([("compare", 0, Compare), ("iprobe", 0, ImmediateProbe)], 1),
            _ => throw new ArgumentException("pingpong, bandwidth, requests, persistent, allreduce, alltoall or calls", nameof(name)),
        };
        if (_world.Size != (name == "calls" ? 1 : 2))
            throw new InvalidOperationException("two ranks; one for 'calls'");
    }

    /// <summary>What is measured, in order: its name, the bytes, and the loop, which takes the bytes and how often.</summary>
    public (string Name, int Size, Action<int, long> Loop)[] Parts { get; }

    /// <summary>Counts are multiples of this.</summary>
    public int Least { get; }

    static (string Name, int Size, Action<int, long> Loop)[] Sized(Action<int, long> loop) =>
    [
        ("8 B", 8, loop), ("64 B", 64, loop), ("512 B", 512, loop), ("4 KiB", 4 << 10, loop), ("16 KiB", 16 << 10, loop),
        ("64 KiB", 64 << 10, loop), ("256 KiB", 256 << 10, loop), ("1 MiB", 1 << 20, loop), ("4 MiB", 4 << 20, loop),
    ];

    public void Dispose() => _window.Dispose();

    // Copies are slower where the two buffers lie differently in their pages, which is chance. malloc puts large ones 16 bytes into a page; so are these.
    static Memory<T> LikeMalloc<T>(int length, T value)
        where T : unmanaged
    {
        const int Page = 4096, Header = 16;
        T[] array = GC.AllocateArray<T>(length + (Page / Unsafe.SizeOf<T>()), pinned: true);
        int offset = (int)((Page + Header - (Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Page)) % Page);
        Array.Fill(array, value);
        return array.AsMemory(offset / Unsafe.SizeOf<T>(), length);
    }

    void PingPong(int bytes, long count)
    {
        ReadOnlySpan<byte> message = _outBytes.Span[..bytes];
        Span<byte> room = _inBytes.Span[..bytes];
        bool first = _world.Rank == 0;
        for (long i = 0; i < count; i += 2)
        {
            if (first)
            {
                _world.Send(message, _peer, Tag);
                _world.Receive(room, _peer, Tag);
            }
            else
            {
                _world.Receive(room, _peer, Tag);
                _world.Send(message, _peer, Tag);
            }
        }
    }

    void Bandwidth(int bytes, long count)
    {
        ReadOnlyMemory<byte> message = _outBytes[..bytes];
        Memory<byte> room = _inBytes[..bytes];
        bool first = _world.Rank == 0;
        for (long i = 0; i < count; i += Window)
        {
            if (first)
            {
                for (int k = 0; k < Window; k++)
                    _world.ImmediateSend(message, _peer, Tag, _window);
                _window.WaitAll();
                _world.Receive<int>(_peer, Tag);
            }
            else
            {
                for (int k = 0; k < Window; k++)
                    _world.ImmediateReceive(room, _peer, Tag, _window);
                _window.WaitAll();
                _world.Send(0, _peer, Tag);
            }
        }
    }

    void Requests(int bytes, long count)
    {
        ReadOnlyMemory<byte> message = _outBytes[..bytes];
        Memory<byte> room = _inBytes[..bytes];
        bool first = _world.Rank == 0;
        for (long i = 0; i < count; i += Window)
        {
            if (first)
            {
                for (int k = 0; k < Window; k++)
                    _requests.Add(_world.ImmediateSend(message, _peer, Tag));
                _requests.WaitAll(Span<CompletedStatus>.Empty);
                _world.Receive<int>(_peer, Tag);
            }
            else
            {
                for (int k = 0; k < Window; k++)
                    _requests.Add(_world.ImmediateReceive(room, _peer, Tag));
                _requests.WaitAll(Span<CompletedStatus>.Empty);
                _world.Send(0, _peer, Tag);
            }
        }
    }

    void Persistent(int bytes, long count)
    {
        bool first = _world.Rank == 0;
        var requests = new PersistentRequest[Window];
        for (int k = 0; k < Window; k++)
        {
            requests[k] = first
                ? _world.SendInit<byte>(_outBytes[..bytes], _peer, Tag)
                : _world.ReceiveInit<byte>(_inBytes[..bytes], _peer, Tag);
            _requests.Add(requests[k]);
        }

        for (long i = 0; i < count; i += Window)
        {
            _requests.StartAll();
            _requests.WaitAll(Span<CompletedStatus>.Empty);
            if (first)
                _world.Receive<int>(_peer, Tag);
            else
                _world.Send(0, _peer, Tag);
        }

        foreach (var request in requests)
        {
            _requests.Remove(request);
            request.Dispose();
        }
    }

    void Allreduce(int bytes, long count)
    {
        ReadOnlySpan<double> values = _out.Span[..(bytes / sizeof(double))];
        Span<double> sums = _in.Span[..(bytes / sizeof(double))];
        for (long i = 0; i < count; i++)
            _world.Allreduce(values, Operation<double>.Add, sums);
    }

    void Alltoall(int bytes, long count)
    {
        ReadOnlySpan<double> values = _out.Span[..(2 * bytes / sizeof(double))];
        Span<double> room = _in.Span[..(2 * bytes / sizeof(double))];
        for (long i = 0; i < count; i++)
            _world.Alltoall(values, room);
    }

    void Compare(int bytes, long count)
    {
        for (long i = 0; i < count; i++)
            Communicator.Compare(_world, _world);
    }

    void ImmediateProbe(int bytes, long count)
    {
        for (long i = 0; i < count; i++)
        {
            if (_self.ImmediateProbe(Communicator.anySource, Communicator.anyTag) is not null)
                throw new InvalidOperationException("there was a message");
        }
    }
}
