using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

/// <summary>The values of some neighbouring ranks, combined so far, or the reason why there are none.</summary>
/// <param name="values">This rank's objects.</param>
/// <param name="op">How to combine them.</param>
/// <param name="rank">This rank.</param>
/// <param name="function">MPI's own name of the call.</param>
internal sealed class PartialReduction<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
    ReadOnlySpan<T> values, Operation<T> op, int rank, string function)
{
    private T[] _values = values.ToArray();
    private byte[]? _failure;
    private Exception? _own;

    /// <summary>The values; not of use after a failure.</summary>
    public T[] Values => _values;

    /// <summary>The values, or the failure, for another rank.</summary>
    public byte[] Packet()
    {
        if (_failure is null)
        {
            byte[] packet = ObjectPacket.Pack<T>(_values, rank, function, ref _own);
            if (_own is null)
                return packet;
            _failure = packet;
        }

        return _failure;
    }

    /// <summary>The values in parts, or the failure, for each rank.</summary>
    public byte[][] Packets(int[] counts)
    {
        byte[][] packets = new byte[counts.Length][];
        int place = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            packets[i] = _failure ?? ObjectPacket.Pack<T>(_values.AsSpan(place, counts[i]), rank, function, ref _own);
            place += counts[i];
        }

        return packets;
    }

    /// <summary>Takes over what another rank has found.</summary>
    public void Replace(byte[] packet) => Guard(packet, other => _values = other);

    /// <summary>A failure, unless there are so many values: groups that do not agree on that gave wrong counts.</summary>
    public void Expect(int length)
    {
        if (_failure is not null || _values.Length == length)
            return;
        _own = new MpiException(ErrorClass.Count, function, $"the other group gave {_values.Length} values; the counts of this one add up to {length}");
        _failure = ObjectPacket.OfFailure(_own, rank);
    }

    /// <summary>Another start from what came from another rank.</summary>
    public PartialReduction<T> Other(byte[] packet)
    {
        var other = new PartialReduction<T>([], op, rank, function);
        other.Replace(packet);
        return other;
    }

    /// <summary>Combines with the values of the ranks before.</summary>
    public void CombineLeft(byte[] packet) => Guard(packet, other => _values = Combine(other, _values));

    /// <summary>Combines with the values of the ranks after.</summary>
    public void CombineRight(byte[] packet) => Guard(packet, other => _values = Combine(_values, other));

    /// <summary>Throws what went wrong here; for those who want the result also what went wrong elsewhere.</summary>
    public void ThrowIfFailed(bool everyRank)
    {
        if (_own is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_own);
        if (everyRank && _failure is not null)
            throw new MpiException(ErrorClass.Other, function, ObjectPacket.FailureOf(_failure)!);
    }

    [SuppressMessage("Design", "CA1031", Justification = "It is thrown when the other ranks have been told.")]
    private void Guard(byte[] packet, Action<T[]> use)
    {
        if (_failure is not null)
            return;
        if (ObjectPacket.FailureOf(packet) is not null)
        {
            _failure = packet;
            return;
        }

        try
        {
            use(ObjectPacket.Unpack<T>(packet, function));
        }
        catch (Exception e)
        {
            _own = e;
            _failure = ObjectPacket.OfFailure(e, rank);
        }
    }

    private T[] Combine(T[] left, T[] right)
    {
        if (left.Length != right.Length)
            throw new MpiException(ErrorClass.Count, function, $"ranks gave {left.Length} and {right.Length} values; give equally many");
        var result = new T[left.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = op.CombineTwo(left[i], right[i]);
        return result;
    }
}
