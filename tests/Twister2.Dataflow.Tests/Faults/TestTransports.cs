using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow.Tests;

/// <summary>Messages that are late by chance: as on a network, those of one worker stay in order.</summary>
internal sealed class LateTransport(ITransport inner, int seed) : ITransport
{
    private readonly Random _random = new(seed);

    public int Worker => inner.Worker;

    public int WorkerCount => inner.WorkerCount;

    public int LargestEdge => inner.LargestEdge;

    public int NodeOf(int worker) => inner.NodeOf(worker);

    public IPendingSend Send(int worker, int edge, ReadOnlyMemory<byte> message) => new LateSend(this, inner.Send(worker, edge, message));

    public IPendingReceive? TryMatch(int edge) => IsLate() ? null : inner.TryMatch(edge) is { } match ? new LateReceive(this, match) : null;

    public void Dispose() => inner.Dispose();

    private bool IsLate()
    {
        int chance = _random.Next(20);
        if (chance == 0) Thread.Yield();
        if (chance == 1 && _random.Next(10) == 0) Thread.Sleep(1);
        return chance < 12;
    }

    private sealed class LateSend(LateTransport transport, IPendingSend send) : IPendingSend
    {
        public bool IsComplete() => !transport.IsLate() && send.IsComplete();
    }

    private sealed class LateReceive(LateTransport transport, IPendingReceive receive) : IPendingReceive
    {
        public int Source => receive.Source;

        public int Length => receive.Length;

        public void Start(Memory<byte> destination) => receive.Start(destination);

        public bool IsComplete() => !transport.IsLate() && receive.IsComplete();
    }
}

/// <summary>A network that damages one of the messages that a worker receives: some of its bytes, or its length.</summary>
/// <param name="inner">The transport that works.</param>
/// <param name="message">Which of the messages that arrive, from 0.</param>
/// <param name="damage">Changes the bytes; returns how many arrive.</param>
internal sealed class DamagingTransport(ITransport inner, int message, Func<Span<byte>, int> damage) : ITransport
{
    private int _matched;

    /// <summary>Smaller ones are not counted.</summary>
    public int LeastBytes { get; init; }

    public bool HasDamaged { get; private set; }

    public int Worker => inner.Worker;

    public int WorkerCount => inner.WorkerCount;

    public int LargestEdge => inner.LargestEdge;

    public int NodeOf(int worker) => inner.NodeOf(worker);

    public IPendingSend Send(int worker, int edge, ReadOnlyMemory<byte> bytes) => inner.Send(worker, edge, bytes);

    public IPendingReceive? TryMatch(int edge)
    {
        if (inner.TryMatch(edge) is not { } match) return null;
        if (match.Length < LeastBytes || _matched++ != message) return match;
        HasDamaged = true;
        return new Damaged(match, damage);
    }

    public void Dispose() => inner.Dispose();

    private sealed class Damaged : IPendingReceive
    {
        private readonly byte[] _bytes;

        public Damaged(IPendingReceive receive, Func<Span<byte>, int> damage)
        {
            Source = receive.Source;
            _bytes = new byte[receive.Length];
            receive.Start(_bytes);
            Length = damage(_bytes);
        }

        public int Source { get; }

        public int Length { get; }

        public void Start(Memory<byte> destination) => _bytes.AsMemory(0, Length).CopyTo(destination);

        public bool IsComplete() => true;
    }
}
