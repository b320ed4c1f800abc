using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MemoryPack;

namespace Twister2.Mpi;

/// <summary>
/// Objects as bytes: MemoryPack behind a mark of four bytes, so that a message that is no object is told apart from a damaged one. Types
/// say how they are packed at compile time ([MemoryPackable]); nothing here can build a type that the receiver did not ask for.
/// </summary>
internal static class ObjectWire
{
    /// <summary>What a trimmed program must keep of a type that is sent as an object.</summary>
    public const DynamicallyAccessedMemberTypes Kept = DynamicallyAccessedMemberTypes.All;

    // "T2O" and the version of the format.
    private const uint Mark = 0x014f3254;

    // MemoryPack makes the formatter of a collection at run time, unless its generator has met it.
    private static readonly string AheadAdvice = RuntimeFeature.IsDynamicCodeSupported
        ? ""
        : ". In a program compiled ahead of time a collection or tuple must be a member of a [MemoryPackable] type, or its formatter be registered:"
            + " MemoryPackFormatterProvider.Register(new DictionaryFormatter<string, int>())";

    static ObjectWire() => MemoryPackFormatterProvider.Register(new BigIntegerFormatter());

    /// <summary>Appends an object, which may be null.</summary>
    /// <exception cref="MpiException">The type cannot be packed.</exception>
    public static void Write<[DynamicallyAccessedMembers(Kept)] T>(ArrayBufferWriter<byte> writer, in T? value, string function)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(writer.GetSpan(sizeof(uint)), Mark);
        writer.Advance(sizeof(uint));
        try
        {
            MemoryPackSerializer.Serialize(writer, value);
        }
        catch (MemoryPackSerializationException e)
        {
            throw new MpiException(
                ErrorClass.Type,
                function,
                $"{typeof(T)} cannot be sent as an object: {e.Message} Mark it [MemoryPackable] and partial, or send its values as spans{AheadAdvice}",
                e);
        }
    }

    /// <summary>Reads an object back.</summary>
    /// <exception cref="MpiException">The bytes are not an object of this type, or its own code failed; the cause is the inner exception.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Formatters that read the bytes of another type throw whatever they come upon.")]
    public static T? Read<[DynamicallyAccessedMembers(Kept)] T>(ReadOnlySpan<byte> bytes, string function)
    {
        if (bytes.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark)
        {
            throw new MpiException(
                ErrorClass.Type, function, $"what came ({bytes.Length} bytes) is no object; receive it as it was sent, as values or as a text");
        }

        try
        {
            return MemoryPackSerializer.Deserialize<T>(bytes[sizeof(uint)..]);
        }
        catch (Exception e)
        {
            throw new MpiException(
                ErrorClass.Type,
                function,
                $"what came cannot be read as {typeof(T)}: {e.Message}{(e is MemoryPackSerializationException ? AheadAdvice : "")}",
                e);
        }
    }
}
