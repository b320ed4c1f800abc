using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>A row for each group. Each worker aggregates its own rows, sends what it has of each group to the group's worker, and there it comes together.</summary>
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

    internal override void Run(IBatchSink sink)
    {
        DataflowEnvironment env = Environment.Dataflow;
        TablePartitioner partitioner = _plan.KeyCount > 0
            ? TablePartitioner.Hash([.. _plan.Keys.FieldsList.Select(field => field.Name)])
            : TablePartitioner.Custom(static (_, targets) => targets.Clear());
        // By source, so that floating-point numbers are added up in the same order each time.
        using TablePartition partition = TablePartition.Ordered(env, Environment.Tasks.OnePerWorker, _plan.States, partitioner);
        OperatorLedger ledger = env.Ledgers.Local(nameof(GroupBy));
        using Combiner combiner = new(Environment, _plan, partition, ledger, SetBytes(Math.Min(env.Options.CombineBytes, env.Memory.Limit / 4)));
        _input.Run(combiner);
        if (Environment.WorkerCount == 1 && !combiner.HasSent)
        {
            RecordBatch all = combiner.Groups.Results();
            combiner.Dispose();
            Finish(partition);
            if (all.Length > 0) sink.Add(all);
            return;
        }
        combiner.Send();
        combiner.Dispose();
        Finish(partition);
        if (_plan.KeyCount > 0 || Environment.Worker == 0) Merge(partition.Consume(Environment.Worker), 0, ledger, sink);
    }

    private void Finish(TablePartition partition)
    {
        partition.Finish(Environment.Worker);
        partition.WaitForCompletion();
    }

    private static long SetBytes(long bytes) => Math.Clamp(bytes, SmallestSet, LargestSet);

    private void Merge(IEnumerable<RecordBatch> states, int depth, OperatorLedger ledger, IBatchSink sink)
    {
        DataflowEnvironment env = Environment.Dataflow;
        long largest = SetBytes(env.Memory.Limit / 4);
        GroupDivision? division = null;
        GroupSet groups = new(env, _plan, ledger);
        try
        {
            foreach (RecordBatch batch in states)
            {
                ArrayData[] columns = BatchWindow.ColumnsOf(batch);
                foreach (BatchWindow window in BatchWindow.Over(batch, env.Options.ChunkRecords)) groups.AddStates(columns, window.Start, window.Count);
                if (groups.Bytes <= largest || depth == DeepestDivision || _plan.KeyCount == 0) continue;
                division ??= new GroupDivision(env, _plan, depth, ledger);
                division.Add(groups.States());
                groups.Dispose();
                groups = new GroupSet(env, _plan, ledger);
            }
            if (division is null)
            {
                RecordBatch results = groups.Results();
                groups.Dispose();
                if (results.Length > 0) sink.Add(results);
                return;
            }
            division.Add(groups.States());
            groups.Dispose();
            for (int part = 0; part < GroupDivision.Parts && !sink.IsFull; part++) Merge(division.Consume(part), depth + 1, ledger, sink);
        }
        finally
        {
            groups.Dispose();
            division?.Dispose();
        }
    }

    /// <summary>Aggregates a worker's own rows, and sends what it has when that is as much as may be kept.</summary>
    private sealed class Combiner(BatchEnvironment environment, GroupPlan plan, TablePartition partition, OperatorLedger ledger, long largest) : IBatchSink, IDisposable
    {
        private readonly IColumnMaker[] _makers = plan.NewMakers();

        public GroupSet Groups { get; private set; } = new(environment.Dataflow, plan, ledger);

        public bool HasSent { get; private set; }

        public void Add(RecordBatch batch)
        {
            ArrayData[] columns = [.. _makers.Select(maker => BatchWindow.Plain(maker.Make(batch).Data))];
            foreach (BatchWindow window in BatchWindow.Over(batch, environment.Dataflow.Options.ChunkRecords))
            {
                Groups.AddInputs(columns, window.Start, window.Count);
                if (Groups.Bytes > largest && plan.KeyCount > 0) Send();
            }
            partition.Progress();
        }

        public void Send()
        {
            HasSent = true;
            if (Groups.Count > 0) partition.Add(environment.Worker, Groups.States());
            Groups.Dispose();
            Groups = new GroupSet(environment.Dataflow, plan, ledger);
        }

        public void Dispose() => Groups.Dispose();
    }
}
