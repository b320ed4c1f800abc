using System.Globalization;
using Apache.Arrow;
using DuckDB.NET.Data;
using Twister2.Tasks;
using static Twister2.Tasks.Aggregates;
using static Twister2.Tasks.Columns;
using Table = Twister2.Tasks.Table;

namespace Twister2.Dataflow.Tests;

/// <summary>Tables give the rows that DuckDB gives for the same query over the same rows.</summary>
public sealed class TablesAgainstDuckDB
{
    private static readonly int Rounds = System.Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL") is null ? 2 : 40;

    private static readonly double[] Numbers = [0.0, double.NegativeInfinity, 1.5, -3, 1e300];

    private sealed record Line(long? Id, string? Name, double? Number, decimal? Price, DateOnly? Day, bool? Flag, int At);

    /// <summary>A query, whether the order of its rows counts, and the same of tables.</summary>
    private static readonly (string Sql, bool IsOrdered, Func<Table, Table, Table> Query)[] Queries =
    [
        ("SELECT name, count(*), count(id), sum(id), min(id), max(id), avg(id) FROM l GROUP BY name", false,
            (l, _) => l.GroupBy("Name").Aggregate(Count(), Count("Id"), Sum("Id"), Min("Id"), Max("Id"), Average("Id"))),
        ("SELECT id, flag, min(name), max(name), min(price), max(day), min(flag), max(number), avg(price) FROM l GROUP BY id, flag", false,
            (l, _) => l.GroupBy("Id", "Flag").Aggregate(Min("Name"), Max("Name"), Min("Price"), Max("Day"), Min("Flag").As("f"), Max("Number"), Average("Price"))),
        ("SELECT number, day, count(price) FROM l GROUP BY number, day", false, (l, _) => l.GroupBy("Number", "Day").Aggregate(Count("Price"))),
        ("SELECT sum(price) FROM l WHERE id IS NOT NULL", false, (l, _) => l.Where(Col<long>("Id").IsNotNull()).GroupBy().Aggregate(Sum("Price"))),
        ("SELECT count(*), sum(id), min(name), avg(number) FROM l WHERE id > 1000000", false,
            (l, _) => l.Where(Col<long>("Id") > 1000000).GroupBy().Aggregate(Count(), Sum("Id"), Min("Name"), Average("Number"))),
        ("SELECT DISTINCT name, flag FROM l", false, (l, _) => l.Select("Name", "Flag").Distinct()),
        ("SELECT id, pos FROM l WHERE NOT (id > 10 AND flag) OR name = 'name 3'", false,
            (l, _) => l.Where(!(Col<long>("Id") > 10 & Col<bool>("Flag")) | Col<string>("Name") == "name 3").Select("Id", "At")),
        ("SELECT pos FROM l WHERE (id < 10 OR flag) AND name <> 'name 3' AND day >= DATE '2020-01-05'", false,
            (l, _) => l.Where((Col<long>("Id") < 10 | Col<bool>("Flag")) & Col<string>("Name") != "name 3" & Col<DateOnly>("Day") >= new DateOnly(2020, 1, 5)).Select("At")),
        ("SELECT coalesce(id, -1) * 3 - pos, name IS NULL FROM l", false,
            (l, _) => l.Select((Col<long>("Id").Or(-1) * 3 - Col<int>("At").Map(at => (long)at)).As("a"), Col<string>("Name").IsNull().As("b"))),
        ("SELECT id, l.pos, r.pos FROM l JOIN r USING (id)", false, (l, r) => Ids(l).Join(Ids(r), "Id")),
        ("SELECT id, l.pos, r.pos FROM l LEFT JOIN r USING (id)", false, (l, r) => Ids(l).Join(Ids(r), "Id", TableJoinKind.Left)),
        ("SELECT id, l.pos, r.pos FROM l RIGHT JOIN r USING (id)", false, (l, r) => Ids(l).Join(Ids(r), "Id", TableJoinKind.Right)),
        ("SELECT id, l.pos, r.pos FROM l FULL JOIN r USING (id)", false, (l, r) => Ids(l).Join(Ids(r), "Id", TableJoinKind.Full)),
        ("SELECT name, flag, l.pos, r.pos FROM l FULL JOIN r USING (name, flag)", false,
            (l, r) => l.Select("Name", "Flag", "At").Join(r.Select("At", "Flag", "Name"), ["Name", "Flag"], TableJoinKind.Full)),
        ("SELECT id, pos FROM l SEMI JOIN r USING (id)", false, (l, r) => Ids(l).Join(r, "Id", TableJoinKind.Semi)),
        ("SELECT id, pos FROM l ANTI JOIN r USING (id)", false, (l, r) => Ids(l).Join(r, "Id", TableJoinKind.Anti)),
        ("SELECT l.pos, r.pos FROM l JOIN r ON l.day = r.day AND l.id = r.pos", false,
            (l, r) => l.Select("At", "Day", "Id").Join(r.Select("At", "Day").With(Col<int>("At").Map(at => (long)at).As("Key")), ["Day", "Id"], ["Day", "Key"]).Select("At", "At_right")),
        ("SELECT * FROM l ORDER BY name, number DESC, pos", true, (l, _) => l.OrderBy("Name", TableOrder.Descending("Number"), "At")),
        ("SELECT * FROM l ORDER BY day DESC NULLS FIRST, price NULLS LAST, flag DESC NULLS LAST, pos DESC", true,
            (l, _) => l.OrderBy(TableOrder.Descending("Day").NullsFirst(), "Price", TableOrder.Descending("Flag"), TableOrder.Descending("At"))),
        ("SELECT pos FROM l ORDER BY id DESC NULLS LAST, pos LIMIT 13", true, (l, _) => l.OrderBy(TableOrder.Descending("Id"), "At").Limit(13).Select("At")),
        ("SELECT name FROM l UNION ALL SELECT name FROM r", false, (l, r) => l.Select("Name").Union(r.Select("Name"))),
        ("SELECT name, sum(c) FROM (SELECT l.name AS name, count(*) AS c FROM l JOIN r USING (id) GROUP BY l.name, r.name) GROUP BY name ORDER BY name NULLS LAST", true,
            (l, r) => l.Select("Id", "Name").Join(r.Select("Id", "Name"), "Id").GroupBy("Name", "Name_right").Aggregate(Count().As("c")).GroupBy("Name").Aggregate(Sum("c")).OrderBy("Name")),
    ];

