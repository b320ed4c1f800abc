using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using MemoryPack;
using MemoryPack.Formatters;

namespace Twister2.Mpi;

/// <summary>An object, or an array of objects, as the bytes of one message.</summary>
internal static class ObjectMessage
{
    // MemoryPack asks to keep all members of what it packs. Those of an array are System.Array's, some of which make types at run time.
    private const string ArrayIsRegistered = "The formatter of the array is registered; no member of System.Array is called.";

    public static ReadOnlyMemory<byte> Of<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(in T? value, string function)
    {
        var writer = new ArrayBufferWriter<byte>();
        ObjectWire.Write(writer, in value, function);
        return writer.WrittenMemory;
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = ArrayIsRegistered)]
    public static ReadOnlyMemory<byte> OfArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values, string function)
    {
        ArrayFormatters<T>.Ensure();
        var writer = new ArrayBufferWriter<byte>();
        ObjectWire.Write<T[]>(writer, in values!, function);
        return writer.WrittenMemory;
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = ArrayIsRegistered)]
    public static T[] ReadArray<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(ReadOnlySpan<byte> bytes, string function)
    {
        ArrayFormatters<T>.Ensure();
        return ObjectWire.Read<T[]>(bytes, function) ?? [];
    }

    /// <summary>Tells MemoryPack how an array is packed; it would look for that by reflection, which a program compiled ahead of time cannot.</summary>
    private static class ArrayFormatters<T>
    {
        static ArrayFormatters()
        {
            if (!MemoryPackFormatterProvider.IsRegistered<T[]>())
                MemoryPackFormatterProvider.Register(new ArrayFormatter<T>());
        }

        public static void Ensure()
        {
        }
    }
}
