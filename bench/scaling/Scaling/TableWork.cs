using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow;
using Twister2.Dataflow.Tables;

namespace Twister2.Bench.Scaling;

/// <summary>Operators of tables.</summary>
static class TableWork
{
    static readonly Schema Columns = new([new Field("key", Int64Type.Default, nullable: false), new Field("value", Int64Type.Default, nullable: false)], null);

    public static DataflowOperator Partitioned(DataflowEnvironment env, int records)
    {
        TablePartition partition = new(env, Case.Plan(env), Columns, TablePartitioner.Hash("key"));
        partition.Add(env.Worker, Batch(env, records));
        return partition;
    }

    public static DataflowOperator Joined(DataflowEnvironment env, int records)
    {
        TableJoin join = new(env, Case.Plan(env), Columns, Columns, TableJoinKind.Inner, ["key"], ["key"]);
        RecordBatch batch = Batch(env, records);
        join.AddLeft(env.Worker, batch);
        join.AddRight(env.Worker, batch);
        return join;
    }

    static RecordBatch Batch(DataflowEnvironment env, int records)
    {
        Int64Array numbers = new Int64Array.Builder().AppendRange(Case.Numbers(env, records)).Build();
        return new RecordBatch(Columns, [numbers, numbers], records);
    }
}
