using Apache.Arrow;
using static Twister2.Tasks.Aggregates;
using static Twister2.Tasks.Columns;

namespace Twister2.Tasks.Tests;

/// <summary>A row with a null wherever there may be one.</summary>
[MemoryPack.MemoryPackable]
public sealed partial record Row(long? Id, string? Name, double? Number, bool Flag, int Place);

/// <summary>Tables give what LINQ gives in one process for the same rows, with SQL's nulls, whatever the number of workers and the sizes of chunks and budgets.</summary>
public abstract class TableContract(IWorkers workers)
{
    private const int Rounds = 3;

    private static readonly double[] Numbers = [double.NaN, double.NegativeInfinity, -2.5, 0, 1.5, 7];

    [Fact]
    public void Records_come_back_as_they_were() => Random_rows((batch, rows, _) =>
    {
        Table table = batch.Parallelize(rows).ToTable();
        Row[] all = batch.Parallelize(rows).Collect();
        Assert.Equal(rows.Length, table.Count());
        Assert.Equal(all, table.ToTSet<Row>().Collect());
        RecordBatch collected = table.Collect();
        Assert.Equal(rows.Length, collected.Length);
        Assert.Equal(all, Records(collected));
        Assert.Equal(rows.Length, batch.Dataflow.AllReduce(table.ToArrow().Sum(part => part.Length), (a, b) => a + b));
        Assert.Equal(all.Select(row => (row.Id, row.Place)), table.Select("Id", "Place").ToTSet<(long?, int)>().Collect());
    });

    [Fact]
    public void Batches_of_every_worker_are_one_table() => Random_rows((batch, rows, _) =>
    {
        RecordBatch[] mine = [.. batch.Parallelize(rows).ToArrow()];
        Schema schema = batch.Parallelize(rows).ToTable().Schema;
        Assert.Equal(batch.Parallelize(rows).Collect(), batch.FromRecordBatches(schema, mine).ToTSet<Row>().Collect());
    });

    [Fact]
    public void Where_keeps_rows_for_which_the_condition_is_true() => Random_rows((batch, rows, _) =>
    {
        Table table = batch.Parallelize(rows).ToTable();
        Row[] all = batch.Parallelize(rows).Collect();
        Assert.Equal(all.Where(row => row.Id >= 10), Records(table.Where(Col<long>("Id") >= 10)));
        Assert.Equal(all.Where(row => !(row.Id >= 10) && row.Id is not null), Records(table.Where(!(Col<long>("Id") >= 10))));
        Assert.Equal(all.Where(row => row.Name == "n3"), Records(table.Where(Col<string>("Name") == "n3")));
        Assert.Equal(all.Where(row => row.Name is not null && string.CompareOrdinal(row.Name, "n3") < 0), Records(table.Where(Col<string>("Name") < "n3")));
        Assert.Equal(all.Where(row => row.Name is not null && row.Name != "n3"), Records(table.Where(Col<string>("Name") != "n3")));
        Assert.Equal(all.Where(row => row.Id is null || row.Flag), Records(table.Where(Col<long>("Id").IsNull() | Col<bool>("Flag"))));
        // Unknown and false is false, unknown or true is true.
        Assert.Equal(all.Where(row => row.Id > 5 && row.Flag), Records(table.Where(Col<long>("Id") > 5 & Col<bool>("Flag"))));
        Assert.Equal(all.Where(row => row.Id > 5 || row.Flag), Records(table.Where(Col<long>("Id") > 5 | Col<bool>("Flag"))));
        Assert.Equal(all.Where(row => row.Id is { } id && !(id > 5 && row.Flag) || !row.Flag), Records(table.Where(!(Col<long>("Id") > 5 & Col<bool>("Flag")))));
        Assert.Equal(all.Where(row => row.Id % 3 == 1), Records(table.Where<long>("Id", id => id % 3 == 1)));
        Assert.Equal(all, Records(table.Where(true)));
        Assert.Equal([], Records(table.Where(Null<bool>())));
    });

