using CsCheck;
using MemoryPack;

namespace Twister2.Dataflow.Tests;

[Trait("ranks", "none")]
public sealed partial class PackerTests
{
    private readonly BufferPool _pool = new();

    [Fact]
    public void Structs() => RoundTrip([1, -1, int.MaxValue]);

    [Fact]
    public void Structs_of_structs() => RoundTrip([(1, 2.5), (3, double.NaN)]);

    [Fact]
    public void Strings() => RoundTrip<string?>(["", "a", null, "grüße 😀", new string('x', 100_000)]);

    /// <summary>A key must arrive as the key whose hash chose its worker.</summary>
    [Fact]
    public void Strings_that_are_not_well_formed() =>
        RoundTrip<string?>(["\ud800", "before \udfff behind", null, "\udc00\ud800", new string('\udbff', 3000), "well formed \ud83d\ude00", ""]);

    [Fact]
    public void Any_string() => Gen.Char.Array[0, 40].Array[0, 9].Sample(texts => RoundTrip([.. texts.Select(text => new string(text))]), threads: 1);

    [Fact]
    public void A_string_longer_than_its_chunk_is_found()
    {
        foreach (int length in (int[])[1, int.MaxValue, -3, int.MinValue])
            Assert.Throws<CorruptChunkException>(() => Unpack(BitConverter.GetBytes(length), new string[1]));
    }

    [Fact]
    public void Texts() => RoundTrip([new Utf8Text("ab"), default, new Utf8Text("ü"), new Utf8Text(new string('y', 70_000))]);

    [Fact]
    public void Pairs() => RoundTrip<KeyValuePair<string, long>>([new("a", 1), new("b", 2)]);

    [Fact]
    public void Tuples() => RoundTrip([("a", 1, new Utf8Text("x")), ("b", 2, new Utf8Text("y"))]);

    [Fact]
    public void Nested_tuples() => RoundTrip([(("a", 1), new KeyValuePair<int, string>(2, "b"))]);

    [Fact]
    public void MemoryPack_types() => RoundTrip([new Person("Ada", [1, 2]), new Person("", [])]);

    [Fact]
    public void Lists_and_dictionaries() => RoundTripAsStrings<List<Dictionary<string, int>>>([[new() { ["a"] = 1 }], []]);

    [Fact]
    public void Arrays()
    {
        string[][] unpacked = Unpack(Pack<string[]>([["a", "b"], [], null!, ["c"]]), new string[4][]);
        Assert.Equal(["a", "b"], unpacked[0]);
        Assert.Empty(unpacked[1]);
        Assert.Null(unpacked[2]);
        Assert.Equal(["c"], unpacked[3]);
    }

    /// <summary>A packer may write something for each call, and need no byte per item.</summary>
    [Fact]
    public void Arrays_of_items_that_need_no_bytes_of_their_own()
    {
        DataPackers.Register(new UnitPacker());
        Unit[][] unpacked = Unpack(Pack<Unit[]>([new Unit[1000], null!, []]), new Unit[3][]);
        Assert.Equal(1000, unpacked[0].Length);
        Assert.Null(unpacked[1]);
        Assert.Empty(unpacked[2]);
    }

    [Fact]
    public void An_array_of_a_damaged_length_is_found_before_there_is_room_for_it()
    {
        byte[] packed = Pack<byte[]>([[1, 2, 3], [4]]);
        foreach (int length in (int[])[-2, 2, 4, 2_000_000_000, int.MaxValue])
        {
            BitConverter.TryWriteBytes(packed, length);
            Assert.Throws<CorruptChunkException>(() => Unpack(packed, new byte[2][]));
        }
    }

    [Fact]
    public void Nullable_values()
    {
        RoundTrip<int?>([1, null, 0, int.MinValue]);
        RoundTrip<int?>([null, null]);
        RoundTrip<(string, int?)>([("a", 1), ("b", null)]);
        RoundTrip<(string, long)?>([("a", 1), null]);
        RoundTrip<(int, double?)>([(1, 2.5), (2, null)]);
        RoundTripAsStrings<int?[]>([[1, null], []]);
    }

    [Fact]
    public void A_nullable_value_that_is_neither_there_nor_not_is_found() => Assert.Throws<CorruptChunkException>(() => Unpack([2], new int?[1]));

