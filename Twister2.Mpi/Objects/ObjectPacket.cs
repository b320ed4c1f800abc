using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Twister2.Mpi;

/// <summary>
/// Objects of a collective as bytes: several of them, or the reason why a rank has none to give. A rank that fails sends its
/// reason along, so that the others hear of it and do not wait for ever.
/// </summary>
internal static class ObjectPacket
{
    private const byte Objects = 0;
    private const byte Failure = 1;

    /// <summary>Packs values; a failure becomes a packet of its own, and is thrown by the caller when the collective is over.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "It is thrown after the other ranks have been told.")]
    public static byte[] Pack<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(
        ReadOnlySpan<T> values, int rank, string function, ref Exception? failure)
    {
        try
        {
            return Pack(values, function);
        }
        catch (Exception e)
        {
            failure ??= e;
            return OfFailure(e, rank);
        }
    }

    /// <summary>The packet of a rank that has nothing to give but the reason.</summary>
    public static byte[] OfFailure(Exception failure, int rank) =>
        OfFailure($"rank {rank} failed: {failure.GetType().Name}: {failure.Message}");

    /// <summary>A reason that came from another rank, to be passed on.</summary>
    public static byte[] OfFailure(string reason) => [Failure, .. Encoding.UTF8.GetBytes(reason)];

    /// <summary>The reason, where the packet is one.</summary>
    public static string? FailureOf(ReadOnlySpan<byte> packet) =>
        !packet.IsEmpty && packet[0] == Failure ? Encoding.UTF8.GetString(packet[1..]) : null;

    /// <summary>Reads the values back.</summary>
    /// <exception cref="MpiException">The packet tells of a failure, or is not of this type.</exception>
    public static T[] Unpack<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<byte> packet, string function)
    {
        if (FailureOf(packet) is { } reason)
            throw new MpiException(ErrorClass.Other, function, reason);
        if (packet.Length < 1 + sizeof(int) || packet[0] != Objects)
            throw NoObjects(function);
        packet = packet[1..];

        // Each value has its length before it, so that a number that is none cannot ask for more memory than came.
        var values = new T[TakeInt(ref packet, sizeof(int), function)];
        for (int i = 0; i < values.Length; i++)
        {
            int length = TakeInt(ref packet, sizeof(byte), function);
            values[i] = ObjectWire.Read<T>(packet[..length], function)!;
            packet = packet[length..];
        }

        return packet.IsEmpty ? values : throw NoObjects(function);
    }

    private static byte[] Pack<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<T> values, string function)
    {
        var packet = new ArrayBufferWriter<byte>();
        packet.Write([Objects]);
        PutInt(packet, values.Length);
        var one = new ArrayBufferWriter<byte>();
        foreach (var value in values)
        {
            one.ResetWrittenCount();
            ObjectWire.Write(one, in value, function);
            PutInt(packet, one.WrittenCount);
            packet.Write(one.WrittenSpan);
        }

        return packet.WrittenSpan.ToArray();
    }

    private static void PutInt(ArrayBufferWriter<byte> writer, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(writer.GetSpan(sizeof(int)), value);
        writer.Advance(sizeof(int));
    }

    // A number of things that follow, each of so many bytes at least.
    private static int TakeInt(ref ReadOnlySpan<byte> bytes, int atLeast, string function)
    {
        if (!BinaryPrimitives.TryReadInt32LittleEndian(bytes, out int value) || value < 0 || value > (bytes.Length - sizeof(int)) / atLeast)
            throw NoObjects(function);
        bytes = bytes[sizeof(int)..];
        return value;
    }

    private static MpiException NoObjects(string function) =>
        new(ErrorClass.Type, function, "another rank called something else: what came are no objects");
}