    [Fact]
    public void Computed_columns_are_those_of_LINQ() => Random_rows((batch, rows, _) =>
    {
        Table table = batch.Parallelize(rows).ToTable();
        Row[] all = batch.Parallelize(rows).Collect();
        (long?, double?, string?, int)[] computed = table.Select(
            (Col<long>("Id") * 2 + 1 - Col<long>("Id") / 3).As("a"), (Col<double>("Number") % 2).As("b"),
            Map(Col<string>("Name"), Col<long>("Id"), (name, id) => $"{name}{id}").As("c"), Col<int>("Place")).ToTSet<(long?, double?, string?, int)>().Collect();
        Assert.Equal(all.Select(row => (row.Id * 2 + 1 - row.Id / 3, row.Number % 2, row.Id is null || row.Name is null ? null : $"{row.Name}{row.Id}", row.Place)), computed);
        Assert.Equal(
            all.Select(row => row with { Id = row.Id ?? -1, Name = row.Name is null || row.Name == "n1" ? null : row.Name }),
            Records(table.With(Col<long>("Id").Or(-1).As("Id"), Col<string>("Name").Map(name => name == "n1" ? null : name).As("Name"))));
        Assert.Equal(["id", "Name", "Number", "Flag", "at"], table.Rename(("Id", "id"), ("Place", "at")).Schema.FieldsList.Select(field => field.Name));
    });

    [Fact]
    public void Groups_are_those_of_LINQ() => Random_rows((batch, rows, _) =>
    {
        Table table = batch.Parallelize(rows).ToTable();
        Same(
            rows.GroupBy(row => (row.Name, row.Flag)).Select(group => (
                group.Key.Name, group.Key.Flag, (long)group.Count(), (long)group.Count(row => row.Id is not null), group.Any(row => row.Id is not null) ? group.Sum(row => row.Id) : null,
                group.Min(row => row.Id), group.Max(row => row.Id), group.Average(row => row.Id))),
            table.GroupBy("Name", "Flag").Aggregate(Count(), Count("Id"), Sum("Id"), Min("Id"), Max("Id"), Average("Id"))
                .ToTSet<(string?, bool, long, long, long?, long?, long?, double?)>().Collect());
        Same(
            rows.GroupBy(row => row.Id).Select(group => (group.Key, Least(group, last: false), Least(group, last: true), group.Max(row => row.Flag), (double?)group.Sum(row => row.Place * 0.5))),
            table.GroupBy("Id").Aggregate(Min("Name"), Max("Name"), Max("Flag"), Sum(Col<int>("Place").Map(place => place * 0.5)).As("half")).ToTSet<(long?, string?, string?, bool, double?)>().Collect());
        Same(rows.Select(row => (row.Name, row.Number)).Distinct(), table.Select("Name", "Number").Distinct().ToTSet<(string?, double?)>().Collect());
        Assert.Equal(
            [((long)rows.Length, rows.Any(row => row.Id is not null) ? rows.Sum(row => row.Id) : null, rows.Max(row => row.Id))],
            table.GroupBy().Aggregate(Count(), Sum("Id"), Max("Id")).ToTSet<(long, long?, long?)>().Collect());
    });

    [Fact]
    public void Groups_that_do_not_fit_into_memory_are_complete()
    {
        int seed = workers.Agree(Random.Shared.Next());
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        (string, int)[] rows = [.. Enumerable.Range(0, 8000).Select(i => ($"a somewhat longer key {random.Next(5000)}", i))];
        (string, long, int?)[] expected = [.. rows.GroupBy(row => row.Item1).Select(group => (group.Key, (long)group.Count(), (int?)group.Max(row => row.Item2)))];
        workers.Run(env =>
        {
            using BatchEnvironment batch = new(env, threads: 1 + (seed % 2));
            Table table = batch.Parallelize(rows).ToTable("key", "place");
            Same(expected, table.GroupBy("key").Aggregate(Count(), Max("place")).ToTSet<(string, long, int?)>().Collect());
            Same(
                rows.GroupBy(row => row.Item2 % 10).Select(group => (group.Key, (long)group.Select(row => row.Item1).Distinct().Count())),
                table.With(Col<int>("place").Map(place => place % 10).As("place")).GroupBy("place").Aggregate(CountDistinct("key")).ToTSet<(int, long)>().Collect());
            Table cached = table.Cache();
            Same(rows, cached.ToTSet<(string, int)>().Collect());
            Same(rows, cached.ToTSet<(string, int)>().Collect());
            batch.Caches.Dispose();
            (string, int)[] all = batch.Parallelize(rows).Collect();
            Assert.Equal(all.OrderBy(row => row.Item1, StringComparer.Ordinal), table.OrderBy("key").ToTSet<(string, int)>().Collect());
            Assert.Equal(0, env.Memory.Used);
            foreach (string name in (string[])["GroupBy", "OrderBy"])
            {
                OperatorStatistics mine = env.Statistics.Operators.Single(o => o.Name == name);
                Assert.Equal(0, mine.Memory);
                Assert.True(env.AllReduce(mine.PeakMemory, (a, b) => a + b) > 0);
            }
        }, new DataflowOptions { MemoryBytes = 100_000, ChunkBytes = 4000 });
    }

