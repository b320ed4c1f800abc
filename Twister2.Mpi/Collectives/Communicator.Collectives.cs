using System.Diagnostics.CodeAnalysis;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// What the collectives of one group and those between two groups share.
public abstract unsafe partial class Communicator
{
    private protected static void CheckSame(long actual, long expected, string what, string function)
    {
        if (actual != expected)
            throw new MpiException(ErrorClass.Count, function, $"{what}: {actual} were given, {expected} are needed");
    }

    /// <summary>Copies into the caller's array where it fits, else replaces it.</summary>
    private protected static void Put<T>(T[] got, [NotNull] ref T[]? values)
    {
        if (values?.Length == got.Length)
            got.CopyTo(values, 0);
        else
            values = got;
    }

    /// <summary>Packs the part of each rank. Whatever is wrong here, the others must get a packet.</summary>
    private protected byte[][] PackParts<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        T[]? values, int[] counts, int parts, string function, ref Exception? failure)
    {
        byte[][] packets = new byte[parts][];
        try
        {
            CheckSame(values?.Length ?? 0, PartLayout.Total(counts, parts, function), "values to send", function);
        }
        catch (MpiException e)
        {
            failure = e;
            Array.Fill(packets, ObjectPacket.OfFailure(e, Rank));
            return packets;
        }

        int place = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            packets[i] = ObjectPacket.Pack<T>(values.AsSpan(place, counts[i]), Rank, function, ref failure);
            place += counts[i];
        }

        return packets;
    }

    private protected static T[] Unpacked<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlyMemory<byte>[] packets, string function)
    {
        var all = new List<T>(packets.Length);
        foreach (var packet in packets)
            all.AddRange(ObjectPacket.Unpack<T>(packet.Span, function));
        return [.. all];
    }

    private protected static byte[] Joined(byte[][] packets, int total)
    {
        byte[] all = GC.AllocateUninitializedArray<byte>(total);
        int place = 0;
        foreach (byte[] packet in packets)
        {
            packet.CopyTo(all, place);
            place += packet.Length;
        }

        return all;
    }

    private protected static ReadOnlyMemory<byte>[] Parts(byte[] all, int[] counts)
    {
        var parts = new ReadOnlyMemory<byte>[counts.Length];
        int place = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            parts[i] = all.AsMemory(place, counts[i]);
            place += counts[i];
        }

        return parts;
    }

    /// <summary>Allreduce, the scans and reduce-scatter of blocks: MPI has the same arguments for all, a request behind them for the nonblocking ones.</summary>
    private protected void Combine<T>(
        string function,
        delegate* unmanaged<void*, void*, int, nint, nint, nint, int> call,
        delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> start,
        void* input,
        int length,
        void* output,
        int room,
        Operation<T> op,
        nint* request)
    {
        ArgumentNullException.ThrowIfNull(op);
        nint comm = Handle;
        PartLayout.CheckRoom(room, length, function);
        nint handle = op.ReductionHandle(function);
        int failures = op.Failures?.Count ?? 0;
        nint type = op.Datatype;
        VectorRegisters.Clean();
        int code = request == null
            ? call(input, output, length, type, handle, comm)
            : start(input, output, length, type, handle, comm, request);
        Finish(code, function, op, failures, request);
    }

    /// <summary>Checks what the library returned, and throws what a user operation threw during a blocking call.</summary>
    private protected static void Finish<T>(int code, string function, Operation<T> op, int failuresBefore, nint* request)
    {
        // MPI has called into the operation until here.
        GC.KeepAlive(op);
        Native.Check(code, function);
        if (request == null)
            op.Failures?.ThrowSince(failuresBefore);
    }
}
