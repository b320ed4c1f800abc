using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tests;

/// <summary>What is wrong with a table is said when the operator is built, or when the batch is added, by the name of the column.</summary>
[Trait("ranks", "none")]
public sealed class TableFailureTests
{
    private static readonly Schema TwoColumns = new([new Field("id", Int32Type.Default, false), new Field("list", new ListType(Int32Type.Default), true)], null);

    [Fact]
    public void Types_that_cannot_be_moved_are_named()
    {
        UnionType union = new([new Field("a", Int32Type.Default, true)], [0], UnionMode.Sparse);
        Schema direct = new([new Field("id", Int32Type.Default, false), new Field("mixed", union, true)], null);
        Schema nested = new([new Field("items", new ListType(new ListViewType(Int32Type.Default)), true)], null);
        Refuses<NotSupportedException>((env, plan) => new TablePartition(env, plan, direct, TablePartitioner.RoundRobin), "TablePartition: column 'mixed' is of type union");
        Refuses<NotSupportedException>((env, plan) => new TablePartition(env, plan, nested, TablePartitioner.RoundRobin), "column 'items' is of type list<");
        Refuses<NotSupportedException>((env, plan) => new TableJoin(env, plan, TwoColumns, direct, TableJoinKind.Inner, ["id"], ["id"]), "TableJoin, right table: column 'mixed'");
    }

    [Fact]
    public void Keys_that_are_not_there_or_cannot_be_compared_are_named()
    {
        Refuses<ArgumentException>((env, plan) => new TablePartition(env, plan, TwoColumns, TablePartitioner.Hash("nowhere")), "no column is called 'nowhere'; there are 'id', 'list'");
        Refuses<NotSupportedException>((env, plan) => new TablePartition(env, plan, TwoColumns, TablePartitioner.Hash("id", "list")), "column 'list' is of type list<item: int32>, whose values cannot be compared");
        Schema other = new([new Field("id", Int64Type.Default, false)], null), twice = new([new Field("id", Int32Type.Default, false), new Field("id", Int32Type.Default, false)], null);
        Refuses<ArgumentException>((env, plan) => new TableJoin(env, plan, TwoColumns, other, TableJoinKind.Inner, ["id"], ["id"]), "'id' on the left is of type int32, 'id' on the right of type int64");
        Refuses<ArgumentException>((env, plan) => new TableJoin(env, plan, TwoColumns, other, TableJoinKind.Inner, ["id"], ["id", "id"]), "a key of 1 columns on the left and of 2");
        Refuses<ArgumentException>((env, plan) => new TableJoin(env, plan, twice, other, TableJoinKind.Inner, ["id"], ["id"]), "columns 0 and 1 are both called 'id'");
        Refuses<ArgumentException>((env, plan) => new TableJoin(env, plan, TwoColumns, TwoColumns, TableJoinKind.Inner, [], []), "needs a key column");
        Refuses<ArgumentException>((env, plan) => new TableJoin(env, plan, TwoColumns, TwoColumns, TableJoinKind.Inner, ["id"], ["id"], new TableJoinOptions { LeftColumns = ["id", "id"] }), "two columns called 'id'");
    }

    [Fact]
    public void Bounds_have_the_type_of_the_column_and_its_order()
    {
        Refuses<ArgumentException>((env, _) => Range(env, new Int64Array.Builder().Append(1).Build()), "values of type int32, the bounds are of type int64");
        Refuses<ArgumentException>((env, _) => Range(env, new Int32Array.Builder().Append(1).Append(2).Build()), "2 target tasks have 1 bounds between them, not 2");
        Refuses<ArgumentException>((env, _) => Range(env, new Int32Array.Builder().AppendNull().Build()), "bound 0 of column 'id' is null");
        Refuses<ArgumentException>((env, _) => Range(env, new Int32Array.Builder().Append(1).Append(3).Append(2).Build(), 4), "bound 2 of column 'id' is less than the one before");
        Refuses<ArgumentException>((env, _) => Range(env, new Int32Array.Builder().Append(9).Append(3).Append(4).Build(), 4), "is less than the one before");

        static TablePartition Range(DataflowEnvironment env, IArrowArray bounds, int targets = 2) =>
            new(env, new LogicalPlan(1, [0], new int[targets]), TwoColumns, TablePartitioner.Range("id", bounds));
    }

