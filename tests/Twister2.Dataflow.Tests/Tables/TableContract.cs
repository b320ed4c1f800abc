using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tests;

/// <summary>What the operators on tables must do, whatever carries their messages and however little memory there is: the same as a loop over rows.</summary>
public abstract class TableContract(IWorkers workers)
{
    [Fact]
    public void Partition_by_hash_brings_equal_keys_together() => workers.RunRandom(4, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        int keys = random.Next(1, 4);
        Schema schema = Joined(RandomTables.Schema(random, keys, RandomTables.KeyTypes, "k"), RandomTables.Schema(random, random.Next(4), RandomTables.Types));
        RecordBatch[][] inputs = RandomBatches(random, plan.Sources, schema);
        using TablePartition partition = new(env, plan, schema, TablePartitioner.Hash([.. Enumerable.Range(0, keys).Select(i => $"k{i}")]));
        Add(env, plan, inputs, partition.Add, partition);
        int[] columns = [.. Enumerable.Range(0, keys)];
        List<string> seen = [];
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            RecordBatch[] received = [.. partition.Read(target)];
            seen.AddRange(received.SelectMany(batch => Enumerable.Range(0, batch.Length).Select(row => $"{target}>{TableText.Key(batch, row, columns, nullsMatch: true)}")).Distinct());
            Assert.Equal(received.Sum(batch => (long)batch.Length), partition.CountOf(target));
            Assert.All(received, batch => Assert.Same(schema, batch.Schema));
        }
        AssertSameRows(env, inputs.SelectMany(input => input), plan.TargetsOf(env.Worker).SelectMany(partition.Read));
        string[] all = [.. Everywhere(env, seen).Distinct()];
        Assert.Equal(all.Length, all.Select(text => text[(text.IndexOf('>', StringComparison.Ordinal) + 1)..]).Distinct().Count());
    });

    [Fact]
    public void A_key_goes_where_the_keyed_partition_sends_it_with_and_without_dictionary() => workers.Run(env =>
    {
        LogicalPlan plan = new(env.WorkerCount, [.. Enumerable.Range(0, env.WorkerCount)], [.. Enumerable.Range(0, 5).Select(target => target % env.WorkerCount)]);
        StringArray texts = new StringArray.Builder().AppendRange(Enumerable.Range(0, 300).Select(i => $"text {i * i}")).Build();
        Int64Array numbers = new Int64Array.Builder().AppendRange(Enumerable.Range(0, 300).Select(i => i * 1_000_003L)).Build();
        Int16Array indices = new Int16Array.Builder().AppendRange(Enumerable.Range(0, 300).Select(i => (short)(299 - i))).Build();
        DoubleArray floats = new DoubleArray.Builder().AppendRange(Enumerable.Range(0, 300).Select(i => i / 7.0)).Build();
        Check(texts, row => Hashing.KeyHasher.For<Utf8Text>()(new Utf8Text(texts.GetString(row))));
        Check(numbers, row => Hashing.KeyHasher.For<long>()(numbers.GetValue(row)!.Value));
        Check(floats, row => Hashing.KeyHasher.For<double>()(floats.GetValue(row)!.Value));
        Check(new DictionaryArray(new DictionaryType(Int16Type.Default, StringType.Default, false), indices, texts), row => Hashing.KeyHasher.For<Utf8Text>()(new Utf8Text(texts.GetString(299 - row))));

        void Check(IArrowArray keys, Func<int, ulong> hash)
        {
            Schema schema = new([new Field("key", keys.Data.DataType, true), new Field("row", Int32Type.Default, false)], null);
            using TablePartition partition = new(env, plan, schema, TablePartitioner.Hash("key"));
            partition.Add(env.Worker, new RecordBatch(schema, [keys, new Int32Array.Builder().AppendRange(Enumerable.Range(0, 300)).Build()], 300));
            partition.Finish(env.Worker);
            partition.WaitForCompletion();
            foreach (int target in plan.TargetsOf(env.Worker))
            {
                IEnumerable<int> expected = Enumerable.Range(0, 300).Where(row => Hashing.StableHash.Target(hash(row), 5) == target);
                IEnumerable<int> rows = partition.Read(target).SelectMany(batch => ((Int32Array)batch.Column(1)).Values.ToArray());
                Assert.Equal(expected.SelectMany(row => Enumerable.Repeat(row, env.WorkerCount)), rows.Order());
            }
        }
    });

    [Fact]
    public void An_ordered_partition_keeps_the_order_of_sources_and_rows() => workers.RunRandom(4, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        Schema schema = RandomTables.Schema(random, random.Next(1, 5), RandomTables.Types);
        RecordBatch[][] inputs = RandomBatches(random, plan.Sources, schema);
        bool inTurn = random.Next(2) == 0;
        TablePartitioner partitioner = inTurn ? TablePartitioner.RoundRobin : TablePartitioner.Custom((_, targets) => targets.Fill(plan.Targets - 1));
        using TablePartition partition = TablePartition.Ordered(env, plan, schema, partitioner);
        Add(env, plan, inputs, (source, batch) => AddWhenThereIsRoom(partition, () => partition.TryAdd(source, batch)), partition);
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            IEnumerable<string> expected = inputs.SelectMany((input, source) =>
                input.SelectMany(TableText.Rows).Where((_, row) => inTurn ? (source + row) % plan.Targets == target : target == plan.Targets - 1));
            bool consume = random.Next(2) == 0;
            if (!consume) Assert.Equal(expected, partition.Read(target).SelectMany(TableText.Rows));
            Assert.Equal(expected, partition.Consume(target).SelectMany(TableText.Rows));
            if (partition.CountOf(target) > 0) Assert.Throws<InvalidOperationException>(() => partition.Read(target).First());
        }
    });

    [Fact]
    public void Partition_by_range_follows_the_bounds() => workers.RunRandom(4, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        bool isText = random.Next(2) == 0;
        int[] bounds = [.. Enumerable.Range(0, plan.Targets - 1).Select(_ => random.Next(-3, 40)).Order()];
        IArrowType type = isText ? new DictionaryType(Int16Type.Default, StringType.Default, false) : DoubleType.Default;
        IArrowArray boundArray = isText
            ? new StringArray.Builder().AppendRange(bounds.Select(bound => $"{bound:000}").Order(StringComparer.Ordinal)).Build()
            : new DoubleArray.Builder().AppendRange(bounds.Select(bound => (double)bound)).Build();
        Schema schema = new([new Field("value", type, true), .. RandomTables.Schema(random, 2, RandomTables.Types).FieldsList], null);
        RecordBatch[][] inputs = RandomBatches(random, plan.Sources, schema);
        using TablePartition partition = new(env, plan, schema, TablePartitioner.Range("value", boundArray));
        Add(env, plan, inputs, partition.Add, partition);
        string[] texts = [.. Enumerable.Range(0, boundArray.Length).Select(i => TableText.Value(boundArray, i).Trim('\''))];
        foreach (int target in plan.TargetsOf(env.Worker))
        {
            foreach (RecordBatch batch in partition.Read(target))
                for (int row = 0; row < batch.Length; row++) Assert.Equal(target, Expected(TableText.Value(batch.Column(0), row)));
        }
        AssertSameRows(env, inputs.SelectMany(input => input), plan.TargetsOf(env.Worker).SelectMany(partition.Read));

        int Expected(string value)
        {
            if (value is "null" or "NaN") return 0;
            if (isText) return texts.Count(bound => string.CompareOrdinal(bound, value.Trim('\'')) <= 0);
            return bounds.Count(bound => bound <= double.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
        }
    });

    [Theory]
    [InlineData(TableJoinKind.Inner)]
    [InlineData(TableJoinKind.Left)]
    [InlineData(TableJoinKind.Right)]
    [InlineData(TableJoinKind.Full)]
    [InlineData(TableJoinKind.Semi)]
    [InlineData(TableJoinKind.Anti)]
    public void A_join_equals_a_loop_over_rows(TableJoinKind kind) => workers.RunRandom(4, (env, random) =>
    {
        LogicalPlan plan = RandomPlan(random, env.WorkerCount);
        int keys = random.Next(1, 3);
        Schema keySchema = RandomTables.Schema(random, keys, RandomTables.KeyTypes, "k");
        Schema left = Joined(keySchema, RandomTables.Schema(random, random.Next(3), RandomTables.Types));
        Schema right = Joined(RandomTables.Schema(random, random.Next(3), RandomTables.Types), keySchema);
        RecordBatch[][] leftInputs = RandomBatches(random, plan.Sources, left, 60), rightInputs = RandomBatches(random, plan.Sources, right, random.Next(2, 200));
        string[] names = [.. Enumerable.Range(0, keys).Select(i => $"k{i}")];
        using TableJoin join = new(env, plan, left, right, kind, names, names);
        Add(env, plan, leftInputs, (source, batch) => AddWhenThereIsRoom(join, () => join.TryAddLeft(source, batch)), null);
        Add(env, plan, rightInputs, join.AddRight, join);
        List<string> mine = [.. plan.TargetsOf(env.Worker).SelectMany(join.Read).SelectMany(TableText.Rows)];
        if (random.Next(2) == 0) Assert.Equal(mine.Order(StringComparer.Ordinal), plan.TargetsOf(env.Worker).SelectMany(join.Read).SelectMany(TableText.Rows).Order(StringComparer.Ordinal));
        IEnumerable<string> expected = TableModel.Join(kind, leftInputs.SelectMany(input => input), rightInputs.SelectMany(input => input),
            [.. names.Select(name => left.GetFieldIndex(name, StringComparer.Ordinal))], [.. names.Select(name => right.GetFieldIndex(name, StringComparer.Ordinal))], left.FieldsList.Count, right.FieldsList.Count);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Everywhere(env, mine).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void A_join_of_one_key_larger_than_the_memory_is_finished() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        Schema schema = new([new Field("key", Int32Type.Default, true), new Field("text", StringType.Default, true)], null);
        RecordBatch Batch(int rows, int seed) => new(schema,
            [
                new Int32Array.Builder().AppendRange(Enumerable.Range(0, rows).Select(row => row % 10 == 0 ? row + seed : -1)).Build(),
                new StringArray.Builder().AppendRange(Enumerable.Range(0, rows).Select(row => $"{seed} {row} {new string('x', 100)}")).Build(),
            ], rows);
        using TableJoin join = new(env, plan, schema, schema, TableJoinKind.Full, ["key"], ["key"], new TableJoinOptions { RightColumns = ["text"] });
        join.AddLeft(env.Worker, Batch(120, 0));
        join.AddRight(env.Worker, Batch(100, 1_000_000));
        join.Finish(env.Worker);
        join.WaitForCompletion();
        Assert.Equal(["key", "text", "text_right"], join.Schema.FieldsList.Select(field => field.Name));
        long rows = join.Read(env.Worker).Sum(batch => (long)batch.Length);
        // Each key of its own matches nothing: there are other ones on the right.
        Assert.Equal((108L * env.WorkerCount * 90 * env.WorkerCount) + ((12 + 10) * env.WorkerCount), env.AllReduce(rows, (a, b) => a + b));
    }, new DataflowOptions { MemoryBytes = 30_000, ChunkBytes = 2048 });

    [Fact]
    public void Rows_larger_than_every_buffer_and_batches_of_many_rows() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        Schema schema = new([new Field("key", Int64Type.Default, false), new Field("text", LargeStringType.Default, true)], null);
        const int Rows = 100_000;
        LargeStringArray.Builder texts = new();
        for (int row = 0; row < Rows; row++) texts.Append(row == 77 ? new string('a', 2_000_000) : "b");
        RecordBatch batch = new(schema, [new Int64Array.Builder().AppendRange(Enumerable.Range(0, Rows).Select(row => (long)row)).Build(), texts.Build()], Rows);
        using TablePartition partition = new(env, plan, schema, TablePartitioner.Hash("key"));
        partition.Add(env.Worker, batch);
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        long bytes = 0, rows = 0, largest = 0;
        foreach (RecordBatch read in partition.Consume(env.Worker))
        {
            rows += read.Length;
            LargeStringArray column = (LargeStringArray)read.Column(1);
            for (int row = 0; row < read.Length; row++) bytes += column.GetBytes(row).Length;
            largest = Math.Max(largest, read.Length);
        }
        Assert.Equal((long)Rows * env.WorkerCount, env.AllReduce(rows, (a, b) => a + b));
        Assert.Equal((Rows - 1 + 2_000_000L) * env.WorkerCount, env.AllReduce(bytes, (a, b) => a + b));
        Assert.InRange(largest, 1, 4096 * 8 / 133);
    }, new DataflowOptions { ChunkBytes = 4096, BytesInFlight = 64 << 10, MemoryBytes = 300_000 });

    [Fact]
    public void Batches_that_were_read_stay_when_the_operator_is_gone() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        Schema schema = new([new Field("key", Int32Type.Default, false)], null);
        List<RecordBatch> held = [];
        for (int round = 0; round < 20; round++)
        {
            using TablePartition partition = new(env, plan, schema, TablePartitioner.RoundRobin);
            partition.Add(env.Worker, new RecordBatch(schema, [new Int32Array.Builder().AppendRange(Enumerable.Repeat(round, 3000)).Build()], 3000));
            partition.Finish(env.Worker);
            partition.WaitForCompletion();
            held.AddRange(round % 2 == 0 ? partition.Read(env.Worker) : partition.Consume(env.Worker));
        }
        Assert.Equal(0, env.Memory.Used);
        Assert.Equal(Enumerable.Range(0, 20).Select(round => (long)round * 3000 * env.WorkerCount).Sum(), env.AllReduce(held.Sum(batch => ((Int32Array)batch.Column(0)).Values.ToArray().Sum(value => (long)value)), (a, b) => a + b));
    });

    [Fact]
    public void Tables_without_rows_and_without_columns() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        Schema none = new(System.Array.Empty<Field>(), null), schema = RandomTables.Schema(new Random(1), 3, RandomTables.KeyTypes, "k");
        using TablePartition counted = new(env, plan, none, TablePartitioner.RoundRobin), empty = new(env, plan, schema, TablePartitioner.Hash("k1"));
        using TableJoin join = new(env, plan, schema, schema, TableJoinKind.Full, ["k0"], ["k0"]);
        counted.Add(env.Worker, new RecordBatch(none, [], 10 * env.WorkerCount));
        RecordBatch nothing = RandomTables.Batch(new Random(2), schema, 0, 1);
        empty.Add(env.Worker, nothing);
        join.AddLeft(env.Worker, nothing);
        foreach (DataflowOperator operation in (DataflowOperator[])[counted, empty, join])
        {
            operation.Finish(env.Worker);
            operation.WaitForCompletion();
        }
        Assert.Equal(10 * env.WorkerCount, counted.Read(env.Worker).Sum(batch => batch.Length));
        Assert.Empty(empty.Read(env.Worker));
        Assert.Empty(join.Read(env.Worker));
    });

    [Fact]
    public void Workers_with_other_columns_are_told_which() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        IArrowType type = env.Worker == env.WorkerCount - 1 ? Int64Type.Default : Int32Type.Default;
        Schema schema = new([new Field("same", StringType.Default, true), new Field("price", type, true)], null);
        if (env.WorkerCount == 1) return;
        ArgumentException e = Assert.Throws<ArgumentException>(() => new TablePartition(env, plan, schema, TablePartitioner.RoundRobin));
        Assert.Contains($" has 'price' of type int32, worker {env.WorkerCount - 1} has 'price' of type int64 there", e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, env.Broadcast(e.Message));
    });

    private static Schema Joined(Schema first, Schema second) => new([.. first.FieldsList, .. second.FieldsList], null);

    private static void AssertSameRows(DataflowEnvironment env, IEnumerable<RecordBatch> expected, IEnumerable<RecordBatch> mine) =>
        Assert.Equal(expected.SelectMany(TableText.Rows).Order(StringComparer.Ordinal), Everywhere(env, mine.SelectMany(TableText.Rows)).Order(StringComparer.Ordinal));

    /// <summary>The texts of all workers.</summary>
    private static string[] Everywhere(DataflowEnvironment env, IEnumerable<string> mine) => env.AllReduce(mine.ToArray(), (a, b) => [.. a, .. b]);

    private static void Add(DataflowEnvironment env, LogicalPlan plan, RecordBatch[][] inputs, Action<int, RecordBatch> add, DataflowOperator? finish)
    {
        // The batches of the tasks of a worker come mixed.
        int[] mine = [.. plan.SourcesOf(env.Worker)];
        for (int i = 0; mine.Any(source => i < inputs[source].Length); i++)
            foreach (int source in mine)
                if (i < inputs[source].Length) add(source, inputs[source][i]);
        if (finish is null) return;
        foreach (int source in mine) finish.Finish(source);
        finish.WaitForCompletion();
    }

    private static void AddWhenThereIsRoom(DataflowOperator operation, Func<bool> tryAdd)
    {
        while (!tryAdd()) operation.Progress();
    }

    private static RecordBatch[][] RandomBatches(Random random, int sources, Schema schema, int mostRows = 400)
    {
        int values = 1 + random.Next(random.Next(1, 200));
        return [.. Enumerable.Range(0, sources).Select(_ => Enumerable.Range(0, random.Next(4)).Select(_ => RandomTables.Batch(random, schema, random.Next(4) == 0 ? 0 : random.Next(mostRows), values)).ToArray())];
    }

    private static LogicalPlan RandomPlan(Random random, int workers)
    {
        int[] Tasks() => [.. Enumerable.Range(0, random.Next(1, workers + 3)).Select(_ => random.Next(workers))];
        return new LogicalPlan(workers, Tasks(), Tasks());
    }
}

[Trait("ranks", "none")]
public sealed class InProcessTables() : TableContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiTables() : TableContract(new MpiWorkers());
