using System.Diagnostics;

namespace Twister2.Dataflow.Tests;

/// <summary>What operators tell of themselves, over every kind of worker.</summary>
public abstract class DiagnosisContract(IWorkers workers)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public void What_one_worker_sends_the_other_receives() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Partition<long> partition = new(env, plan, value => (int)(value % env.WorkerCount));
        for (long i = 0; i < 5000; i++) partition.Add(env.Worker, i);
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        OperatorStatistics[] all = [.. All(env, env.Statistics).Select(worker => Assert.Single(worker.Operators, o => o.Name == "Partition"))];
        Assert.All(all, o => Assert.Equal(5000, o.RecordsAdded));
        Assert.Equal(env.WorkerCount > 1, all.Sum(o => o.Sent.WireBytes) > 0);
        for (int from = 0; from < all.Length; from++)
        {
            Assert.Equal(5000 - 5000 / env.WorkerCount, all[from].Sent.Records, 1.0);
            Assert.Equal(8 * all[from].Sent.Records + 12 * Batches(all[from].Sent), all[from].Sent.Bytes);
            Assert.Equal(Sum(all[from].Links.Select(link => link.Sent)), all[from].Sent);
            Assert.Equal(Sum(all[from].Links.Select(link => link.Received)), all[from].Received);
            foreach (LinkStatistics link in all[from].Links)
            {
                LinkStatistics? back = all[link.Worker].Links.SingleOrDefault(other => other.Worker == from);
                Assert.Equal(link.Sent, back?.Received ?? default);
                Assert.Equal(link.Sent.Messages > 0, link.SinceSent is not null);
            }
        }
    }, new DataflowOptions { ChunkBytes = 512, Compression = ChunkCompression.Never });

    [Fact]
    public void Compression_shows_in_the_bytes_of_the_wire() => workers.Run(env =>
    {
        using Partition<long> partition = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), _ => (env.Worker + 1) % env.WorkerCount);
        for (int i = 0; i < 5000; i++) partition.Add(env.Worker, 7);
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        Traffic sent = partition.Statistics.Sent;
        Assert.Equal(env.WorkerCount == 1 ? 0 : 5000, sent.Records);
        Assert.True(sent.WireBytes <= sent.Bytes / 2, $"{sent}");
    }, new DataflowOptions { Compression = ChunkCompression.Always });

    [Fact]
    public void Records_are_counted_as_they_were_added() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount), toOne = LogicalPlan.ToOne(env.WorkerCount, env.WorkerCount - 1);
        using KeyedReduce<int, long> reduce = KeyedReduce.Sum<int, long>(env, plan);
        using Distinct<int> distinct = new(env, plan);
        using Sort<int> sort = new(env, plan, SortOrder.By((int value) => value));
        using TopK<int> top = new(env, toOne, 3, SortOrder.By((int value) => value));
        using Merge<int> merge = new(env, toOne, SortOrder.By((int value) => value));
        for (int i = 0; i < 1000; i++)
        {
            reduce.Add(env.Worker, i % 50, 1);
            distinct.Add(env.Worker, i % 50);
            sort.Add(env.Worker, 1000 - i);
            top.Add(env.Worker, i);
            merge.Add(env.Worker, i);
        }
        DataflowOperator[] all = [reduce, distinct, sort, top, merge];
        foreach (DataflowOperator o in all) o.Finish(env.Worker);
        foreach (DataflowOperator o in all) o.WaitForCompletion();
        Assert.All(all, o => Assert.Equal(1000, o.Statistics.RecordsAdded));
        Assert.Equal(["KeyedReduce", "Distinct", "Sort", "TopK", "Merge"], all.Select(o => o.Statistics.Name));
        // Combined before they were sent.
        Assert.InRange(reduce.Statistics.Sent.Records, 0, 50);
        Assert.Equal(env.Counters.MessagesSent, env.Statistics.Operators.Sum(o => o.Sent.Messages));
        Assert.Equal(env.Counters.BytesSent, env.Statistics.Operators.Sum(o => o.Sent.WireBytes));
        Assert.Equal(env.Counters.MessagesReceived, env.Statistics.Operators.Sum(o => o.Received.Messages));
    });

    [Fact]
    public void Records_are_counted_also_where_they_stay_or_are_copied() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using AllGather<int> gather = new(env, plan);
        using AllReduce<int> reduce = new(env, plan, (a, b) => a + b);
        using ZipWithIndex<int> index = new(env, plan);
        using Sample<int> sample = new(env, plan, 10, seed: 1);
        using Pipe<int> pipe = new(env, plan, _ => new Nowhere());
        using Union<int> union = new(env, plan);
        using Zip<int, int> zip = new(env, plan, plan);
        using Cross<int, int> cross = new(env, plan);
        using Join<int, int, int> join = new(env, plan);
        int[] numbers = [.. Enumerable.Range(0, 600)];
        gather.Add(env.Worker, numbers);
        reduce.Add(env.Worker, numbers);
        index.Add(env.Worker, numbers);
        sample.Add(env.Worker, numbers);
        pipe.Add(env.Worker, numbers);
        union.Inputs[0].Add(env.Worker, numbers);
        zip.AddLeft(env.Worker, numbers.AsSpan(0, 300));
        zip.AddRight(env.Worker, numbers.AsSpan(0, 300));
        cross.AddLeft(env.Worker, numbers.AsSpan(0, 590));
        cross.AddRight(env.Worker, numbers.AsSpan(0, 10));
        foreach (int number in numbers.AsSpan(0, 300))
        {
            join.AddLeft(env.Worker, number, 1);
            join.AddRight(env.Worker, number, 2);
        }
        DataflowOperator[] all = [gather, reduce, index, sample, pipe, union, zip, cross, join];
        foreach (DataflowOperator o in all)
            foreach (int source in o.Plan.SourcesOf(env.Worker)) o.Finish(source);
        foreach (DataflowOperator o in all) o.WaitForCompletion();
        Assert.All(all, o => Assert.Equal((o.Statistics.Name, 600), (o.Statistics.Name, o.Statistics.RecordsAdded)));
        Assert.All(all, o => Assert.Equal(WaitStage.Complete, o.GetWait().Stage));
        AllIsCharged(env);
        Assert.Equal(env.Counters.MessagesSent, env.Statistics.Operators.Sum(o => o.Sent.Messages));
    });

    [Fact]
    public void Joins_are_charged_while_they_are_read() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Join<int, int, int> hash = new(env, plan);
        using Join<int, int, int> merge = new(env, plan, new JoinOptions { Algorithm = JoinAlgorithm.SortMerge });
        using CoGroup<int, int, int> group = new(env, plan);
        KeyValuePair<int, int>[] pairs = [.. Enumerable.Range(0, 4000).Select(i => KeyValuePair.Create(i % 40 == 0 ? 7 : i * 31 % 4000, i))];
        hash.AddLeft(env.Worker, pairs);
        hash.AddRight(env.Worker, pairs);
        merge.AddLeft(env.Worker, pairs);
        merge.AddRight(env.Worker, pairs);
        group.AddLeft(env.Worker, pairs);
        group.AddRight(env.Worker, pairs);
        DataflowOperator[] all = [hash, merge, group];
        foreach (DataflowOperator o in all)
            foreach (int source in o.Plan.SourcesOf(env.Worker)) o.Finish(source);
        foreach (DataflowOperator o in all) o.WaitForCompletion();
        // One after the other, so that each is read while another was opened last.
        ChunkSequence<(int, int, int)> hashed = hash.Read(env.Worker), merged = merge.Read(env.Worker);
        CoGroupReader<int, int, int> grouped = group.Read(env.Worker);
        long found = 0, foundMerged = 0;
        foreach (ReadOnlySpan<(int, int, int)> chunk in hashed)
        {
            found += chunk.Length;
            AllIsCharged(env);
        }
        foreach (ReadOnlySpan<(int, int, int)> chunk in merged)
        {
            foundMerged += chunk.Length;
            AllIsCharged(env);
        }
        foreach (CoGroupItem<int, int, int> _ in grouped) AllIsCharged(env);
        Assert.Equal(found, foundMerged);
        Assert.Equal(env.Counters.BytesSpilled, env.Statistics.Operators.Sum(o => o.BytesSpilled));
        foreach (DataflowOperator o in all) o.Dispose();
        env.Barrier();
        Assert.All(all, o => Assert.Equal((o.Statistics.Name, 0L), (o.Statistics.Name, o.Statistics.Memory)));
    }, new DataflowOptions { MemoryBytes = 100_000, ChunkBytes = 1000, ChunkRecords = 50 });

    [Fact]
    public void Memory_and_scratch_have_an_operator_that_they_belong_to() => workers.Run(env =>
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        string[] words = [.. Enumerable.Range(0, 3000).Select(i => $"word {i * 7919 % 3000} of worker {env.Worker}")];
        List<DataflowOperator> all = [];
        using KeyedReduce<string, int> reduce = new(env, plan, (a, b) => a + b);
        using KeyedGather<string, int> gather = new(env, plan);
        using Partition<string> partition = Partition.ByHash(env, plan, (string word) => word);
        using Sort<string> sort = new(env, plan, SortOrder.By((string word) => word));
        using Sort<long> plain = new(env, plan, SortOrder.By((long value) => value));
        foreach (string word in words)
        {
            reduce.Add(env.Worker, word, 1);
            gather.Add(env.Worker, word, 1);
            partition.Add(env.Worker, word);
            sort.Add(env.Worker, word);
            plain.Add(env.Worker, word.GetHashCode(StringComparison.Ordinal));
        }
        AllIsCharged(env);
        all.AddRange([reduce, gather, partition, sort, plain]);
        foreach (DataflowOperator o in all) o.Finish(env.Worker);
        foreach (DataflowOperator o in all) o.WaitForCompletion();
        AllIsCharged(env);
        long found = 0;
        foreach (KeyedGroup<string, int> group in gather.ReadSortedGroups(env.Worker)) found += group.Key.Length;
        foreach (ReadOnlySpan<KeyValuePair<string, int>> chunk in reduce.Read(env.Worker)) found += chunk.Length;
        foreach (ReadOnlySpan<string> chunk in sort.Read(env.Worker)) found += chunk.Length;
        foreach (ReadOnlySpan<long> chunk in plain.Read(env.Worker)) found += chunk.Length;
        AllIsCharged(env);
        Assert.All(all, o => Assert.True(o.Statistics.PeakMemory > 0 && o.Statistics.BytesSpilled > 0, env.Statistics.ToTable()));
        Assert.Equal(env.Counters.BytesSpilled, env.Statistics.Operators.Sum(o => o.BytesSpilled));
        Assert.Contains(all, o => o.Statistics.WaitedForMemory > TimeSpan.Zero);
        foreach (DataflowOperator o in all) o.Dispose();
        env.Barrier();
        Assert.All(all, o => Assert.Equal((true, 0), (o.Statistics.HasEnded, o.Statistics.Memory)));
    }, new DataflowOptions { MemoryBytes = 50_000, ChunkBytes = 1000, ChunkRecords = 50 });

    [Fact]
    public void A_stuck_operator_leads_to_the_worker_that_does_not_finish() => workers.Run(env =>
    {
        int culprit = env.WorkerCount / 2;
        LogicalPlan plan = new(env.WorkerCount, [.. Enumerable.Range(0, 2 * env.WorkerCount).Select(source => source % env.WorkerCount)], [0]);
        using Gather<int> gather = new(env, plan);
        gather.Finish(env.Worker);
        if (env.Worker != culprit) gather.Finish(env.Worker + env.WorkerCount);
        WaitGraph graph = JoinUntil(env, () => env.Worker == culprit ? env.DescribeWaits() : DescribeBlocked(env, gather),
            graph => graph.Cycles.Count == 0 && (env.WorkerCount == 1 || graph.Culprits.Count == 1));
        if (env.WorkerCount > 1)
        {
            Culprit found = graph.Culprits[0];
            Assert.Equal((culprit, env.WorkerCount - 1), (found.Worker, found.HoldsUp.Count));
            Assert.Contains($"Gather (operator 0) is being filled, whose source tasks {culprit + env.WorkerCount} have not finished", found.Why, StringComparison.Ordinal);
            Assert.Contains($"Worker {culprit} holds up worker ", graph.ToString(), StringComparison.Ordinal);
        }
        OperatorWait wait = gather.GetWait();
        Assert.Equal(env.Worker == culprit ? WaitStage.Filling : WaitStage.Ending, wait.Stage);
        Assert.Equal(env.Worker == culprit ? [culprit + env.WorkerCount] : [], wait.SourcesNotFinished);
        Assert.Equal(env.Worker == culprit, gather.DescribeWait().Contains("is being filled by worker", StringComparison.Ordinal));
        env.Barrier();
        if (env.Worker == culprit) gather.Finish(env.Worker + env.WorkerCount);
        gather.WaitForCompletion();
        Assert.Equal(WaitStage.Complete, gather.GetWait().Stage);
    });

    [Fact]
    public void Two_workers_that_wait_for_each_other_are_a_cycle() => workers.Run(env =>
    {
        if (env.WorkerCount == 1) return;
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Partition<int> first = new(env, plan, _ => 0);
        using KeyedReduce<int, int> second = KeyedReduce.Sum<int, int>(env, plan);
        // Worker 0 wants the end of the first before it ends the second, worker 1 the other way round.
        DataflowOperator waitsFor = env.Worker == 1 ? second : first, notFinished = env.Worker == 1 ? first : second;
        waitsFor.Finish(env.Worker);
        if (env.Worker > 1) notFinished.Finish(env.Worker);
        WaitGraph graph = JoinUntil(env, () => DescribeBlocked(env, waitsFor), graph => graph.Cycles.Count == 1 && graph.Culprits.Count == 0);
        Assert.Superset(new HashSet<int> { 0, 1 }, graph.Cycles[0].Select(node => node.Worker).ToHashSet());
        string text = graph.ToString();
        Assert.Contains("Deadlock:", text, StringComparison.Ordinal);
        Assert.Contains("Partition (operator 0) is not finished by worker 1, whose source tasks 1 have not finished: it waits in KeyedReduce (operator 1)", text, StringComparison.Ordinal);
        Assert.Contains("KeyedReduce (operator 1) is not finished by worker 0, whose source tasks 0 have not finished: it waits in Partition (operator 0)", text, StringComparison.Ordinal);
        Assert.Equal(text, WaitGraph.FromJson(graph.ToJson()).ToString());
        if (env.Worker <= 1) notFinished.Finish(env.Worker);
        first.WaitForCompletion();
        second.WaitForCompletion();
    });

    [Fact]
    public void Waiting_is_timed() => workers.Run(env =>
    {
        using Gather<int> gather = new(env, LogicalPlan.ToOne(env.WorkerCount, 0));
        if (env.Worker == env.WorkerCount - 1) Thread.Sleep(60);
        gather.Finish(env.Worker);
        gather.WaitForCompletion();
        TimeSpan[] waited = env.AllReduce<TimeSpan[]>([gather.Statistics.WaitedForPeers], (a, b) => [.. a, .. b]);
        // The others wait as long as the last one sleeps, if they came in time.
        if (env.WorkerCount > 1) Assert.True(waited.Max() > TimeSpan.FromMilliseconds(10), string.Join(", ", waited));
        else Assert.True(waited[0] < TimeSpan.FromSeconds(1));
    });

    private sealed class Nowhere : IChunkSink<int>
    {
        public void Add(ReadOnlySpan<int> records) { }
    }

    private static void AllIsCharged(DataflowEnvironment env) => Assert.Equal(env.Memory.Used, env.Statistics.Operators.Sum(o => o.Memory));

    /// <summary>What a worker tells while it waits in an operator.</summary>
    private static WorkerWaits DescribeBlocked(DataflowEnvironment env, DataflowOperator blocked)
    {
        WorkerWaits? waits = null;
        for (int rounds = 0; rounds < 20; rounds++) env.Engine.Progress();
        blocked.WaitFor(() =>
        {
            if (blocked.GetWait() is { Blocked: not null }) waits = env.DescribeWaits();
            return waits is not null;
        });
        return waits!;
    }

    /// <summary>Joins what all workers tell until it shows what is expected, and then once more: what is stuck stays so.</summary>
    private static WaitGraph JoinUntil(DataflowEnvironment env, Func<WorkerWaits> describe, Func<WaitGraph, bool> isExpected)
    {
        Stopwatch clock = Stopwatch.StartNew();
        int asExpected = 0;
        while (true)
        {
            WaitGraph graph = WaitGraph.Join(All(env, describe()));
            asExpected = isExpected(graph) ? asExpected + 1 : 0;
            if (asExpected == 2) return graph;
            if (env.AllReduce(clock.Elapsed > Deadline, (a, b) => a || b)) Assert.Fail(graph.ToString());
        }
    }

    private static WorkerWaits[] All(DataflowEnvironment env, WorkerWaits mine) =>
        [.. env.AllReduce<string[]>([System.Text.Json.JsonSerializer.Serialize(mine, Diagnosis.DiagnosisJson.Default.WorkerWaits)], (a, b) => [.. a, .. b])
            .Select(json => System.Text.Json.JsonSerializer.Deserialize(json, Diagnosis.DiagnosisJson.Default.WorkerWaits)!)];

    private static WorkerStatistics[] All(DataflowEnvironment env, WorkerStatistics mine) =>
        [.. env.AllReduce<string[]>([mine.ToJson()], (a, b) => [.. a, .. b]).Select(WorkerStatistics.FromJson)];

    private static Traffic Sum(IEnumerable<Traffic> traffic) => traffic.Aggregate(default(Traffic), (a, b) =>
        new Traffic(a.Messages + b.Messages, a.Chunks + b.Chunks, a.Records + b.Records, a.Bytes + b.Bytes, a.WireBytes + b.WireBytes));

    /// <summary>Each batch of a chunk has 12 bytes in front of it.</summary>
    private static long Batches(Traffic sent) => (sent.Bytes - 8 * sent.Records) / 12;
}

[Trait("ranks", "none")]
public sealed class InProcessDiagnosis() : DiagnosisContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiDiagnosis() : DiagnosisContract(new MpiWorkers());
