using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using CsCheck;

namespace Twister2.Dataflow.Tests;

/// <summary>
/// What holds for the packer of every type: it gives back what it got; a chunk that is cut anywhere is found; and whatever else happens to its bytes, it ends with records or with
/// <see cref="CorruptChunkException"/>, without taking memory that the bytes do not account for.
/// </summary>
[Trait("ranks", "none")]
public sealed class PackerPropertyTests
{
    private const long AllocatedAtMost = 2 << 20;

    private static readonly Gen<string?> Text = Gen.Frequency((1, Gen.Const((string?)null)), (8, Gen.String[0, 9].Select(text => (string?)text)), (1, Gen.Char.Array[0, 200].Select(text => (string?)new string(text))));

    private readonly BufferPool _pool = new();

    public enum Colour : short { Red = -3, Green = 5 }

    [Fact]
    public void Numbers_and_times()
    {
        Check(Gen.Int);
        Check(Gen.Bool);
        Check(Gen.Char);
        Check(Gen.Double);
        Check(Gen.Decimal);
        Check(Gen.Guid);
        Check(Gen.DateTime);
        Check(Gen.DateTimeOffset);
        Check(Gen.TimeSpan);
        Check(Gen.DateOnly);
        Check(Gen.Int.Select(bits => BitConverter.Int16BitsToHalf((short)bits)));
        Check(Gen.Long.Select(value => (Int128)value << 50));
        Check(Gen.Int.Select(value => (Colour)(value & 7)));
        Check(Gen.Byte.Array[0, 40].Select(bytes => new BigInteger(bytes)));
    }

    [Fact]
    public void Texts_and_addresses()
    {
        Check(Text);
        Check(Text.Select(text => text is null ? default : new Utf8Text(text)));
        Check(Gen.Int[0, 5].Select(i => new[] { null, new Uri("http://a.example/b?c#ü"), new Uri("/a", UriKind.Relative), new Uri("/a", UriKind.Absolute), new Uri("x y", UriKind.Relative), new Uri("mailto:a@b.example") }[i]));
    }

    [Fact]
    public void Sequences()
    {
        Check(OrNull(Gen.Int.Array[0, 9]));
        Check(OrNull(Gen.Byte.Array[0, 60]));
        Check(OrNull(Text.Array[0, 5]));
        Check(OrNull(OrNull(Gen.Long.Array[0, 4]).Array[0, 4]));
        Check(OrNull(Gen.Double.List[0, 9]));
        Check(OrNull(Text.List[0, 5]));
        Check(OrNull(OrNull(Text.List[0, 3]).List[0, 4]));
        Check(Gen.Short.Array[0, 9].Select(items => (ReadOnlyMemory<short>)items));
        Check(Gen.Select(Gen.Int, Text).Array[0, 5].Select(items => (Memory<(int, string?)>)items));
        Check(Gen.Byte.Array[4, 9].Select(items => new ArraySegment<byte>(items, 2, 2)));
        Check(Text.Array[0, 5].Select(items => items.Length == 5 ? default : ImmutableArray.Create(items)));
    }

    [Fact]
    public void Sets_and_dictionaries()
    {
        Check(OrNull(Gen.Long.HashSet[0, 9]));
        Check(OrNull(Text.HashSet[0, 5]));
        Check(OrNull(Gen.Dictionary(Gen.Int, Gen.Double)[0, 7]));
        Check(OrNull(Gen.Dictionary(Gen.String[0, 5], OrNull(Gen.Int.List[0, 4]))[0, 5]));
        Check(OrNull(Gen.Dictionary(Gen.Select(Gen.Int, Gen.String[0, 3]), OrNull(Gen.Dictionary(Gen.Byte, Text)[0, 3]))[0, 4]));
    }

    [Fact]
    public void Pairs_and_tuples()
    {
        Check(Gen.Select(Text, Gen.Int, (key, value) => new KeyValuePair<string?, int>(key, value)));
        Check(Gen.Select(Gen.Int, OrNull(Gen.Byte.Array[0, 9]), (key, value) => new KeyValuePair<int, byte[]?>(key, value)));
        Check(Gen.Select(Gen.Int, Gen.Double, (key, value) => new KeyValuePair<int, double>(key, value)));
        Check(Gen.Int.Select(a => new ValueTuple<int>(a)));
        Check(Gen.Select(Gen.Int, Gen.Byte));
        Check(Gen.Select(Gen.Byte, Text, Gen.Guid));
        Check(Gen.Select(Text, Text, Gen.Int, Gen.Bool));
        Check(Gen.Select(Gen.Bool, Text, Gen.Int, Gen.Bool, Text));
        Check(Gen.Select(Gen.Bool, Text, Gen.Int, Gen.Bool, Text, Gen.Decimal));
        Check(Gen.Select(Gen.Byte, Text, Gen.Int, Gen.Bool, Text, Gen.Decimal, Gen.Char));
        Check(Gen.Select(Text, Gen.Int, (a, b) => (b, a, b, a, b, a, b, a, b)));
        Check(Gen.Select(Text, Gen.Int, (a, b) => (a, (b, (a, b)), new KeyValuePair<(int, string?), string?>((b, a), a))));
    }

    [Fact]
    public void Tuples_that_are_objects()
    {
        Check(OrNull(Gen.Int.Select(a => Tuple.Create(a))));
        Check(OrNull(Gen.Select(Gen.Int, Text, Tuple.Create)));
        Check(OrNull(Gen.Select(Gen.Int, Text, (a, b) => Tuple.Create(a, b, a, b))));
        Check(OrNull(Gen.Select(Gen.Int, Text, (a, b) => Tuple.Create(a, b, a, b, a, Tuple.Create(b), a))));
    }