    [Fact]
    public void A_part_of_a_type_that_cannot_be_carried_is_refused_by_name()
    {
        Refused<object, List<object>>();
        Refused<object, Dictionary<string, object>>();
        Refused<object, List<object[]>>();
        Refused<object, (string, object)>();
        Refused<Unpackable, List<KeyValuePair<int, Unpackable>>>();
        Refused<Unpackable, (string, int, (int, Unpackable)[])>();

        static void Refused<TPart, T>() =>
            Assert.Contains(typeof(TPart).ToString(), Assert.Throws<NotSupportedException>(() => DataPackers.For<T>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packer_that_comes_too_late_is_refused()
    {
        RoundTrip<(Fraction, int)>([(new(1, 2), 3)]);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => DataPackers.Register(new FractionPacker()));
        Assert.Contains(nameof(Fraction), e.Message, StringComparison.Ordinal);
        Assert.Contains("before the first data set", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_packer_is_used_in_structs_of_structs_and_may_be_registered_again()
    {
        for (int virtualWorker = 0; virtualWorker < 3; virtualWorker++)
        {
            DataPackers.Register(new PercentPacker());
            Assert.Equal(5, Pack<(Percent, int)>([(new(7), 3)]).Length);
            RoundTrip<(Percent, int)>([(new(7), 3), (new(100), 4)]);
        }
    }

    [Fact]
    public void A_type_that_cannot_be_carried_is_refused_with_the_ways_out()
    {
        NotSupportedException e = Assert.Throws<NotSupportedException>(() => DataPackers.For<(int, Unpackable)>());
        Assert.Contains(nameof(Unpackable), e.Message, StringComparison.Ordinal);
        Assert.Contains("[MemoryPackable]", e.Message, StringComparison.Ordinal);
        Assert.Contains("DataPackers.Register", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_packer_is_used()
    {
        DataPackers.Register(new CelsiusPacker());
        RoundTripAsStrings<(string, Celsius)>([("a", new Celsius { Degrees = 3 })]);
    }

    [Fact]
    public void A_chunk_that_ends_early_is_found()
    {
        byte[] packed = Pack<KeyValuePair<string, long>>([new("hello", 1), new("world", 2)]);
        for (int length = 0; length < packed.Length; length++)
            Assert.Throws<CorruptChunkException>(() => Unpack(packed[..length], new KeyValuePair<string, long>[2]));
    }

    private void RoundTrip<T>(T[] records) => Assert.Equal(records, Unpack(Pack<T>(records), new T[records.Length]));

    private void RoundTripAsStrings<T>(T[] records) => Assert.Equivalent(records, Unpack(Pack<T>(records), new T[records.Length]), strict: true);

    private byte[] Pack<T>(T[] records)
    {
        ChunkWriter writer = new(_pool, 1);
        DataPackers.For<T>().Pack(records, writer);
        ChunkBuffer buffer = writer.Detach();
        byte[] packed = buffer.Message.ToArray();
        buffer.Return();
        Assert.Equal(0, _pool.Rented);
        return packed;
    }

    private static T[] Unpack<T>(byte[] packed, T[] records)
    {
        ChunkReader reader = new(packed);
        DataPackers.For<T>().Unpack(ref reader, records);
        Assert.Equal(0, reader.Remaining);
        return records;
    }

    [MemoryPackable]
    public sealed partial record Person(string Name, int[] Numbers)
    {
        public bool Equals(Person? other) => other is not null && Name == other.Name && Numbers.SequenceEqual(other.Numbers);

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }

    private sealed class Unpackable
    {
        public required Stream Anything { get; init; }
    }

    private sealed class Celsius
    {
        public double Degrees { get; init; }
    }

    private sealed class CelsiusPacker : IDataPacker<Celsius>
    {
        public void Pack(ReadOnlySpan<Celsius> records, ChunkWriter writer)
        {
            foreach (Celsius celsius in records) writer.Write(celsius.Degrees);
        }

        public void Unpack(ref ChunkReader reader, Span<Celsius> records)
        {
            foreach (ref Celsius celsius in records) celsius = new Celsius { Degrees = reader.Read<double>() };
        }
    }

    private readonly record struct Unit;

    /// <summary>Nothing for each item, a byte for each call.</summary>
    private sealed class UnitPacker : IDataPacker<Unit>
    {
        public void Pack(ReadOnlySpan<Unit> records, ChunkWriter writer) => writer.Write((byte)42);

        public void Unpack(ref ChunkReader reader, Span<Unit> records) => Assert.Equal(42, reader.Read<byte>());
    }

    private readonly record struct Fraction(int Over, int Under);

    private sealed class FractionPacker : IDataPacker<Fraction>
    {
        public void Pack(ReadOnlySpan<Fraction> records, ChunkWriter writer) => throw new InvalidOperationException("Never used.");

        public void Unpack(ref ChunkReader reader, Span<Fraction> records) => throw new InvalidOperationException("Never used.");
    }

    private readonly record struct Percent(int Value);

    private sealed class PercentPacker : IDataPacker<Percent>
    {
        public void Pack(ReadOnlySpan<Percent> records, ChunkWriter writer)
        {
            foreach (Percent percent in records) writer.Write((byte)percent.Value);
        }

        public void Unpack(ref ChunkReader reader, Span<Percent> records)
        {
            foreach (ref Percent percent in records) percent = new Percent(reader.Read<byte>());
        }
    }
}