    [Fact]
    public void Batches_of_another_table_are_refused() => LocalCluster.Run(1, env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(1);
        Schema schema = new([new Field("id", Int32Type.Default, false), new Field("price", DoubleType.Default, false)], null);
        using TablePartition partition = new(env, plan, schema, TablePartitioner.RoundRobin);
        using TableJoin join = new(env, plan, schema, schema, TableJoinKind.Inner, ["id"], ["id"]);
        Int32Array ids = new Int32Array.Builder().Append(1).Build();
        DoubleArray prices = new DoubleArray.Builder().Append(1).Append(2).Build();
        Says("a batch of 1 columns; the table has 2", [ids]);
        Says("column 'price' is of type int32 in this batch; the table has double", [ids, ids]);
        Says("column 'price' has 2 rows in a batch of 1", [ids, prices]);
        Assert.Throws<ArgumentException>(() => partition.Add(1, new RecordBatch(schema, [ids, prices], 1)));
        Assert.Throws<InvalidOperationException>(() => partition.Read(0));
        Assert.Throws<InvalidOperationException>(() => join.Read(0));
        partition.Finish(0);
        partition.WaitForCompletion();
        Assert.Throws<ArgumentOutOfRangeException>(() => partition.Read(1));
        Assert.Throws<ArgumentException>(() => partition.Add(0, new RecordBatch(schema, [ids, prices], 1)));

        void Says(string what, IArrowArray[] columns)
        {
            RecordBatch batch = new(schema, columns, 1);
            Assert.Contains("TablePartition: " + what, Assert.Throws<ArgumentException>(() => partition.Add(0, batch)).Message, StringComparison.Ordinal);
            Assert.Contains("TableJoin, right table: " + what, Assert.Throws<ArgumentException>(() => join.AddRight(0, batch)).Message, StringComparison.Ordinal);
        }
    });

    [Theory]
    [InlineData(3, "chose task 3 for row 0 of a batch of source task 0; there are 3")]
    [InlineData(-1, "chose task -1 for row 0")]
    public void Functions_choose_tasks_that_are_there(int task, string message) => Refuses<InvalidOperationException>((env, _) =>
    {
        using TablePartition partition = new(env, new LogicalPlan(1, [0], [0, 0, 0]), TwoColumns, TablePartitioner.Custom((_, targets) => targets.Fill(task)));
        partition.Add(0, RandomTables.Batch(new Random(3), TwoColumns, 5, 5));
        return partition;
    }, message);

    [Fact]
    public void Scratch_that_is_not_there_is_named()
    {
        AggregateException e = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            using TablePartition partition = new(env, LogicalPlan.OnePerWorker(2), TwoColumns, TablePartitioner.RoundRobin);
            partition.Add(env.Worker, RandomTables.Batch(new Random(4), TwoColumns, 20_000, 100));
            partition.Finish(env.Worker);
            partition.WaitForCompletion();
        }, new DataflowOptions { MemoryBytes = 20_000, ChunkBytes = 4096, Scratch = "/proc/nowhere" }));
        SpillException first = Assert.IsType<SpillException>(e.InnerExceptions[0]);
        Assert.Contains("TablePartition: worker", first.Message, StringComparison.Ordinal);
        Assert.Contains("/proc/nowhere", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_on_scratch_and_in_the_pool()
    {
        Spill.MemorySpillStore scratch = new();
        using (DataflowEnvironment env = SingleWorker.New(20_000, scratch, new DataflowOptions { ChunkBytes = 4096 }))
        {
            Schema schema = RandomTables.Schema(new Random(5), 4, RandomTables.KeyTypes, "k");
            using (TableJoin join = new(env, LogicalPlan.OnePerWorker(1), schema, schema, TableJoinKind.Full, ["k0"], ["k0"]))
            {
                for (int i = 0; i < 20; i++) join.AddLeft(0, RandomTables.Batch(new Random(i), schema, 200, 1000));
                for (int i = 0; i < 20; i++) join.AddRight(0, RandomTables.Batch(new Random(100 + i), schema, 200, 1000));
                join.Finish(0);
                join.WaitForCompletion();
                Assert.True(scratch.Open > 0);
                IEnumerable<RecordBatch> result = join.Read(0);
                Assert.Single(result.Take(1)); // Given up in the middle, and begun again.
                Assert.Equal(result.SelectMany(TableText.Rows).Order(StringComparer.Ordinal), join.Read(0).SelectMany(TableText.Rows).Order(StringComparer.Ordinal));
            }
            Assert.Equal(0, scratch.Open);
            Assert.Equal(0, env.Memory.Used);
            Assert.Equal(0, env.Pool.Rented);
        }
    }

    private static void Refuses<TException>(Func<DataflowEnvironment, LogicalPlan, object> build, string message) where TException : Exception
    {
        using DataflowEnvironment env = SingleWorker.New(1 << 20);
        TException e = Assert.ThrowsAny<TException>(() => build(env, LogicalPlan.OnePerWorker(1)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