    [Fact]
    public void Different_values_are_counted_once_in_each_group() => Random_rows((batch, rows, _) =>
    {
        Table table = batch.Parallelize(rows).ToTable();
        Same(
            rows.GroupBy(row => row.Flag).Select(group => (
                group.Key, (long)group.Select(row => row.Name).OfType<string>().Distinct().Count(), (long)group.Select(row => row.Number).OfType<double>().Distinct().Count(), (long)group.Count(),
                (long)group.Select(row => row.Place % 5).Distinct().Count())),
            table.GroupBy("Flag").Aggregate(CountDistinct("Name"), CountDistinct("Number"), Count(), CountDistinct(Col<int>("Place").Map(place => place % 5)).As("rests"))
                .ToTSet<(bool, long, long, long, long)>().Collect());
        Same(
            rows.GroupBy(row => row.Name).Select(group => (group.Key, (long)group.Select(row => row.Id).OfType<long>().Distinct().Count())),
            table.GroupBy("Name").Aggregate(CountDistinct("Id")).ToTSet<(string?, long)>().Collect());
        Assert.Equal([((long)rows.Select(row => row.Name).OfType<string>().Distinct().Count(), (long)rows.Length)], table.GroupBy().Aggregate(CountDistinct("Name"), CountDistinct("Place")).ToTSet<(long, long)>().Collect());
        Assert.Equal(["Flag", "count_distinct_Id"], table.GroupBy("Flag").Aggregate(CountDistinct("Id")).Schema.FieldsList.Select(field => field.Name));
    });

    [Fact]
    public void A_cached_table_is_computed_once() => Random_rows((batch, rows, _) =>
    {
        int computed = 0;
        Table cached = batch.Parallelize(rows).Map(row =>
        {
            Interlocked.Increment(ref computed);
            return row;
        }).ToTable().Where(Col<int>("Place") >= 3).Cache();
        Assert.Equal(0, computed);
        Row[] expected = [.. batch.Parallelize(rows).Collect().Where(row => row.Place >= 3)];
        for (int round = 0; round < 3; round++) Assert.Equal(expected, Records(cached));
        Assert.Equal(expected.Where(row => row.Flag), Records(cached.Where(Col<bool>("Flag"))));
        Assert.Equal(expected.Length, cached.Count());
        Assert.Equal(rows.Length, batch.Dataflow.AllReduce(computed, (a, b) => a + b));
    });

    [Fact]
    public void The_first_rows_of_an_order_are_those_of_LINQ() => Random_rows((batch, few, random) =>
    {
        Row[] rows = [.. Enumerable.Range(0, 20).SelectMany(copy => few.Select(row => row with { Place = copy * 1000 + row.Place }))];
        Table table = batch.Parallelize(rows).ToTable();
        Row[] all = batch.Parallelize(rows).Collect();
        foreach (int count in (int[])[0, 1, 10, 3000, 30_000, OrderedTable.MostKept + 1])
        {
            Assert.Equal(all.OrderByDescending(row => row.Id is null).ThenByDescending(row => row.Id).Take(count), Records(table.OrderBy(TableOrder.Descending("Id").NullsFirst()).Limit(count)));
            Assert.Equal(all.OrderByDescending(row => row.Place).Take(count), Records(table.OrderBy(TableOrder.Descending("Place")).Limit(count)));
            Assert.Equal(all.OrderBy(row => row.Place).Take(count).Skip(1).Count(), Math.Max(0, table.OrderBy("Place").Take(count).Length - 1));
        }
    });

