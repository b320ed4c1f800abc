using DuckDB.NET.Data;
using Row = (object? Key, int? Left, int? Right);

namespace Twister2.Dataflow.Tests;

/// <summary>Each kind of join gives the rows that DuckDB gives for the same tables.</summary>
public sealed class JoinsAgainstDuckDB
{
    private static readonly int Rounds = System.Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL") is null ? 3 : 60;

    private static readonly double?[] OddNumbers = [0.0, -0.0, double.NaN, -double.NaN, double.NegativeInfinity, 1.5, null];

    private static readonly (string Kind, string Sql)[] Queries =
    [
        ("inner", "SELECT l.k, l.v, r.v FROM l JOIN r ON l.k = r.k"),
        ("left", "SELECT l.k, l.v, r.v FROM l LEFT JOIN r ON l.k = r.k"),
        ("right", "SELECT r.k, l.v, r.v FROM l RIGHT JOIN r ON l.k = r.k"),
        ("full", "SELECT coalesce(l.k, r.k), l.v, r.v FROM l FULL JOIN r ON l.k = r.k"),
        ("semi", "SELECT l.k, l.v, NULL FROM l WHERE EXISTS (SELECT 1 FROM r WHERE r.k = l.k)"),
        ("anti", "SELECT l.k, l.v, NULL FROM l WHERE NOT EXISTS (SELECT 1 FROM r WHERE r.k = l.k)"),
    ];

    [Fact]
    public void Integers() => Check("BIGINT", random => (long)random.Next(1 + random.Next(1, 600)), static (row, key) => row.AppendValue(key));

    [Fact]
    public void Integers_or_null() => Check<long?>("BIGINT", random => random.Next(9) == 0 ? null : random.Next(300), static (row, key) => row.AppendValue(key));

    [Fact]
    public void Odd_numbers() => Check("DOUBLE", random => OddNumbers[random.Next(OddNumbers.Length)] + random.Next(30), static (row, key) => row.AppendValue(key));

    [Fact]
    public void Texts_or_null() => Check(
        "VARCHAR", random => random.Next(9) == 0 ? null! : $"{new string('ü', random.Next(20))}{random.Next(60)}", static (row, key) => row.AppendValue(key));

    [Fact]
    public void One_key() => Check("BIGINT", _ => 7L, static (row, key) => row.AppendValue(key), most: 150);

    private static void Check<TKey>(string type, Func<Random, TKey> key, Action<IDuckDBAppenderRow, TKey> append, int most = 1500)
    {
        for (int round = 0; round < Rounds; round++)
        {
            int seed = Random.Shared.Next();
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            Random random = new(seed);
            KeyValuePair<TKey, int>[] left = Table(random, key, most), right = Table(random, key, most);
            using DuckDBConnection database = new("DataSource=:memory:");
            database.Open();
            Fill(database, "l", type, left, append);
            Fill(database, "r", type, right, append);
            foreach (JoinAlgorithm algorithm in Enum.GetValues<JoinAlgorithm>())
            {
                DataflowOptions options = new() { MemoryBytes = random.Next(3) == 0 ? null : random.Next(1, 60_000), ChunkBytes = random.Next(16, 3000) };
                int workers = random.Next(1, 4);
                foreach ((string kind, string sql) in Queries)
                    JoinModel.AssertSame(Query(database, sql), LocalCluster.Run(workers, env => Join(env, kind, algorithm, left, right), options).SelectMany(rows => rows));
            }
        }
    }

    private static KeyValuePair<TKey, int>[] Table<TKey>(Random random, Func<Random, TKey> key, int most) =>
        [.. Enumerable.Range(0, random.Next(5) == 0 ? 0 : random.Next(most)).Select(i => new KeyValuePair<TKey, int>(key(random), i))];

