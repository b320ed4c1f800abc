using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using DuckDB.NET.Data;

namespace Twister2.Dataflow.Tests;

/// <summary>Joins give what a database gives for the same rows.</summary>
[Trait("ranks", "none")]
public sealed class TableDuckDbTests
{
    private static readonly double[] Numbers = [0.0, -0.0, double.NaN, double.PositiveInfinity, 1.5, 2];

    [Theory]
    [InlineData(TableJoinKind.Inner, "JOIN")]
    [InlineData(TableJoinKind.Left, "LEFT JOIN")]
    [InlineData(TableJoinKind.Right, "RIGHT JOIN")]
    [InlineData(TableJoinKind.Full, "FULL JOIN")]
    [InlineData(TableJoinKind.Semi, "SEMI JOIN")]
    [InlineData(TableJoinKind.Anti, "ANTI JOIN")]
    public void A_join_gives_the_rows_of_DuckDB(TableJoinKind kind, string join)
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        RecordBatch[] left = [.. Enumerable.Range(0, 6).Select(i => Batch(new Random(seed + i), 150))];
        RecordBatch[] right = [.. Enumerable.Range(0, 6).Select(i => Batch(new Random(seed + 10 + i), 100))];
        using DuckDBConnection database = new("DataSource=:memory:");
        database.Open();
        Fill(database, "a", left);
        Fill(database, "b", right);
        (string[] Keys, string Condition)[] cases = [(["id"], "a.id = b.id"), (["name", "number"], "a.name = b.name AND a.number = b.number"), (["number"], "a.number = b.number")];
        foreach ((string[] keys, string condition) in cases)
        {
            string[] expected = Query(database, $"SELECT {(kind is TableJoinKind.Semi or TableJoinKind.Anti ? "a.*" : "a.*, b.*")} FROM a {join} b ON {condition}");
            Assert.Equal(expected, Joined(kind, left, right, keys, 3, new DataflowOptions { ChunkBytes = 2000, MemoryBytes = 20_000 }));
            Assert.Equal(expected, Joined(kind, left, right, keys, 2, new DataflowOptions()));
        }
    }

    private static string[] Joined(TableJoinKind kind, RecordBatch[] left, RecordBatch[] right, string[] keys, int workers, DataflowOptions options) =>
        [.. LocalCluster.Run(workers, env =>
        {
            using TableJoin join = new(env, LogicalPlan.OnePerWorker(workers), left[0].Schema, right[0].Schema, kind, keys, keys);
            for (int i = env.Worker; i < left.Length; i += workers) join.AddLeft(env.Worker, left[i]);
            for (int i = env.Worker; i < right.Length; i += workers) join.AddRight(env.Worker, right[i]);
            join.Finish(env.Worker);
            join.WaitForCompletion();
            return join.Read(env.Worker).SelectMany(TableText.Rows).ToArray();
        }, options).SelectMany(rows => rows).Order(StringComparer.Ordinal)];

    private static RecordBatch Batch(Random random, int rows)
    {
        Schema schema = new([new Field("id", Int64Type.Default, true), new Field("name", StringType.Default, true), new Field("number", DoubleType.Default, true)], null);
        Int64Array.Builder ids = new();
        StringArray.Builder names = new();
        DoubleArray.Builder numbers = new();
        for (int row = 0; row < rows; row++)
        {
            if (random.Next(6) == 0) ids.AppendNull();
            else ids.Append(random.Next(200));
            if (random.Next(6) == 0) names.AppendNull();
            else names.Append($"name {random.Next(20)}");
            if (random.Next(6) == 0) numbers.AppendNull();
            else numbers.Append(random.Next(3) == 0 ? Numbers[random.Next(Numbers.Length)] : random.Next(100));
        }
        return new RecordBatch(schema, [ids.Build(), names.Build(), numbers.Build()], rows);
    }

    private static void Fill(DuckDBConnection database, string table, RecordBatch[] batches)
    {
        using DuckDBCommand command = database.CreateCommand();
        command.CommandText = $"CREATE TABLE {table} (id BIGINT, name VARCHAR, number DOUBLE)";
        command.ExecuteNonQuery();
        using DuckDBAppender appender = database.CreateAppender(table);
        foreach (RecordBatch batch in batches)
        {
            for (int row = 0; row < batch.Length; row++)
            {
                appender.CreateRow()
                    .AppendValue(((Int64Array)batch.Column(0)).GetValue(row))
                    .AppendValue(((StringArray)batch.Column(1)).GetString(row))
                    .AppendValue(((DoubleArray)batch.Column(2)).GetValue(row))
                    .EndRow();
            }
        }
    }

    private static string[] Query(DuckDBConnection database, string query)
    {
        using DuckDBCommand command = database.CreateCommand();
        command.CommandText = query;
        using DuckDBDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read()) rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "null" : Text(reader.GetValue(column)))));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static string Text(object value) => value switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number == 0 && double.IsNegative(number) ? "-0" : number.ToString("R", CultureInfo.InvariantCulture),
        _ => $"'{value}'",
    };
}
