using CsCheck;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Tests;

[Trait("ranks", "none")]
public sealed class HashingTests
{
    /// <summary>Other values would send keys to other workers than a previous version did: checkpoints and files by partition would no longer fit.</summary>
    [Fact]
    public void Hashes_never_change()
    {
        Assert.Equal<ulong>(
            [13813914021382422766, 2302960717771869484, 13391248824606319166, 7014980072323644059, 17696697471285758851],
            [StableHash.OfUInt64(1), StableHash.OfBytes(default), StableHash.OfBytes("a"u8), StableHash.OfBytes("eight by"u8), StableHash.OfBytes("more than sixteen bytes of text"u8)]);
    }

    [Fact]
    public void Text_hashes_by_its_bytes_wherever_they_lie() => Gen.Byte.Array[0, 40].Select(Gen.Int[0, 9], Gen.Int[0, 9]).Sample((bytes, before, after) =>
    {
        byte[] block = [.. Enumerable.Repeat((byte)0xFF, before), .. bytes, .. Enumerable.Repeat((byte)0xEE, after)];
        Utf8Text text = new(block, before, bytes.Length);
        Assert.Equal(StableHash.OfBytes(bytes), text.StableHash());
        Assert.Equal(Utf8Text.CopyOf(bytes), text);
        Assert.Equal(Utf8Text.CopyOf(bytes).GetHashCode(), text.GetHashCode());
    });

    [Fact]
    public void Every_byte_counts() => Gen.Byte.Array[1, 60].Select(Gen.Int[0, 59], Gen.Byte[1, 255]).Sample((bytes, at, change) =>
    {
        ulong before = StableHash.OfBytes(bytes);
        bytes[at % bytes.Length] ^= change;
        Assert.NotEqual(before, StableHash.OfBytes(bytes));
    });

    [Fact]
    public void Tables_hash_keys_as_partitions_do()
    {
        Same(5L);
        Same(-5);
        Same(5u);
        Same(ulong.MaxValue);
        Same((short)7);
        Same("text");
        Same(2.5);
        Same(DayOfWeek.Monday);

        static void Same<TKey>(TKey key) => Assert.Equal(KeyHasher.For<TKey>()(key), HashInTable(key));
    }

    private static ulong HashInTable<TKey>(TKey key)
    {
        if (!IntegerKeyTraits<TKey>.IsFor) return new PlainKeyTraits<TKey>().Probe(key);
        IntegerKeyTraits<TKey> traits = default;
        ulong probe = traits.Probe(key);
        Assert.Equal(key, traits.Restore(traits.Keep(key, probe)));
        return traits.Hash(probe);
    }

    [Fact]
    public void Targets_get_equal_shares()
    {
        const int Targets = 7, Keys = 70_000;
        int[] shares = new int[Targets];
        for (long key = 0; key < Keys; key++) shares[StableHash.Target(KeyHasher.For<long>()(key), Targets)]++;
        Assert.All(shares, share => Assert.InRange(share, Keys / Targets * 0.95, Keys / Targets * 1.05));
    }

    [Fact]
    public void Equal_dates_have_equal_hashes()
    {
        DateTime time = new(2024, 2, 29, 12, 30, 0, DateTimeKind.Utc);
        Equal(time, DateTime.SpecifyKind(time, DateTimeKind.Local), time.AddTicks(1));
        Equal(new DateTimeOffset(time), new DateTimeOffset(time).ToOffset(TimeSpan.FromHours(-5)), new DateTimeOffset(time, TimeSpan.Zero).AddTicks(1));
    }

    [Fact]
    public void Equal_decimals_have_equal_hashes()
    {
        Equal(1m, 1.00m, 1.01m);
        Equal(0m, -0.000m, 0.001m);
        Equal(-100m, -100.0000000000000000000000000m, 100m);
        Equal(decimal.MaxValue, decimal.MaxValue, decimal.MinValue);
        Gen.Decimal[-1000, 1000].Sample(number =>
        {
            decimal rounded = Math.Round(number, 3);
            Assert.Equal(KeyHashers.Hash(rounded), KeyHashers.Hash(rounded + 0.00000000000000000000m));
            Assert.NotEqual(KeyHashers.Hash(rounded), KeyHashers.Hash(rounded + 0.0001m));
        });
    }