    [Fact]
    public void Comparisons_of_numbers_have_all_NaN_equal_and_least() => Random_rows((batch, rows, _) =>
    {
        Table table = batch.Parallelize(rows).ToTable();
        Row[] all = [.. batch.Parallelize(rows).Collect().Where(row => row.Number is not null)];
        foreach (double number in Numbers)
        {
            Assert.Equal(all.Where(row => row.Number!.Value.CompareTo(number) < 0), Records(table.Where(Col<double>("Number") < number)));
            Assert.Equal(all.Where(row => row.Number!.Value.CompareTo(number) <= 0), Records(table.Where(Col<double>("Number") <= number)));
            Assert.Equal(all.Where(row => row.Number!.Value.CompareTo(number) > 0), Records(table.Where(Col<double>("Number") > number)));
            Assert.Equal(all.Where(row => row.Number!.Value.CompareTo(number) >= 0), Records(table.Where(Col<double>("Number") >= number)));
            Assert.Equal(all.Where(row => row.Number!.Value.Equals(number)), Records(table.Where(Col<double>("Number") == number)));
            Assert.Equal(all.Where(row => !row.Number!.Value.Equals(number)), Records(table.Where(Col<double>("Number") != number)));
        }
    });

    [Theory]
    [InlineData(TableJoinKind.Inner)]
    [InlineData(TableJoinKind.Left)]
    [InlineData(TableJoinKind.Right)]
    [InlineData(TableJoinKind.Full)]
    public void Joins_are_those_of_LINQ(TableJoinKind kind) => Random_rows((batch, rows, random) =>
    {
        Row[] right = Rows(random, 60);
        Table left = batch.Parallelize(rows).ToTable().Select("Id", "Place"), other = batch.Parallelize(right).ToTable().Select("Place", "Id");
        List<(long?, int?, int?)> expected = [.. rows.Where(a => a.Id is not null).SelectMany(a => right.Where(b => b.Id == a.Id), (a, b) => (a.Id, (int?)a.Place, (int?)b.Place))];
        if (kind is TableJoinKind.Left or TableJoinKind.Full) expected.AddRange(rows.Where(a => a.Id is null || right.All(b => b.Id != a.Id)).Select(a => (a.Id, (int?)a.Place, (int?)null)));
        if (kind is TableJoinKind.Right or TableJoinKind.Full) expected.AddRange(right.Where(b => b.Id is null || rows.All(a => b.Id != a.Id)).Select(b => (b.Id, (int?)null, (int?)b.Place)));
        Table joined = left.Join(other, "Id", kind);
        Assert.Equal(["Id", "Place", "Place_right"], joined.Schema.FieldsList.Select(field => field.Name));
        Same(expected, joined.ToTSet<(long?, int?, int?)>().Collect());
    });

    [Fact]
    public void Semi_and_anti_joins_are_those_of_LINQ() => Random_rows((batch, rows, random) =>
    {
        Row[] right = Rows(random, 30);
        Table left = batch.Parallelize(rows).ToTable(), other = batch.Parallelize(right).ToTable().Select("Id", "Name").Rename(("Id", "Key"));
        Same(rows.Where(a => a.Id is not null && right.Any(b => b.Id == a.Id)), Records(left.Join(other, ["Id"], ["Key"], TableJoinKind.Semi)));
        Same(rows.Where(a => a.Id is null || right.All(b => b.Id != a.Id)), Records(left.Join(other, ["Id"], ["Key"], TableJoinKind.Anti)));
        Table both = left.Join(other, ["Id", "Name"], ["Key", "Name"]);
        Assert.Equal(["Id", "Name", "Number", "Flag", "Place", "Key", "Name_right"], both.Schema.FieldsList.Select(field => field.Name));
        Same(
            rows.SelectMany(a => right.Where(b => a.Id is not null && a.Name is not null && b.Id == a.Id && b.Name == a.Name), (a, b) => (a.Place, b.Id)),
            both.Select("Place", "Key").ToTSet<(int, long?)>().Collect());
    });