    private static void Fill<TKey>(DuckDBConnection database, string name, string type, KeyValuePair<TKey, int>[] pairs, Action<IDuckDBAppenderRow, TKey> append)
    {
        using DuckDBCommand create = database.CreateCommand();
        create.CommandText = $"CREATE TABLE {name} (k {type}, v INTEGER)";
        create.ExecuteNonQuery();
        using DuckDBAppender appender = database.CreateAppender(name);
        foreach ((TKey key, int value) in pairs)
        {
            IDuckDBAppenderRow row = appender.CreateRow();
            append(row, key);
            row.AppendValue(value).EndRow();
        }
    }

    private static List<Row> Query(DuckDBConnection database, string sql)
    {
        using DuckDBCommand query = database.CreateCommand();
        query.CommandText = sql;
        using DuckDBDataReader reader = query.ExecuteReader();
        List<Row> rows = [];
        while (reader.Read())
            rows.Add((reader.IsDBNull(0) ? null : reader.GetValue(0), reader.IsDBNull(1) ? null : reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetInt32(2)));
        return rows;
    }

    private static List<Row> Join<TKey>(DataflowEnvironment env, string kind, JoinAlgorithm algorithm, KeyValuePair<TKey, int>[] left, KeyValuePair<TKey, int>[] right)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        JoinOptions options = new() { Algorithm = algorithm };
        static int? Number(Optional<int> value) => value.TryGet(out int number) ? number : null;
        return kind switch
        {
            "inner" => Rows(env, new Join<TKey, int, int>(env, plan, options), left, right, row => (row.Key, row.Left, row.Right)),
            "left" => Rows(env, new LeftJoin<TKey, int, int>(env, plan, options), left, right, row => (row.Key, row.Left, Number(row.Right))),
            "right" => Rows(env, new RightJoin<TKey, int, int>(env, plan, options), left, right, row => (row.Key, Number(row.Left), row.Right)),
            "full" => Rows(env, new FullJoin<TKey, int, int>(env, plan, options), left, right, row => (row.Key, Number(row.Left), Number(row.Right))),
            "semi" => Rows(env, new SemiJoin<TKey, int>(env, plan, options), left, right),
            _ => Rows(env, new AntiJoin<TKey, int>(env, plan, options), left, right),
        };
    }

    private static List<Row> Rows<TKey, TResult>(
        DataflowEnvironment env, JoinOperator<TKey, int, int, TResult> join, KeyValuePair<TKey, int>[] left, KeyValuePair<TKey, int>[] right, Func<TResult, Row> row)
    {
        using (join)
        {
            join.AddLeft(env.Worker, Share(env, left));
            join.AddRight(env.Worker, Share(env, right));
            return All(env, join, () => join.Read(env.Worker), row);
        }
    }

    private static List<Row> Rows<TKey>(DataflowEnvironment env, FilterJoin<TKey, int> join, KeyValuePair<TKey, int>[] left, KeyValuePair<TKey, int>[] right)
    {
        using (join)
        {
            join.AddLeft(env.Worker, Share(env, left));
            join.AddRight(env.Worker, [.. Share(env, right).ToArray().Select(pair => pair.Key)]);
            return All(env, join, () => join.Read(env.Worker), pair => (pair.Key, pair.Value, null));
        }
    }

    private static ReadOnlySpan<T> Share<T>(DataflowEnvironment env, T[] all) =>
        all.AsSpan((all.Length * env.Worker / env.WorkerCount)..(all.Length * (env.Worker + 1) / env.WorkerCount));

    private static List<Row> All<TResult>(DataflowEnvironment env, TwoSidedOperator join, Func<ChunkSequence<TResult>> read, Func<TResult, Row> row)
    {
        join.FinishLeft(env.Worker);
        join.FinishRight(env.Worker);
        join.WaitForCompletion();
        List<Row> rows = [];
        foreach (ReadOnlySpan<TResult> chunk in read())
            foreach (TResult one in chunk) rows.Add(row(one));
        return rows;
    }
}
