using System.Runtime.CompilerServices;
using MemoryPack;
using Twister2.Dataflow;
using Twister2.Dataflow.Packing;

namespace Twister2.Tasks;

/// <summary>About how much memory records take: exact for structs without references, an estimate for others.</summary>
internal static class RecordSize<T>
{
    // What an object takes beside what is in it, with the reference to it; what is in one that cannot be packed is a guess.
    private const int ObjectBytes = 24, GuessedBytes = 64;

    // A few of a chunk speak for all.
    private const int Sampled = 4;

    private const int FirstBytes = 1 << 10;

    private static readonly Lazy<IDataPacker<T>?> Packer = new(FindPacker);

    // A class that nobody said how to pack: to be told so by MemoryPack takes as long as a small job, and is put off until there is need to pack it.
    private static readonly bool IsGuessed = !typeof(T).IsArray && !typeof(T).IsGenericType && typeof(T).Assembly != typeof(object).Assembly && typeof(T).Assembly != typeof(DataPackers).Assembly
        && !typeof(T).IsDefined(typeof(MemoryPackableAttribute), inherit: false) && DataPackers.RegisteredFor(typeof(T)) is null;

    /// <summary>Whether they can be kept in another way.</summary>
    public static bool CanBePacked => Packer.Value is not null;

    /// <summary>Those of a chunk.</summary>
    public static long Of(ReadOnlySpan<T> chunk)
    {
        long own = (long)chunk.Length * Unsafe.SizeOf<T>();
        return RuntimeHelpers.IsReferenceOrContainsReferences<T>() && !chunk.IsEmpty ? own + chunk.Length * Referred(chunk) : own;
    }

    /// <summary>What each of them refers to: packed it takes about as much, texts half of it.</summary>
    private static long Referred(ReadOnlySpan<T> chunk)
    {
        if (IsGuessed || Packer.Value is not { } packer) return ObjectBytes + GuessedBytes;
        int step = (chunk.Length + Sampled - 1) / Sampled;
        ChunkWriter writer = new(new BufferPool(), FirstBytes);
        int count = 0;
        try
        {
            for (int at = 0; at < chunk.Length; at += step, count++) packer.Pack(chunk.Slice(at, 1), writer);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            // Records that nobody asked to pack must not fail for that.
            return ObjectBytes + GuessedBytes;
        }
        return ObjectBytes + (writer.Written / count);
    }

    private static IDataPacker<T>? FindPacker()
    {
        try
        {
            return DataPackers.For<T>();
        }
        catch (NotSupportedException)
        {
            return null; // The reason for this class: whoever sends such records is told.
        }
    }
}
