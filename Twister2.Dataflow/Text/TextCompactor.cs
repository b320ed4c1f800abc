using System.Reflection;

namespace Twister2.Dataflow.Text;

/// <summary>
/// Moves the texts of records that are kept for long out of the blocks they were read into, so that a few records do not keep whole blocks alive. Looks into pairs, tuples and
/// nullable values, not into objects.
/// </summary>
internal static class TextCompactor
{
    /// <summary>How to move the texts in records of a type; null where there are none.</summary>
    public static ITextMover<T>? For<T>() => Mover<T>.Instance;

    /// <summary>The same record in a block of its own, if that is smaller than half of those that it keeps alive.</summary>
    public static T ToOwned<T>(ITextMover<T> mover, in T record)
    {
        TextUse use = default;
        mover.Measure(in record, ref use);
        if (!use.IsWasteful) return record;
        TextBlock block = new(use.TextBytes);
        return mover.Move(in record, ref block);
    }

    /// <summary>Moves the texts of all records into one block, if that is smaller than half of those that they keep alive.</summary>
    public static void Compact<T>(ITextMover<T> mover, Span<T> records)
    {
        TextUse use = default;
        foreach (ref readonly T record in records) mover.Measure(in record, ref use);
        if (!use.IsWasteful) return;
        TextBlock block = new(use.TextBytes);
        foreach (ref T record in records) record = mover.Move(in record, ref block);
    }

    private static class Mover<T>
    {
        public static readonly ITextMover<T>? Instance = (ITextMover<T>?)Make(typeof(T));
    }

    private static object? Make(Type type)
    {
        if (type == typeof(Utf8Text)) return new PlainTextMover();
        if (!type.IsGenericType || MoverOf(type.GetGenericTypeDefinition()) is not { } composed) return null;
        object?[] parts = [.. type.GetGenericArguments().Select(Make)];
        if (parts.All(static part => part is null)) return null;
        Type mover = composed.MakeGenericType(type.GetGenericArguments());
        return Activator.CreateInstance(mover, BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, parts, null);
    }

    private static Type? MoverOf(Type definition) =>
        definition == typeof(KeyValuePair<,>) ? typeof(PairTextMover<,>)
        : definition == typeof(ValueTuple<,>) ? typeof(TupleTextMover<,>)
        : definition == typeof(ValueTuple<,,>) ? typeof(TupleTextMover<,,>)
        : definition == typeof(ValueTuple<,,,>) ? typeof(TupleTextMover<,,,>)
        : definition == typeof(Nullable<>) ? typeof(NullableTextMover<>)
        : null;
}

/// <summary>What the texts of records take, and what they keep alive.</summary>
internal struct TextUse
{
    private byte[]? _last;
    private HashSet<byte[]>? _seen;
    private long _blockBytes;

    public long TextBytes { get; private set; }

    public readonly bool IsWasteful => TextBytes < _blockBytes / 2 && TextBytes < Array.MaxLength / 2;

    public void Add(Utf8Text text)
    {
        TextBytes += text.Length;
        byte[]? block = text.Block;
        if (block is null || ReferenceEquals(block, _last)) return;
        // Mostly all texts of a chunk lie in one block.
        if (_last is not null && !(_seen ??= NewSet(_last)).Add(block))
        {
            _last = block;
            return;
        }
        _last = block;
        // A block of no more than a text's own bytes and their padding is as small as it gets.
        _blockBytes += Math.Max(0, block.Length - TextBlock.Padding);
    }

    private static HashSet<byte[]> NewSet(byte[] first) => new(ReferenceEqualityComparer.Instance) { first };
}

/// <summary>A new block of exactly the bytes of some texts.</summary>
internal struct TextBlock(long bytes)
{
    // So that a short text can be hashed with one 16-byte load.
    public const int Padding = 16;

    private readonly byte[] _block = new byte[bytes + Padding];
    private int _used;

    public Utf8Text Move(Utf8Text text)
    {
        text.Span.CopyTo(_block.AsSpan(_used));
        Utf8Text moved = Utf8Text.Unchecked(_block, _used, text.Length);
        _used += text.Length;
        return moved;
    }
}
