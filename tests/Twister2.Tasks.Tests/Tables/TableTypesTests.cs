using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using static Twister2.Tasks.Aggregates;
using static Twister2.Tasks.Columns;

namespace Twister2.Tasks.Tests;

/// <summary>Columns of each C# type, with nulls: there and back, grouped, ordered, least and greatest, against LINQ.</summary>
[Trait("ranks", "none")]
public sealed class TableTypesTests
{
    [Fact]
    public void Integers()
    {
        Check(Gen.SByte, Gen.SByte[-2, 2]);
        Check(Gen.Byte, Gen.Byte[0, 3]);
        Check(Gen.Short, Gen.Short[-2, 2]);
        Check(Gen.UShort, Gen.UShort[0, 3]);
        Check(Gen.Int, Gen.Int[-2, 2]);
        Check(Gen.UInt, Gen.UInt[0, 3]);
        Check(Gen.Long, Gen.Long[-2, 2]);
        Check(Gen.ULong, Gen.ULong[0, 3]);
    }

    [Fact]
    public void Floating_point_numbers()
    {
        Check(Gen.Double.Select(value => value == 0 ? 0 : value), Few(double.NaN, 0.0, -1.5, double.PositiveInfinity));
        Check(Gen.Float.Select(value => value == 0 ? 0 : value), Few(float.NaN, 0f, -1.5f, float.NegativeInfinity));
        Check(Gen.Double.Select(value => (Half)value).Where(value => !Half.IsNaN(value) && value != Half.Zero), Few(Half.NaN, Half.Zero, Half.MinValue));
    }

    [Fact]
    public void Truth_values() => Check(Gen.Bool, Gen.Bool);

    [Fact]
    public void Decimals() => Check(Gen.Long.Select(Gen.Int[0, 18], (value, scale) => new decimal((int)value, (int)(value >> 32) & 0xFFFF, 0, value < 0, (byte)scale)), Few(0m, 1.50m, -3m, 7.000001m));

