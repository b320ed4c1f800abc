using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.Bench.TeraSort;

/// <summary>
/// Our side of the TeraSort benchmark. Arguments: operators (or none of both) or tset, records, rounds, and, for a sort that does not fit into memory, the MiB that each worker may hold. Then the input is made while it is sorted and the
/// output only looked at; without it both lie in memory. Each round makes the input anew; the last one is timed.
/// </summary>
public sealed class TeraSortBench : IWorker
{
    private const int ChunkRecords = 1024, SampleRecords = 1000;

    private static readonly SortOrder<Record> Order = SortOrder.ByBytes<Record>(0, 10);

    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        (Level level, string[] arguments) = Levels.Of([.. env.Arguments], otherwise: Level.Operators);
        long records = long.Parse(arguments[0], CultureInfo.InvariantCulture);
        int rounds = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        // Little is on its way at a time, where there is little memory.
        using DataflowEnvironment? small = arguments.Length == 2 ? null : DataflowEnvironment.Create(
            env.Communicator, new() { MemoryBytes = long.Parse(arguments[2], CultureInfo.InvariantCulture) << 20, BytesInFlight = 8 << 20 });
        double startup = 0;
        for (int round = 1; round <= rounds; round++)
        {
            Round result = level == Level.TSet ? BySets(env, small ?? env.Dataflow, records)
                : small is null ? InMemory(env, env.Dataflow, records)
                : PastMemory(env, small, records);
            if (round == 1) startup = result.Startup;
            if (round == rounds) Report(env, small ?? env.Dataflow, result with { Startup = startup });
        }
    }

    private static Round InMemory(WorkerEnvironment env, DataflowEnvironment dataflow, long records)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        (long first, long end) = ShareOf(env, records);
        // What an operator before this one would have left.
        using Partition<Record> input = new(dataflow, plan, _ => env.Rank);
        foreach (Record[] chunk in Generate(first, end)) input.Add(env.Rank, chunk);
        input.Finish(env.Rank);
        input.WaitForCompletion();

        Clock clock = new(env.Communicator);
        using Sort<Record> sort = Sort.FromSample<Record>(dataflow, plan, Order, Sample(input, env.Rank, end - first));
        using (RecordReader<Record> reader = input.Consume(env.Rank))
        {
            foreach (ReadOnlySpan<Record> chunk in reader) sort.Add(env.Rank, chunk);
        }
        sort.Finish(env.Rank);
        sort.WaitForCompletion();
        double exchanged = clock.Seconds;
        // The records are in order now, in the memory of the sort.
        using RecordReader<Record> sorted = sort.Read(env.Rank);
        Round result = clock.Stop(env.Communicator, exchanged);
        foreach (ReadOnlySpan<Record> chunk in sorted) result.Verifier.See(chunk);
        return result;
    }

    private static Round PastMemory(WorkerEnvironment env, DataflowEnvironment dataflow, long records)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        (long first, long end) = ShareOf(env, records);
        Clock clock = new(env.Communicator);
        using Sort<Record> sort = Sort.FromSample<Record>(dataflow, plan, Order, Sample(first, end));
        foreach (Record[] chunk in Generate(first, end)) sort.Add(env.Rank, chunk);
        sort.Finish(env.Rank);
        sort.WaitForCompletion();
        double exchanged = clock.Seconds;
        Verifier verifier = new();
        using (RecordReader<Record> sorted = sort.Consume(env.Rank))
        {
            foreach (ReadOnlySpan<Record> chunk in sorted) verifier.See(chunk);
        }
        return clock.Stop(env.Communicator, exchanged) with { Verifier = verifier };
    }

    /// <summary>What <see cref="PastMemory"/> does, with data sets.</summary>
    private static Round BySets(WorkerEnvironment env, DataflowEnvironment dataflow, long records)
    {
        (long first, long end) = ShareOf(env, records);
        Clock clock = new(env.Communicator);
        Verifier verifier = new();
        using BatchEnvironment batch = new(dataflow);
        batch.CreateSource<Record>((_, output) =>
        {
            foreach (Record[] chunk in Generate(first, end)) output.Add(chunk);
        }).Sort(Order, Sample(first, end)).Compute(() => new See(verifier)).Count();
        return clock.Stop(env.Communicator, exchanged: 0) with { Verifier = verifier };
    }

    private sealed class See(Verifier verifier) : ComputeFunction<Record, int>
    {
        public override void Compute(ReadOnlySpan<Record> records, RecordCollector<int> output) => verifier.See(records);
    }

    private static (long First, long End) ShareOf(WorkerEnvironment env, long records) => (records * env.Rank / env.WorkerCount, records * (env.Rank + 1) / env.WorkerCount);

    private static IEnumerable<Record[]> Generate(long first, long end)
    {
        Record[] chunk = new Record[ChunkRecords];
        for (long at = first; at < end; at += chunk.Length)
        {
            if (end - at < chunk.Length) chunk = new Record[end - at];
            for (int i = 0; i < chunk.Length; i++) chunk[i] = Record.Number(at + i);
            yield return chunk;
        }
    }

    private static Record[] Sample(long first, long end) => [.. Enumerable.Range(0, SampleRecords).Where(_ => end > first).Select(i => Record.Number(first + (end - first) * i / SampleRecords))];

    private static Record[] Sample(Partition<Record> input, int task, long records)
    {
        List<Record> sample = [];
        long position = 0;
        using RecordReader<Record> reader = input.Read(task);
        foreach (ReadOnlySpan<Record> chunk in reader)
        {
            for (; sample.Count < SampleRecords && records * sample.Count / SampleRecords < position + chunk.Length;)
                sample.Add(chunk[(int)(records * sample.Count / SampleRecords - position)]);
            position += chunk.Length;
        }
        return [.. sample];
    }

    private static void Report(WorkerEnvironment env, DataflowEnvironment dataflow, Round mine)
    {
        Intracommunicator world = env.Communicator;
        (bool isSorted, long records, ulong check) = mine.Verifier.OfAll(dataflow);
        Dictionary<string, object> result = new()
        {
            ["records"] = records,
            ["bytes"] = records * Record.Bytes,
            ["sorted"] = isSorted ? 1 : 0,
            ["check"] = check.ToString("x16", CultureInfo.InvariantCulture),
        };
        (string Name, double Value)[] numbers =
        [
            ("total_s", mine.Total), ("startup_s", mine.Startup), ("exchange_s", mine.Exchanged), ("sort_s", mine.Total - mine.Exchanged),
            ("cpu_s", mine.Processor), ("system_s", mine.System), ("peak_mb", PeakMegabytes()), ("spilled_mb", dataflow.Counters.BytesSpilled / 1e6),
        ];
        foreach ((string name, double value) in numbers) result[name] = world.Allreduce(value, Operation<double>.Max);
        if (env.Rank == 0) Console.WriteLine("RESULT " + JsonSerializer.Serialize(result));
    }

    private static double PeakMegabytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576.0;
    }
}
