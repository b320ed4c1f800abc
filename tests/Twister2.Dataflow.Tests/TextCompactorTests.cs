using CsCheck;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Text;

namespace Twister2.Dataflow.Tests;

[Trait("ranks", "none")]
public sealed class TextCompactorTests
{
    [Fact]
    public void Few_texts_of_large_blocks_move_to_one_of_their_size() => Gen.Byte.Array[0, 20].Array[1, 40].Sample(contents =>
    {
        Utf8Text[] texts = [.. contents.Select(bytes => InLargeBlock(bytes))];
        Compact(texts);
        Assert.Equal(contents.Select(bytes => Utf8Text.CopyOf(bytes)), texts);
        byte[] block = Assert.Single(texts.Select(text => text.Block).Distinct())!;
        Assert.Equal(contents.Sum(bytes => bytes.Length) + 16, block.Length);
    });

    [Fact]
    public void Texts_that_use_their_blocks_stay_where_they_are()
    {
        byte[] block = new byte[1000];
        Utf8Text[] texts = [new(block, 0, 300), new(block, 300, 300), new("x"), new(block, 700, 100), default];
        Utf8Text[] before = [.. texts];
        Compact(texts);
        Assert.Equal(before.Select(text => text.Block), texts.Select(text => text.Block));
    }

    /// <summary>Or a copy for each record would take more than the block.</summary>
    [Fact]
    public void A_text_that_many_records_share_is_not_copied_for_each()
    {
        Utf8Text text = new(new byte[1000], 0, 100);
        Utf8Text[] texts = [.. Enumerable.Repeat(text, 100)];
        Compact(texts);
        Assert.All(texts, same => Assert.Same(text.Block, same.Block));
    }

    [Fact]
    public void Texts_in_pairs_tuples_and_nullable_values_move()
    {
        Utf8Text text = InLargeBlock("abc"u8.ToArray());
        Moves<KeyValuePair<Utf8Text, int>>(new(text, 1), pair => [pair.Key]);
        Moves<KeyValuePair<string, (int, Utf8Text)>>(new("a", (1, text)), pair => [pair.Value.Item2]);
        Moves((text, text), tuple => [tuple.Item1, tuple.Item2]);
        Moves((1, text, "a"), tuple => [tuple.text]);
        Moves((text, 1, 2, text), tuple => [tuple.Item1, tuple.Item4]);
        Moves((1, 2, text, 3), tuple => [tuple.text]);
        Moves<Utf8Text?>(text, nullable => [nullable!.Value]);
        Moves<(Utf8Text?, Utf8Text?)>((null, text), tuple => [tuple.Item2!.Value]);

        static void Moves<T>(T record, Func<T, Utf8Text[]> texts)
        {
            T[] records = [record];
            Compact(records);
            Assert.Equal(record, records[0]);
            Assert.All(texts(records[0]), text => Assert.InRange(text.Block!.Length, 3, 3 + 3 + 16));
        }
    }

    [Fact]
    public void Records_without_text_cost_nothing()
    {
        Assert.Null(TextCompactor.For<int>());
        Assert.Null(TextCompactor.For<string>());
        Assert.Null(TextCompactor.For<KeyValuePair<string, (int, long)>>());
        Assert.Null(TextCompactor.For<List<Utf8Text>>());
    }

    [Fact]
    public void A_table_does_not_keep_the_blocks_of_composite_keys()
    {
        using CombineTable<(int, Utf8Text), ulong, HashedKey<(int, Utf8Text)>, int, PlainKeyTraits<(int, Utf8Text)>, SumReducer<int>> table = new(new(), default);
        (int, Utf8Text) key = (1, InLargeBlock("key"u8.ToArray()));
        table.Add(in key, table.Probe(in key), 5);
        KeyValuePair<(int, Utf8Text), int>[] read = new KeyValuePair<(int, Utf8Text), int>[2];
        long position = 0;
        Assert.Equal(1, table.Read(ref position, read, default));
        Assert.Equal((1, new Utf8Text("key")), read[0].Key);
        Assert.Equal("key".Length + 16, read[0].Key.Item2.Block!.Length);
    }

    private static void Compact<T>(T[] records) => TextCompactor.Compact(TextCompactor.For<T>()!, records.AsSpan());

    private static Utf8Text InLargeBlock(byte[] bytes)
    {
        byte[] block = new byte[10_000];
        bytes.CopyTo(block, 123);
        return new Utf8Text(block, 123, bytes.Length);
    }
}
