using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using Twister2.Dataflow.Tables;

namespace Twister2.Dataflow.Tests;

/// <summary>Columns of every type, put together from rows of sliced arrays, are the rows one by one.</summary>
[Trait("ranks", "none")]
public sealed class ColumnBuilderTests
{
    private static readonly int Samples = System.Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL") is null ? 400 : 40_000;

    [Fact]
    public void Rows_in_any_order_ranges_and_nulls() =>
        Gen.Select(Gen.Int[0, RandomTables.Types.Length - 1], Gen.Int[0, 300], Gen.Int[1, 200], Gen.Int[0, int.MaxValue]).Sample((type, rows, values, seed) =>
        {
            Random random = new(seed);
            ColumnBuilder builder = ColumnTypes.NewBuilder(RandomTables.Types[type]);
            for (int round = 0; round < 2; round++)
            {
                List<string> expected = Append(random, builder, RandomTables.Types[type], rows, values);
                Assert.Equal(expected.Count, builder.Length);
                Assert.Equal(expected.Count(text => text == "null"), builder.NullCount + DictionaryNulls(builder));
                TableLayout layout = new();
                builder.Give(layout);
                AssertColumn(expected, builder.Read(layout.Share()));
                // As a message has it: at an address of its own, with room behind it.
                byte[] chunk = new byte[layout.Bytes + 7];
                layout.WriteTo(chunk, expected.Count, 3);
                AssertColumn(expected, builder.Read(TableBuffers.In(chunk)));
                Assert.Equal((expected.Count, 3), (TableBuffers.RowsOf(chunk), TableBuffers.TableOf(chunk)));
                builder.Clear();
            }
        }, iter: Samples);

    [Fact]
    public void What_rows_take_is_known_before() =>
        Gen.Select(Gen.Int[0, RandomTables.Types.Length - 1], Gen.Int[1, 300], Gen.Int[0, int.MaxValue]).Sample((type, rows, seed) =>
        {
            IArrowType of = RandomTables.Types[type];
            if (HasDictionary(of)) return; // Which of its values are new is not known before.
            Random random = new(seed);
            ArrayData from = RandomTables.Sliced(random, of, rows, 100).Data;
            int[] chosen = [.. Enumerable.Range(0, random.Next(rows)).Select(_ => random.Next(rows))];
            ColumnBuilder builder = ColumnTypes.NewBuilder(of);
            builder.Gather(from, chosen);
            // Each list of bits is counted in whole bytes.
            Assert.InRange(builder.VariableBytes(from, chosen) - builder.AppendedVariableBytes, 0, 2 * chosen.Length);
            builder.Clear();
            builder.Append(from, rows / 2, rows - (rows / 2));
            Assert.InRange(builder.VariableBytes(from, rows / 2, rows - (rows / 2)) - builder.AppendedVariableBytes, 0, 2);
        }, iter: Samples);

    [Fact]
    public void A_dictionary_has_each_value_once_and_none_that_is_not_used()
    {
        DictionaryType type = new(Int8Type.Default, StringType.Default, false);
        ColumnBuilder builder = ColumnTypes.NewBuilder(type);
        for (int i = 0; i < 50; i++)
        {
            // A dictionary of its own in each batch, in another order.
            StringArray values = new StringArray.Builder().Append($"{(i + 1) % 3}").Append("unused").Append($"{i % 3}").AppendNull().Build();
            DictionaryArray batch = new(type, new Int8Array.Builder().Append(0).Append(2).AppendNull().Append(3).Build(), values);
            Assert.True(builder.CanTake(batch.Data));
            builder.Gather(batch.Data, [0, 1, 2, 3]);
        }
        TableLayout layout = new();
        builder.Give(layout);
        DictionaryArray read = (DictionaryArray)ArrowArrayFactory.BuildArray(builder.Read(layout.Share()));
        Assert.Equal(4, read.Dictionary.Length);
        Assert.Equal(["1", "0", null, "2"], Enumerable.Range(0, 4).Select(i => ((StringArray)read.Dictionary).GetString(i)));
        ArrayData many = new DictionaryArray(type, new Int8Array.Builder().Append(0).Build(), new StringArray.Builder().AppendRange(Enumerable.Range(100, 127).Select(i => $"{i}")).Build()).Data;
        Assert.False(builder.CanTake(many));
    }

    [Fact]
    public void A_chunk_that_is_none_is_refused()
    {
        Assert.Throws<CorruptChunkException>(() => TableBuffers.In(new byte[12]));
        Assert.Throws<CorruptChunkException>(() => TableBuffers.In(Header(1, 0, 1000, 2)));
        Assert.Throws<CorruptChunkException>(() => TableBuffers.In(Header(1, 0, -2, 0)));
        Assert.Throws<CorruptChunkException>(() => TableBuffers.In(Header(1, 0, 0, 1, 100)));
        Assert.Throws<CorruptChunkException>(() => ColumnTypes.NewBuilder(Int32Type.Default).Read(TableBuffers.In(Header(1, 0, 0, 1, 0, 0))));
        Assert.Throws<CorruptChunkException>(() => ColumnTypes.NewBuilder(Int32Type.Default).Read(TableBuffers.In(Header(1, 0, 2, 0, 1, 0))));

        static byte[] Header(params int[] numbers) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(numbers).ToArray();
    }

    private static List<string> Append(Random random, ColumnBuilder builder, IArrowType type, int rows, int values)
    {
        List<string> expected = [];
        for (int part = random.Next(1, 4); part > 0; part--)
        {
            IArrowArray array = RandomTables.Sliced(random, type, rows, values);
            if (builder.Length > 0 && !builder.CanTake(array.Data)) break;
            int[] chosen = rows == 0 ? [] : [.. Enumerable.Range(0, random.Next(rows + 1)).Select(_ => random.Next(rows))];
            builder.Gather(array.Data, chosen);
            expected.AddRange(chosen.Select(row => TableText.Value(array, row)));
            int start = random.Next(rows + 1), count = random.Next(rows - start + 1), nulls = random.Next(3);
            builder.Append(array.Data, start, count);
            expected.AddRange(Enumerable.Range(start, count).Select(row => TableText.Value(array, row)));
            builder.AppendNulls(nulls);
            expected.AddRange(Enumerable.Repeat("null", nulls));
        }
        return expected;
    }

    private static void AssertColumn(List<string> expected, ArrayData column)
    {
        IArrowArray array = ArrowArrayFactory.BuildArray(column);
        Assert.Equal(expected.Count, array.Length);
        Assert.Equal(expected, Enumerable.Range(0, array.Length).Select(row => TableText.Value(array, row)));
    }

    /// <summary>Rows that are not null themselves, but stand for a null of the dictionary.</summary>
    private static int DictionaryNulls(ColumnBuilder builder)
    {
        TableLayout layout = new();
        builder.Give(layout);
        ArrayData column = builder.Read(layout.Share());
        if (column.DataType is NullType) return column.Length - builder.NullCount;
        return column.Dictionary is null ? 0 : Enumerable.Range(0, column.Length).Count(row => ColumnBuilder.IsValid(column, row) && KeyColumn.IsNull(column, row));
    }

    private static bool HasDictionary(IArrowType type) => type switch
    {
        DictionaryType => true,
        NestedType nested => nested.Fields.Any(field => HasDictionary(field.DataType)),
        _ => false,
    };
}