    [Fact]
    public void Nullable_values_are_keys()
    {
        Equal<int?>(5, 5, 6);
        Equal<int?>(null, null, 0);
        Equal<(string, decimal?)>(("a", 1m), ("a", 1.0m), ("a", null));
    }

    [Fact]
    public void A_registered_hash_is_used()
    {
        Assert.Throws<NotSupportedException>(() => KeyHashers.Hash(("x", new Place("a", 1))));
        for (int virtualWorker = 0; virtualWorker < 3; virtualWorker++) RegisterPlaces();
        Equal(new Place("a", 1), new Place("a", 1), new Place("a", 2));
        Equal((1, new Place("a", 1)), (1, new Place("a", 1)), (1, new Place("b", 1)));
        RegisterPlaces();
        Assert.Throws<InvalidOperationException>(() => KeyHashers.Register((Place place) => (ulong)place.Number));
        Assert.Throws<InvalidOperationException>(() => KeyHashers.Register((string text) => (ulong)text.Length));
        Assert.Throws<InvalidOperationException>(() => KeyHashers.Register(((Place, int) pair) => (ulong)pair.Item2));
        Assert.Throws<ArgumentNullException>(() => KeyHashers.Register<Place>(null!));

        static void RegisterPlaces() => KeyHashers.Register((Place place) => KeyHashers.Hash((place.Street, place.Number)));
    }

    private static void Equal<TKey>(TKey key, TKey equal, TKey other)
    {
        Assert.Equal(key, equal);
        Assert.Equal(KeyHashers.Hash(key), KeyHashers.Hash(equal));
        Assert.Equal(StableHash.NotZero(KeyHashers.Hash(key)), HashInTable(equal));
        Assert.NotEqual(KeyHashers.Hash(key), KeyHashers.Hash(other));
    }

    private readonly record struct Place(string Street, int Number);

