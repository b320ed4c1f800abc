using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>A row for each group. Each task aggregates its own rows, sends what it has of each group to the group's task, and there it comes together.</summary>
internal sealed class GroupedTable : Table
{
    // Divisions one within the other, before a set may be larger than it should.
    private const int DeepestDivision = 3;

    private const long SmallestSet = 32 << 10, LargestSet = 1 << 30;

    private readonly Table _input;
    private readonly GroupPlan _plan;

    public GroupedTable(Table input, string owner, string[] keys, TableAggregate[] aggregates) : this(input, new GroupPlan(input, owner, keys, aggregates))
    {
    }

    private GroupedTable(Table input, GroupPlan plan) : base(input.Environment, plan.Results) => (_input, _plan) = (input, plan);

    internal override TableParts Open()
    {
        DataflowEnvironment env = Environment.Dataflow;
        WorkerTasks tasks = Environment.Tasks;
        TablePartitioner partitioner = _plan.KeyCount > 0
            ? TablePartitioner.Hash([.. _plan.Keys.FieldsList.Select(field => field.Name)])
            : TablePartitioner.Custom(static (_, targets) => targets.Clear());
        TableParts input = _input.Open();
        // By source, so that floating-point numbers are added up in the same order each time.
        TablePartition partition = TablePartition.Ordered(env, tasks.Plan, _plan.States, partitioner);
        IDisposable kept = tasks.Keep(partition);
        OperatorLedger ledger = env.Ledgers.Local(nameof(GroupBy));
        RecordBatch? all = null;
        tasks.ForEach(task =>
        {
            using Combiner combiner = new(Environment, _plan, partition, tasks.NumberOf(task), ledger, SetBytes(Math.Min(env.Options.CombineBytes, env.Memory.Limit / 4) / tasks.Count));
            input.Run(task, combiner);
            if (tasks.Total == 1 && !combiner.HasSent) all = combiner.Groups.Results();
            else combiner.Send();
            tasks.Inside(() => partition.Finish(tasks.NumberOf(task)));
        });
        input.Dispose();
        partition.WaitForCompletion();
        return new(
            (task, sink) =>
            {
                if (all is null) Merge(partition, task, ledger, sink);
                else if (all.Length > 0) sink.Add(all);
            },
            kept);
    }

    private void Merge(TablePartition partition, int task, OperatorLedger ledger, IBatchSink sink)
    {
        int target = Environment.Tasks.NumberOf(task);
        // All rows as one group are on the first task.
        if (_plan.KeyCount > 0 || target == 0) Merge(Environment.Tasks.Outside(partition.Consume(target)), 0, ledger, sink);
    }

    private static long SetBytes(long bytes) => Math.Clamp(bytes, SmallestSet, LargestSet);

    private void Merge(IEnumerable<RecordBatch> states, int depth, OperatorLedger ledger, IBatchSink sink)
    {
        DataflowEnvironment env = Environment.Dataflow;
        WorkerTasks tasks = Environment.Tasks;
        long largest = SetBytes(env.Memory.Limit / 4 / tasks.Count);
        GroupDivision? division = null;
        GroupSet groups = new(Environment, _plan, ledger);
        try
        {
            foreach (RecordBatch batch in states)
            {
                ArrayData[] columns = BatchWindow.ColumnsOf(batch);
                foreach (BatchWindow window in BatchWindow.Over(batch, env.Options.ChunkRecords)) groups.AddStates(columns, window.Start, window.Count);
                if (groups.Bytes <= largest || depth == DeepestDivision || _plan.KeyCount == 0) continue;
                tasks.Inside(() =>
                {
                    division ??= new GroupDivision(env, _plan, depth, ledger);
                    division.Add(groups.States());
                });
                groups.Dispose();
                groups = new GroupSet(Environment, _plan, ledger);
            }
            if (division is null)
            {
                RecordBatch results = groups.Results();
                groups.Dispose();
                if (results.Length > 0) sink.Add(results);
                return;
            }
            tasks.Inside(() => division.Add(groups.States()));
            groups.Dispose();
            for (int part = 0; part < GroupDivision.Parts && !sink.IsFull; part++) Merge(tasks.Outside(division.Consume(part)), depth + 1, ledger, sink);
        }
        finally
        {
            groups.Dispose();
            if (division is not null) tasks.Inside(division.Dispose);
        }
    }

    /// <summary>Aggregates a task's own rows, and sends what it has when that is as much as may be kept.</summary>
    private sealed class Combiner(BatchEnvironment environment, GroupPlan plan, TablePartition partition, int source, OperatorLedger ledger, long largest) : IBatchSink, IDisposable
    {
        private readonly IColumnMaker[] _makers = plan.NewMakers();

        public GroupSet Groups { get; private set; } = new(environment, plan, ledger);

        public bool HasSent { get; private set; }

        public void Add(RecordBatch batch)
        {
            ArrayData[] columns = [.. _makers.Select(maker => BatchWindow.Plain(maker.Make(batch).Data))];
            foreach (BatchWindow window in BatchWindow.Over(batch, environment.Dataflow.Options.ChunkRecords))
            {
                Groups.AddInputs(columns, window.Start, window.Count);
                if (Groups.Bytes > largest && plan.KeyCount > 0) Send();
            }
            environment.Tasks.Gate.PassBetweenChunks();
        }

        public void Send()
        {
            HasSent = true;
            if (Groups.Count > 0)
            {
                environment.Tasks.Inside(() =>
                {
                    partition.Add(source, Groups.States());
                    partition.Progress();
                });
            }
            Groups.Dispose();
            Groups = new GroupSet(environment, plan, ledger);
        }

        public void Dispose() => Groups.Dispose();
    }
}