    public static TheoryData<string> Sql { get; } = [.. Queries.Select(query => query.Sql)];

    [Theory, MemberData(nameof(Sql))]
    public void A_query_gives_the_rows_of_DuckDB(string sql)
    {
        (string _, bool isOrdered, Func<Table, Table, Table> query) = Queries.Single(one => one.Sql == sql);
        for (int round = 0; round < Rounds; round++)
        {
            int seed = Random.Shared.Next();
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            Random random = new(seed);
            (Line[] left, Line[] right) = (Lines(random, 400), Lines(random, 150));
            using DuckDBConnection database = new("DataSource=:memory:");
            database.Open();
            Fill(database, "l", left);
            Fill(database, "r", right);
            string[] expected = Rows(database, sql, isOrdered);
            DataflowOptions options = new() { MemoryBytes = random.Next(2) == 0 ? null : random.Next(5_000, 60_000), ChunkBytes = random.Next(100, 5000), ChunkRecords = random.Next(1, 300) };
            foreach (int workers in (int[])[1, 2, 3, 5])
            {
                string[] rows = LocalCluster.Run(workers, env =>
                {
                    BatchEnvironment batch = new(env);
                    return Rows(query(batch.Parallelize(left).ToTable(), batch.Parallelize(right).ToTable()).Collect(), isOrdered);
                }, options)[workers - 1];
                Assert.Equal(expected, rows);
            }
        }
    }

    private static Table Ids(Table table) => table.Select("Id", "At");

    private static Line[] Lines(Random random, int most) => [.. Enumerable.Range(0, random.Next(most)).Select(at => new Line(
        random.Next(6) == 0 ? null : random.Next(50),
        random.Next(6) == 0 ? null : $"name {random.Next(9)}",
        random.Next(6) == 0 ? null : Numbers[random.Next(Numbers.Length)],
        random.Next(6) == 0 ? null : random.Next(-500, 500) / 4m,
        random.Next(6) == 0 ? null : new DateOnly(2020, 1, 1).AddDays(random.Next(10)),
        random.Next(6) == 0 ? null : random.Next(2) == 0, at))];

    private static void Fill(DuckDBConnection database, string name, Line[] lines)
    {
        using DuckDBCommand create = database.CreateCommand();
        create.CommandText = $"CREATE TABLE {name} (id BIGINT, name VARCHAR, number DOUBLE, price DECIMAL(38, 18), day DATE, flag BOOLEAN, pos INTEGER)";
        create.ExecuteNonQuery();
        using DuckDBAppender appender = database.CreateAppender(name);
        foreach (Line line in lines)
            appender.CreateRow().AppendValue(line.Id).AppendValue(line.Name).AppendValue(line.Number).AppendValue(line.Price).AppendValue(line.Day).AppendValue(line.Flag).AppendValue(line.At).EndRow();
    }

    private static string[] Rows(DuckDBConnection database, string sql, bool isOrdered)
    {
        using DuckDBCommand command = database.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read()) rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "null" : Text(reader.GetValue(column)))));
        return isOrdered ? [.. rows] : [.. rows.Order(StringComparer.Ordinal)];
    }

    private static string[] Rows(RecordBatch batch, bool isOrdered)
    {
        IEnumerable<string> rows = Enumerable.Range(0, batch.Length).Select(row => string.Join(" | ", Enumerable.Range(0, batch.ColumnCount).Select(column => Text(batch.Column(column), row))));
        return isOrdered ? [.. rows] : [.. rows.Order(StringComparer.Ordinal)];
    }

    private static string Text(IArrowArray column, int row) => column.IsNull(row) ? "null" : Text((object)(column switch
    {
        Int32Array numbers => numbers.GetValue(row)!.Value,
        Int64Array numbers => numbers.GetValue(row)!.Value,
        DoubleArray numbers => numbers.GetValue(row)!.Value,
        Decimal128Array numbers => numbers.GetValue(row)!.Value,
        BooleanArray bits => bits.GetValue(row)!.Value,
        StringArray texts => texts.GetString(row),
        Date32Array days => DateOnly.FromDateTime(days.GetDateTime(row)!.Value),
        _ => throw new NotSupportedException(column.GetType().Name),
    }));

    private static string Text(object value) => value switch
    {
        double number => number.ToString("G15", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.##################", CultureInfo.InvariantCulture),
        DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