    [Fact]
    public void Order_is_that_of_LINQ_and_stable() => Random_rows((batch, rows, _) =>
    {
        Table table = batch.Parallelize(rows).ToTable();
        Row[] all = batch.Parallelize(rows).Collect();
        Assert.Equal(all.OrderBy(row => row.Id is null).ThenBy(row => row.Id), Records(table.OrderBy("Id")));
        Assert.Equal(
            all.OrderBy(row => row.Name is null).ThenByDescending(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Number),
            Records(table.OrderBy(TableOrder.Descending("Name"), TableOrder.Ascending("Number").NullsFirst())));
        Assert.Equal(
            all.OrderByDescending(row => row.Flag).ThenByDescending(row => row.Id is null).ThenByDescending(row => row.Id),
            Records(table.OrderBy(TableOrder.Descending("Flag"), TableOrder.Descending("Id").NullsFirst())));
        Assert.Equal(all.OrderBy(row => row.Id is null).ThenBy(row => row.Id).Take(7), Records(table.OrderBy("Id").Limit(7)));
    });

    [Fact]
    public void Union_and_Limit_keep_the_order_of_the_workers() => Random_rows((batch, rows, random) =>
    {
        Table table = batch.Parallelize(rows).ToTable();
        Same(rows.Concat(rows).Concat(rows.Where(row => row.Flag)), Records(table.Union(table, table.Where(Col<bool>("Flag")))));
        int count = random.Next(rows.Length + 10);
        Assert.Equal(batch.Parallelize(rows).Collect().Take(count), Records(table.Limit(count)));
        Assert.Equal(Math.Min(count, rows.Length), table.Take(count).Length);
    });

    [Fact]
    public void Workers_with_other_columns_are_told()
    {
        workers.Run(env =>
        {
            if (env.WorkerCount == 1) return;
            BatchEnvironment batch = new(env);
            Table table = env.Worker == env.WorkerCount - 1 ? batch.Parallelize([(1, 2L)]).ToTable("a", "b") : batch.Parallelize([(1, 2)]).ToTable("a", "b");
            string message = Assert.Throws<ArgumentException>(() => table.Collect()).Message;
            Assert.Contains("'b' of type int64", message, StringComparison.Ordinal);
            Assert.Contains("'b' of type int32", message, StringComparison.Ordinal);
        });
    }

    private static string? Least(IEnumerable<Row> rows, bool last)
    {
        string[] names = [.. rows.Select(row => row.Name).OfType<string>().Order(StringComparer.Ordinal)];
        return names.Length == 0 ? null : names[last ? ^1 : 0];
    }

    private static Row[] Records(Table table) => table.ToTSet<Row>().Collect();

    /// <summary>Rows read one value at a time through Arrow's own accessors.</summary>
    private static IEnumerable<Row> Records(RecordBatch batch) => Enumerable.Range(0, batch.Length).Select(row => new Row(
        ((Int64Array)batch.Column(0)).GetValue(row), ((StringArray)batch.Column(1)).GetString(row), ((DoubleArray)batch.Column(2)).GetValue(row),
        ((BooleanArray)batch.Column(3)).GetValue(row)!.Value, ((Int32Array)batch.Column(4)).GetValue(row)!.Value));

    private static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual) => Assert.Equal(Ordered(expected), Ordered(actual));

    private static IEnumerable<T> Ordered<T>(IEnumerable<T> items) => items.OrderBy(item => $"{item}", StringComparer.Ordinal);

    private static Row[] Rows(Random random, int most)
    {
        int ids = random.Next(1, 40);
        return [.. Enumerable.Range(0, random.Next(most)).Select(place => new Row(
            random.Next(6) == 0 ? null : random.Next(ids), random.Next(5) == 0 ? null : $"n{random.Next(12)}", random.Next(7) == 0 ? null : Numbers[random.Next(Numbers.Length)], random.Next(2) == 0, place))];
    }

    private void Random_rows(Action<BatchEnvironment, Row[], Random> body)
    {
        for (int round = 0; round < Rounds; round++)
        {
            int seed = workers.Agree(Random.Shared.Next());
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            workers.Run(env =>
            {
                Random random = new(seed);
                using (BatchEnvironment batch = new(env, threads: 1 + (((seed % Rounds) + round) % Rounds))) body(batch, Rows(random, round == 0 ? 10 : 500), random);
                Assert.Equal(0, env.Memory.Used);
            }, RandomOptions.Of(seed));
        }
    }
}

[Trait("ranks", "none")]
public sealed class InProcessTables() : TableContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiTables() : TableContract(new MpiWorkers());
