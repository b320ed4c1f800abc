namespace Twister2.Mpi.SingleProcess;

/// <summary>Where the data of one element of a datatype lies: pieces of bytes, in the order in which they are sent.</summary>
internal sealed unsafe class TypeMap
{
    // Every piece has an entry of 16 bytes: so many are a datatype that was not meant.
    private const int MaxPieces = 1 << 24;

    private readonly (long Offset, long Length)[] _pieces;

    private TypeMap((long Offset, long Length)[] pieces, long lowerBound, long upperBound, int alignment, long basics, int basicSize)
    {
        (_pieces, LowerBound, Extent, Alignment) = (pieces, lowerBound, upperBound - lowerBound, alignment);
        (Basics, BasicSize) = (basics, basicSize);
        foreach (var (offset, length) in pieces)
            Size += length;
        TrueLowerBound = pieces.Length == 0 ? 0 : pieces.Min(p => p.Offset);
        TrueExtent = pieces.Length == 0 ? 0 : pieces.Max(p => p.Offset + p.Length) - TrueLowerBound;
    }

    /// <summary>Bytes of data.</summary>
    public long Size { get; }

    public long LowerBound { get; }

    /// <summary>From one element to the next.</summary>
    public long Extent { get; }

    public long TrueLowerBound { get; }

    public long TrueExtent { get; }

    public byte[] Name { get; set; } = [];

    /// <summary>The largest alignment among the basic types: a struct's extent is a multiple of it.</summary>
    public int Alignment { get; }

    /// <summary>How many elements of basic types it has.</summary>
    public long Basics { get; }

    /// <summary>Bytes of each element of a basic type; 0 where they differ.</summary>
    public int BasicSize { get; }

    /// <summary>True where any number of elements is one piece from the buffer's start on.</summary>
    public bool IsContiguous => Extent == Size && LowerBound == 0 && (_pieces.Length == 0 || (_pieces.Length == 1 && _pieces[0].Offset == 0));

    public ReadOnlySpan<(long Offset, long Length)> Pieces => _pieces;

    public static TypeMap Basic(int size) => new([(0, size)], 0, size, Math.Clamp(size, 1, 8), 1, size);

    /// <summary>Blocks of elements, each in its place.</summary>
    public static TypeMap Of(IEnumerable<(TypeMap Type, long Place, long Count)> blocks, bool padded = false)
    {
        var pieces = new List<(long Offset, long Length)>();
        long lower = long.MaxValue;
        long upper = long.MinValue;
        int alignment = 1;
        long basics = 0;
        int? basicSize = null;
        foreach (var (type, place, count) in blocks)
        {
            if (count == 0)
                continue;
            long last = place + ((count - 1) * type.Extent);
            lower = Math.Min(lower, Math.Min(place, last) + type.LowerBound);
            upper = Math.Max(upper, Math.Max(place, last) + type.LowerBound + type.Extent);
            alignment = Math.Max(alignment, type.Alignment);
            basics += checked(count * type.Basics);
            basicSize = basicSize is null || basicSize == type.BasicSize ? type.BasicSize : 0;
            Append(pieces, type, place, count);
        }

        if (lower > upper)
            return new TypeMap([], 0, 0, 1, 0, 0);
        if (padded && (upper - lower) % alignment is var rest && rest != 0)
            upper += alignment - rest;
        return new TypeMap([.. pieces], lower, upper, alignment, basics, basicSize ?? 0);
    }

    public TypeMap Resized(long lowerBound, long extent) => new(_pieces, lowerBound, lowerBound + extent, Alignment, Basics, BasicSize);

    public TypeMap Duplicate() => new(_pieces, LowerBound, LowerBound + Extent, Alignment, Basics, BasicSize) { Name = Name };

    /// <summary>How many elements of basic types so many bytes are; -1 where that is no whole number, or cannot be told.</summary>
    public long ElementsIn(long bytes)
    {
        if (Size == 0)
            return 0;
        if (bytes % Size == 0)
            return bytes / Size * Basics;
        return BasicSize != 0 && bytes % BasicSize == 0 ? bytes / BasicSize : -1;
    }

    /// <summary>What is sent: the memory itself where it is one piece, else a copy.</summary>
    public static ReadOnlySpan<byte> Packed(void* data, int count, nint type, long bytes)
    {
        var map = ProcessState.Datatype(type)!;
        if (map.IsContiguous)
            return new ReadOnlySpan<byte>(data, (int)bytes);
        var result = new byte[bytes];
        int filled = 0;
        for (int i = 0; i < count; i++)
        {
            foreach (var (offset, length) in map._pieces)
            {
                new ReadOnlySpan<byte>((byte*)data + (i * map.Extent) + offset, (int)length).CopyTo(result.AsSpan(filled));
                filled += (int)length;
            }
        }

        return result;
    }

    /// <summary>Puts what came where the datatype says; as many elements as it fills, the last maybe in part.</summary>
    public static void Unpack(ReadOnlySpan<byte> data, byte* target, TypeMap? map)
    {
        if (map is null || map.IsContiguous)
        {
            data.CopyTo(new Span<byte>(target, data.Length));
            return;
        }

        for (long element = 0; !data.IsEmpty; element++)
        {
            foreach (var (offset, length) in map._pieces)
            {
                int part = (int)Math.Min(length, data.Length);
                data[..part].CopyTo(new Span<byte>(target + (element * map.Extent) + offset, part));
                data = data[part..];
            }
        }
    }

    /// <summary>From one buffer to another, which may be laid out otherwise.</summary>
    public static void Copy(void* source, int count, nint sourceType, void* target, nint targetType, long bytes)
    {
        var targetMap = ProcessState.Datatype(targetType)!;
        if (ProcessState.Datatype(sourceType)!.IsContiguous && targetMap.IsContiguous)
        {
            Buffer.MemoryCopy(source, target, bytes, bytes);
            return;
        }

        long packed = count * ProcessState.Datatype(sourceType)!.Size;
        Unpack(Packed(source, count, sourceType, packed)[..(int)bytes], (byte*)target, targetMap);
    }

    private static void Append(List<(long Offset, long Length)> pieces, TypeMap type, long place, long count)
    {
        if (type.IsContiguous)
        {
            Append(pieces, place, count * type.Size);
            return;
        }

        for (long i = 0; i < count; i++)
        {
            foreach (var (offset, length) in type._pieces)
                Append(pieces, place + (i * type.Extent) + offset, length);
        }
    }

    private static void Append(List<(long Offset, long Length)> pieces, long offset, long length)
    {
        if (length == 0)
            return;
        if (pieces.Count > 0 && pieces[^1] is var last && last.Offset + last.Length == offset)
            pieces[^1] = (last.Offset, last.Length + length);
        else
            pieces.Add((offset, length));
        if (pieces.Count > MaxPieces)
            throw new InsufficientMemoryException();
    }
}
