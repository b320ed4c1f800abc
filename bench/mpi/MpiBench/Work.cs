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
    readonly double[] _in = new double[2 * Largest / sizeof(double)];
    readonly double[] _out = new double[2 * Largest / sizeof(double)];
    readonly byte[] _inBytes = new byte[Largest];
    readonly byte[] _outBytes = new byte[Largest];

    public Work(string name)
    {
        Array.Fill(_in, 1);
        Array.Fill(_out, 1);
        Array.Fill<byte>(_inBytes, 1);
        Array.Fill<byte>(_outBytes, 1);
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

    void PingPong(int bytes, long count)
    {
        ReadOnlySpan<byte> message = _outBytes.AsSpan(0, bytes);
        Span<byte> room = _inBytes.AsSpan(0, bytes);
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
        ReadOnlyMemory<byte> message = _outBytes.AsMemory(0, bytes);
        Memory<byte> room = _inBytes.AsMemory(0, bytes);
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
        ReadOnlyMemory<byte> message = _outBytes.AsMemory(0, bytes);
        Memory<byte> room = _inBytes.AsMemory(0, bytes);
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
                ? _world.SendInit<byte>(_outBytes.AsMemory(0, bytes), _peer, Tag)
                : _world.ReceiveInit<byte>(_inBytes.AsMemory(0, bytes), _peer, Tag);
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
        ReadOnlySpan<double> values = _out.AsSpan(0, bytes / sizeof(double));
        Span<double> sums = _in.AsSpan(0, bytes / sizeof(double));
        for (long i = 0; i < count; i++)
            _world.Allreduce(values, Operation<double>.Add, sums);
    }

    void Alltoall(int bytes, long count)
    {
        ReadOnlySpan<double> values = _out.AsSpan(0, 2 * bytes / sizeof(double));
        Span<double> room = _in.AsSpan(0, 2 * bytes / sizeof(double));
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