    [Fact]
    public void Keys_without_a_stable_hash_are_refused()
    {
        NotSupportedException e = Assert.Throws<NotSupportedException>(() => KeyHasher.For<object>());
        Assert.Contains("Object has no hash that is the same on every worker", e.Message, StringComparison.Ordinal);
        Assert.Contains("KeyHashers.Register", e.Message, StringComparison.Ordinal);
        Assert.Contains("Object has no hash", Assert.Throws<NotSupportedException>(() => KeyHasher.For<(int, object)>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_combines_as_a_dictionary_does() => Gen.Select(Gen.Int[-1000, 1000], Gen.Int[0, 100]).Array[0, 5000].Sample(pairs =>
    {
        CombinesAsADictionary<int, ulong, ulong, IntegerKeyTraits<int>>(default, pairs, key => key);
        CombinesAsADictionary<long, ulong, ulong, IntegerKeyTraits<long>>(default, pairs, key => key);
        CombinesAsADictionary<short, ulong, HashedKey<short>, PlainKeyTraits<short>>(new(), pairs, key => (short)key);
        CombinesAsADictionary<Utf8Text, TextProbe, StoredText, TextKeyTraits>(new(), pairs, key => new Utf8Text(new string('x', key & 31) + key));
    }, iter: 30);

    [Fact]
    public void A_table_of_objects_combines_too()
    {
        using CombineTable<string, ulong, HashedKey<string>, List<int>, PlainKeyTraits<string>, FunctionReducer<List<int>>> table = new(new(), new((a, b) => [.. a, .. b]));
        for (int i = 0; i < 3000; i++) Add(table, new KeyValuePair<string, List<int>>($"key {i % 1000}", [i]));
        Assert.Equal(1000, table.Count);
        Assert.All(ReadAll(table, 77), pair => Assert.Equal(3, pair.Value.Count));
    }

    [Fact]
    public void Text_keys_stay_valid_after_the_table_is_cleared()
    {
        using CombineTable<Utf8Text, TextProbe, StoredText, int, TextKeyTraits, SumReducer<int>> table = new(new(), default);
        for (int i = 0; i < 2000; i++) Add(table, new KeyValuePair<Utf8Text, int>(NameOf(i), i));
        List<KeyValuePair<Utf8Text, int>> before = ReadAll(table, 64);
        table.Clear();
        Assert.Equal(0, table.Count);
        for (int i = 0; i < 5000; i++) Add(table, new KeyValuePair<Utf8Text, int>(new Utf8Text($"other {i}"), i));
        Assert.Equal(2000, before.Count);
        Assert.All(before, pair => Assert.Equal(NameOf(pair.Value), pair.Key));

        // Shorter and longer than what lies in a slot.
        static Utf8Text NameOf(int i) => new($"word {(i % 2 == 0 ? "of more than sixteen bytes" : "")} {i}");
    }

    /// <summary>Filling a table in the order of another's slots must not make one long run of occupied slots.</summary>
    [Fact]
    public void A_table_can_be_filled_in_the_order_of_another()
    {
        using CombineTable<long, ulong, ulong, int, IntegerKeyTraits<long>, SumReducer<int>> first = new(default, default, salt: 2);
        for (long key = 0; key < 200_000; key++) Add(first, new KeyValuePair<long, int>(key, 1));
        using CombineTable<long, ulong, ulong, int, IntegerKeyTraits<long>, SumReducer<int>> second = new(default, default, salt: 1);
        Add(second, [.. ReadAll(first, 1000).Take(120_000)]);
        Assert.InRange(second.LongestProbe(), 0, 60);
    }

    /// <summary>Keys as programs have them must not fall into few slots.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(4096)]
    [InlineData(1L << 32)]
    [InlineData((1L << 32) + 1)]
    [InlineData(1L << 44)]
    public void Integers_in_steps_spread(long step)
    {
        for (ulong salt = 0; salt < 20; salt++)
        {
            using CombineTable<long, ulong, ulong, int, IntegerKeyTraits<long>, SumReducer<int>> table = new(default, default, salt);
            for (long i = 0; i < 20_000; i++) Add(table, new KeyValuePair<long, int>(i * step, 1));
            Assert.Equal(20_000, table.Count);
            Assert.InRange(table.LongestProbe(), 0, 150);
        }
    }

    private static void CombinesAsADictionary<TKey, TProbe, TStored, TTraits>(TTraits traits, (int Key, int Value)[] pairs, Func<int, TKey> key)
        where TKey : notnull
        where TProbe : unmanaged
        where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
    {
        using CombineTable<TKey, TProbe, TStored, int, TTraits, FunctionReducer<int>> table = new(traits, new((a, b) => a + b));
        Add(table, [.. pairs.Select(pair => new KeyValuePair<TKey, int>(key(pair.Key), pair.Value))]);
        Dictionary<TKey, int> expected = pairs.GroupBy(pair => key(pair.Key)).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
        Assert.Equal(expected.OrderBy(pair => pair.Key), ReadAll(table, 100).OrderBy(pair => pair.Key));
        Assert.Equal(expected.Count, table.Count);
    }

    private static void Add<TKey, TProbe, TStored, TValue, TTraits, TReducer>(
        CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table, params ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
        where TProbe : unmanaged
        where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
        where TReducer : struct, IReducer<TValue>
    {
        PairSpan<TKey, TValue> source = new(pairs);
        table.Begin(in source);
        const int Batch = CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer>.Batch;
        for (int start = 0; start < pairs.Length; start += Batch)
        {
            int end = Math.Min(start + Batch, pairs.Length);
            if (!table.HasRoomFor(end - start)) table.Grow();
            table.Add(in source, start, end);
        }
    }

    private static List<KeyValuePair<TKey, TValue>> ReadAll<TKey, TProbe, TStored, TValue, TTraits, TReducer>(
        CombineTable<TKey, TProbe, TStored, TValue, TTraits, TReducer> table, int batch)
        where TProbe : unmanaged
        where TTraits : struct, IKeyTraits<TKey, TProbe, TStored>
        where TReducer : struct, IReducer<TValue>
    {
        List<KeyValuePair<TKey, TValue>> all = [];
        KeyValuePair<TKey, TValue>[] chunk = new KeyValuePair<TKey, TValue>[batch];
        long position = 0;
        int read;
        do
        {
            read = table.Read(ref position, chunk, default);
            all.AddRange(chunk[..read]);
        }
        while (read == batch);
        return all;
    }
}
