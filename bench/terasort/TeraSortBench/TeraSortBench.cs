using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;

namespace Twister2.Bench.TeraSort;

/// <summary>
/// Our side of the TeraSort benchmark. Arguments: records, and, for a sort that does not fit into memory, the MiB that each worker may hold. Then the input is made while it is sorted and the output
/// only looked at; without it both lie in memory.
/// </summary>
public sealed class TeraSortBench : IWorker
{
    private const int ChunkRecords = 1024, SampleRecords = 1000;

    private static readonly SortOrder<Record> Order = SortOrder.ByBytes<Record>(0, 10);

    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        long records = long.Parse(env.Arguments[0], CultureInfo.InvariantCulture);
        if (env.Arguments.Count == 1)
        {
            InMemory(env, env.Dataflow, records);
            return;
        }
        // Little is on its way at a time, where there is little memory.
        DataflowOptions options = new() { MemoryBytes = long.Parse(env.Arguments[1], CultureInfo.InvariantCulture) << 20, BytesInFlight = 8 << 20 };
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(env.Communicator, options);
        PastMemory(env, dataflow, records);
    }

    private static void InMemory(WorkerEnvironment env, DataflowEnvironment dataflow, long records)
    {
        Intracommunicator world = env.Communicator;
        LogicalPlan plan = LogicalPlan.OnePerWorker(world.Size);
        (long first, long end) = ShareOf(world, records);
        // What an operator before this one would have left.
        using Partition<Record> input = new(dataflow, plan, _ => env.Rank);
        foreach (Record[] chunk in Generate(first, end)) input.Add(env.Rank, chunk);
        input.Finish(env.Rank);
        input.WaitForCompletion();

        (double startup, long started) = Start(world);
        using Sort<Record> sort = Sort.FromSample<Record>(dataflow, plan, Order, Sample(input, env.Rank, end - first));
        using (RecordReader<Record> reader = input.Consume(env.Rank))
        {
            foreach (ReadOnlySpan<Record> chunk in reader) sort.Add(env.Rank, chunk);
        }
        sort.Finish(env.Rank);
        sort.WaitForCompletion();
        double exchanged = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // The records are in order now, in the memory of the sort.
        using RecordReader<Record> sorted = sort.Read(env.Rank);
        world.Barrier();
        double total = Stopwatch.GetElapsedTime(started).TotalSeconds;

        Verifier verifier = new();
        foreach (ReadOnlySpan<Record> chunk in sorted) verifier.See(chunk);
        Report(env, dataflow, startup, total, verifier, ("exchange_s", exchanged), ("sort_s", total - exchanged));
    }

    private static void PastMemory(WorkerEnvironment env, DataflowEnvironment dataflow, long records)
    {
        Intracommunicator world = env.Communicator;
        LogicalPlan plan = LogicalPlan.OnePerWorker(world.Size);
        (long first, long end) = ShareOf(world, records);
        (double startup, long started) = Start(world);
        Record[] sample = [.. Enumerable.Range(0, SampleRecords).Where(_ => end > first).Select(i => Record.Number(first + (end - first) * i / SampleRecords))];
        using Sort<Record> sort = Sort.FromSample<Record>(dataflow, plan, Order, sample);
        foreach (Record[] chunk in Generate(first, end)) sort.Add(env.Rank, chunk);
        sort.Finish(env.Rank);
        sort.WaitForCompletion();
        double exchanged = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Verifier verifier = new();
        using (RecordReader<Record> sorted = sort.Consume(env.Rank))
        {
            foreach (ReadOnlySpan<Record> chunk in sorted) verifier.See(chunk);
        }
        world.Barrier();
        double total = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Report(env, dataflow, startup, total, verifier, ("exchange_s", exchanged), ("spilled_mb", dataflow.Counters.BytesSpilled / 1e6));
    }

    private static (long First, long End) ShareOf(Intracommunicator world, long records) => (records * world.Rank / world.Size, records * (world.Rank + 1) / world.Size);

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

    private static (double Startup, long Started) Start(Intracommunicator world)
    {
        world.Barrier();
        double startup = world.Allreduce(SecondsSinceLaunch(), Operation<double>.Max);
        return (startup, Stopwatch.GetTimestamp());
    }

    private static void Report(WorkerEnvironment env, DataflowEnvironment dataflow, double startup, double mine, Verifier verifier, params (string Name, double Value)[] further)
    {
        Intracommunicator world = env.Communicator;
        double total = world.Allreduce(mine, Operation<double>.Max);
        double peak = world.Allreduce(PeakMegabytes(), Operation<double>.Max);
        (bool isSorted, long records, ulong check) = verifier.OfAll(dataflow);
        Dictionary<string, object> result = new()
        {
            ["total_s"] = total,
            ["startup_s"] = startup,
            ["records"] = records,
            ["bytes"] = records * Record.Bytes,
            ["sorted"] = isSorted ? 1 : 0,
            ["check"] = check.ToString("x16", CultureInfo.InvariantCulture),
            ["peak_mb"] = peak,
        };
        foreach ((string name, double value) in further) result[name] = world.Allreduce(value, Operation<double>.Max);
        if (env.Rank == 0) Console.WriteLine("RESULT " + JsonSerializer.Serialize(result));
    }

    /// <summary>Since the runner started mpiexec, which it says in BENCH_T0; 0 when started by hand.</summary>
    private static double SecondsSinceLaunch() =>
        double.TryParse(System.Environment.GetEnvironmentVariable("BENCH_T0"), CultureInfo.InvariantCulture, out double launched)
            ? (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - launched
            : 0;

    private static double PeakMegabytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576.0;
    }
}