    [Fact]
    public void Dates_and_times()
    {
        Check(Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber), Gen.Int[700_000, 700_002].Select(DateOnly.FromDayNumber));
        Gen<DateTime> time = Gen.Long[0, DateTime.MaxValue.Ticks / 10].Select(value => new DateTime(value * 10));
        Check(time, Gen.Long[0, 2].Select(value => new DateTime(value * 10)));
        Check(time.Select(value => new DateTimeOffset(value, TimeSpan.Zero)), Gen.Long[0, 2].Select(value => new DateTimeOffset(value * 10, TimeSpan.Zero)));
    }

    [Fact]
    public void Texts()
    {
        Gen<string> text = Gen.String[Gen.Char["\0\u0001ab"], 0, 20];
        Check(text.Select(value => new Utf8Text(value)), Few("", "a", "\0", "a text that is longer than twelve bytes").Select(value => new Utf8Text(value)));
        CheckText(text);
    }

    [Fact]
    public void A_nested_column_is_carried() => LocalCluster.Run(3, env =>
    {
        ListArray.Builder lists = new(Int32Type.Default);
        for (int i = 0; i < 5; i++)
        {
            lists.Append();
            ((Int32Array.Builder)lists.ValueBuilder).AppendRange(Enumerable.Range(env.Worker, i));
        }
        Schema schema = new([new Field("list", new ListType(Int32Type.Default), true), new Field("at", Int32Type.Default, true)], null);
        RecordBatch mine = new(schema, [lists.Build(), new Int32Array.Builder().AppendRange(Enumerable.Range(0, 5)).Build()], 5);
        Table table = new BatchEnvironment(env).FromRecordBatches(mine);
        RecordBatch ordered = table.Where(Col<int>("at") > 2).OrderBy(TableOrder.Descending("at")).Collect();
        Assert.Equal([4, 4, 4, 3, 3, 3], Enumerable.Range(0, 6).Select(row => ((ListArray)ordered.Column(0)).GetValueLength(row)));
        Assert.Contains("cannot be a key", Assert.Throws<NotSupportedException>(() => table.GroupBy("list")).Message, StringComparison.Ordinal);
        Assert.Contains("have no order", Assert.Throws<NotSupportedException>(() => table.OrderBy("list")).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => table.Distinct());
    });

    [Fact]
    public void A_dictionary_counts_as_its_values() => LocalCluster.Run(3, env =>
    {
        StringArray values = new StringArray.Builder().Append("red").AppendNull().Append("blue").Build();
        Int8Array indices = new Int8Array.Builder().Append(0).Append(2).AppendNull().Append(1).Append(0).Build();
        DictionaryType type = new(Int8Type.Default, StringType.Default, false);
        RecordBatch mine = new(new Schema([new Field("color", type, true)], null), [new DictionaryArray(type, indices, values)], 5);
        Table table = new BatchEnvironment(env).FromRecordBatches(mine);
        Assert.Equal([("blue", 3L), ("red", 6L), (null, 6L)], table.GroupBy("color").Aggregate(Count()).OrderBy("color").ToTSet<(string?, long)>().Collect());
        Assert.Equal(6, table.Where(Col<string>("color") == "red").Count());
        Assert.Equal(6, table.Where(Col<string>("color").IsNull()).Count());
        Assert.Equal(["blue", "blue", "blue", "red"], table.OrderBy("color").Limit(4).ToTSet<string?>().Collect());
        Table colors = table.Distinct().Where(Col<string>("color").IsNotNull()).With(Value(1).As("one"));
        Assert.Equal(15, table.Join(colors, "color", TableJoinKind.Full).Count());
        Assert.Equal(9, table.Join(colors, "color").Count());
    });

    [Fact]
    public void A_decimal_that_does_not_fit_is_an_error() => LocalCluster.Run(1, env =>
    {
        BatchEnvironment batch = new(env);
        Assert.Contains("more than 18 digits behind the point", Assert.Throws<OverflowException>(() => batch.Parallelize([0.1234567890123456789m]).ToTable().Count()).Message, StringComparison.Ordinal);
        Assert.Contains("more than 20 digits before the point", Assert.Throws<OverflowException>(() => batch.Parallelize([decimal.MaxValue]).ToTable().Count()).Message, StringComparison.Ordinal);
    });

    private static Gen<T> Few<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Check<T>(Gen<T> any, Gen<T> few) where T : struct, IComparable<T> =>
        Gen.OneOf(any, few).Nullable(0.2).Array[0, 60].Select(Gen.Int[1, 5], Gen.Int).Sample((values, workers, seed) => LocalCluster.Run(workers, env =>
        {
            BatchEnvironment batch = new(env);
            (T?, int)[] rows = batch.Parallelize(values.Select((value, i) => (value, i))).Collect();
            Table table = batch.Parallelize(values.Select((value, i) => (value, i))).ToTable("value", "at");
            Assert.Equal(rows, table.ToTSet<(T?, int)>().Collect());
            Assert.Equal(rows.OrderBy(row => row.Item1 is null).ThenBy(row => row.Item1), table.OrderBy("value").ToTSet<(T?, int)>().Collect());
            Assert.Equal(rows.OrderByDescending(row => row.Item1 is null).ThenByDescending(row => row.Item1), table.OrderBy(TableOrder.Descending("value").NullsFirst()).ToTSet<(T?, int)>().Collect());
            Assert.Equal(
                values.GroupBy(value => value).Select(group => (group.Key, (long)group.Count())).OrderBy(row => row.Key is null).ThenBy(row => row.Key),
                table.GroupBy("value").Aggregate(Count()).OrderBy("value").ToTSet<(T?, long)>().Collect());
            T?[] there = [.. values.Where(value => value is not null).Order()];
            Assert.Equal([(there.FirstOrDefault(), there.LastOrDefault(), (long)there.Length)], table.GroupBy().Aggregate(Min("value"), Max("value"), Count("value")).ToTSet<(T?, T?, long)>().Collect());
            if (there.Length > 0) Assert.Equal(values.Count(value => value is { } one && one.CompareTo(there[0]!.Value) > 0), table.Where(Col<T>("value") > there[0]!.Value).Count());
            Assert.Equal(0, env.Memory.Used);
        }, RandomOptions.Of(seed)), iter: 6);

    private static void CheckText(Gen<string> any) => any.Null(0.2).Array[0, 60].Select(Gen.Int[1, 5]).Sample((values, workers) => LocalCluster.Run(workers, env =>
    {
        BatchEnvironment batch = new(env);
        string?[] rows = batch.Parallelize(values).Collect();
        Table table = batch.Parallelize(values).ToTable("value");
        Assert.Equal(rows, table.ToTSet<string?>().Collect());
        Assert.Equal(rows.OrderBy(row => row is null).ThenByDescending(row => row, StringComparer.Ordinal), table.OrderBy(TableOrder.Descending("value")).ToTSet<string?>().Collect());
        Assert.Equal(
            values.Select(value => value).Distinct().OrderBy(row => row is null).ThenBy(row => row, StringComparer.Ordinal),
            table.Distinct().OrderBy("value").ToTSet<string?>().Collect());
    }), iter: 12);
}