    [Fact]
    public void Values_that_may_be_null()
    {
        Check(Gen.Int.Nullable());
        Check(Gen.Guid.Nullable());
        Check(Gen.Select(Text, Gen.Int).Nullable());
        Check(Gen.Select(Text, Gen.Int.Nullable(), OrNull(Gen.Double.Nullable().Array[0, 4])));
    }

    [Fact]
    public void MemoryPack_types()
    {
        Gen<PackerTests.Person> person = Gen.Select(Gen.String[0, 5], Gen.Int.Array[0, 4], (name, numbers) => new PackerTests.Person(name, numbers));
        Check(person);
        Check(OrNull(person.List[0, 3]));
        Check(Gen.Dictionary(Gen.Int, person)[0, 3]);
        Check(Gen.Int.Array[0, 5].Select(items => new Queue<int>(items)));
        Check(Gen.Int[0, 99].Select(major => new Version(major, 2)));
    }

    private static Gen<T?> OrNull<T>(Gen<T> gen) where T : class => Gen.Frequency((1, Gen.Const((T?)null)), (5, gen.Select(value => (T?)value)));

    private void Check<T>(Gen<T> gen)
    {
        IDataPacker<T> packer = DataPackers.For<T>();
        Gen.Select(gen.Array[0, 12], Gen.Int).Sample((records, seed) =>
        {
            byte[] packed = Pack(packer, records);
            Assert.Equal(Shape(records), Shape(Unpack(packer, packed, records.Length)));
            Damage(packer, packed, records.Length, new Random(seed));
        }, threads: 1, iter: 40);
        T[] few = gen.Array[3, 5].Single();
        byte[] whole = Pack(packer, few);
        for (int length = 0; length < Math.Min(whole.Length, 500); length++) Assert.Throws<CorruptChunkException>(() => Unpack(packer, whole[..length], few.Length));
        if (whole.Length > 0) Assert.Throws<CorruptChunkException>(() => Unpack(packer, whole, few.Length + 1_000_000));
    }

    /// <summary>Other bytes may be other records; they may not be anything else.</summary>
    private static void Damage<T>(IDataPacker<T> packer, byte[] packed, int records, Random random)
    {
        if (packed.Length == 0) return;
        for (int round = 0; round < 20; round++)
        {
            byte[] damaged = [.. packed];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(damaged.Length);
                damaged[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xFF, _ => (byte)(damaged[at] ^ 1 << random.Next(8)) };
                // A length that is much too large, at any place.
                if (random.Next(4) == 0 && at + 4 <= damaged.Length) BitConverter.TryWriteBytes(damaged.AsSpan(at), random.Next());
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Unpack(packer, damaged, records);
            }
            catch (CorruptChunkException)
            {
                // Found.
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocatedAtMost);
        }
    }

    private byte[] Pack<T>(IDataPacker<T> packer, T[] records)
    {
        ChunkWriter writer = new(_pool, 1);
        packer.Pack(records, writer);
        ChunkBuffer buffer = writer.Detach();
        byte[] packed = buffer.Message.ToArray();
        buffer.Return();
        return packed;
    }

    private static T[] Unpack<T>(IDataPacker<T> packer, byte[] packed, int count)
    {
        T[] records = new T[count];
        ChunkReader reader = new(packed);
        packer.Unpack(ref reader, records);
        if (reader.Remaining > 0) throw new CorruptChunkException($"{reader.Remaining} bytes are left.");
        return records;
    }

    /// <summary>A text that two values share only if they are equal; sets and dictionaries in any order.</summary>
    private static string Shape(object? value) => value switch
    {
        null => "null",
        string text => $"'{string.Join(",", text.Select(c => (int)c))}'",
        Utf8Text text => $"'{Convert.ToHexString(text.Span)}'",
        Uri uri => $"{uri.IsAbsoluteUri} {uri.OriginalString}",
        double number => $"{BitConverter.DoubleToInt64Bits(number)}",
        Half number => $"{BitConverter.HalfToInt16Bits(number)}",
        DateTime time => $"{time.ToBinary()}",
        DateTimeOffset time => $"{time.Ticks} {time.Offset}",
        decimal number => string.Join(" ", decimal.GetBits(number)),
        PackerTests.Person person => $"{Shape(person.Name)} {Shape(person.Numbers)}",
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Shape(tuple[i])))})",
        _ => ShapeOfMany(value),
    };

    private static string ShapeOfMany(object value)
    {
        Type type = value.GetType();
        string name = type.IsArray ? "" : type.Name.Split('`')[0];
        if (name is "ImmutableArray" && (bool)type.GetProperty("IsDefault")!.GetValue(value)!) return "none";
        if (name is "KeyValuePair") return $"{Shape(type.GetProperty("Key")!.GetValue(value))}: {Shape(type.GetProperty("Value")!.GetValue(value))}";
        if (name is "Memory" or "ReadOnlyMemory") return Shape(type.GetMethod("ToArray")!.Invoke(value, null));
        if (value is not IEnumerable items) return Convert.ToString(value, CultureInfo.InvariantCulture)!;
        IEnumerable<string> shapes = items.Cast<object?>().Select(Shape);
        return name is "HashSet" or "Dictionary" ? $"{{{string.Join("; ", shapes.Order(StringComparer.Ordinal))}}}" : $"[{string.Join("; ", shapes)}]";
    }
}
