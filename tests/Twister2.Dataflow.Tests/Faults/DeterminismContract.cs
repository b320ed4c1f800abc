using System.Globalization;
using Twister2.Dataflow.Faults;
using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow.Tests;

/// <summary>
/// The same input and tasks give the same records on the same tasks, in the same order where one is promised: on every run, any number of workers, any sizes of chunks and memory, and every MPI.
/// </summary>
public abstract class DeterminismContract(IWorkers workers, int firstSize)
{
    private static readonly DataflowOptions[] Sizes =
    [
        new(),
        new() { ChunkBytes = 64, ChunkRecords = 3, BytesInFlight = 100, Compression = ChunkCompression.Never },
        new() { ChunkBytes = 1000, ChunkRecords = 50, MemoryBytes = 12_000, CombineBytes = 5000 },
        new() { ChunkBytes = 16 << 10, MemoryBytes = 200_000, Compression = ChunkCompression.Always },
    ];

    private protected static readonly bool Full = !string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL"));

    public static TheoryData<string> All => [.. OperatorTable.Rows.Select(row => row.Name)];

    [Theory, MemberData(nameof(All))]
    public void Gives_what_it_always_gave(string name)
    {
        OperatorRow row = OperatorTable.Named(name);
        // The virtual workers have two of the sizes, ranks the other two; with --full each has all.
        foreach (DataflowOptions options in Full ? Sizes : Sizes.Where((_, size) => size % 2 == firstSize))
        {
            workers.Run(env =>
            {
                Row.Register();
                FaultyCode.Arm(Fault.None);
                OperatorRun run = new(env, row.Shape);
                row.Run(run);
                ulong value = Joined(run);
                Assert.True(row.Digest == value, string.Create(CultureInfo.InvariantCulture, $"{name} with {env.WorkerCount} workers gives 0x{value:X16}, not 0x{row.Digest:X16}."));
            }, options);
        }
    }

    /// <summary>
    /// What all targets' results come to, on all workers. Where an order is promised over all targets, those of one after those of the other, which does not depend on where they meet. Else with the number of
    /// each target, unless which target has what depends on the number of workers.
    /// </summary>
    internal static ulong Joined(OperatorRun run)
    {
        (ulong Value, ulong Power, long Count) mine = (0, 1, 0);
        foreach ((int target, Digest digest) in run.Digests.OrderBy(pair => pair.Key))
        {
            (ulong, ulong, long) next = digest.IsAnywhere ? (digest.Value, 1, digest.Count)
                : digest.IsOverAllTasks ? (digest.Value, digest.Power, digest.Count) : (Rows.DigestOf(digest.Value + (ulong)target), 1, digest.Count);
            mine = Digest.Join(mine, next);
        }
        (ulong value, _, long count) = run.Env.AllReduce(mine, Digest.Join);
        Assert.True(count > 0);
        return Rows.DigestOf(value + (ulong)count);
    }
}

[Trait("ranks", "none")]
public sealed class InProcessDeterminism() : DeterminismContract(new InProcessWorkers(), 1)
{
    [Theory, MemberData(nameof(All))]
    public void Gives_the_same_to_each_task_however_late_messages_are(string name)
    {
        OperatorRow row = OperatorTable.Named(name);
        string[] results = [.. Enumerable.Range(0, Full ? 8 : 2).Select(seed => ResultsOf(row, seed))];
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    /// <summary>The digest of each task's result by itself.</summary>
    private static string ResultsOf(OperatorRow row, int seed)
    {
        const int Workers = 3;
        string[] lines = new string[OperatorRun.Sources];
        Random random = new(seed);
        DataflowOptions options = new() { ChunkBytes = 16 << random.Next(14), ChunkRecords = 1 << random.Next(10), BytesInFlight = 64 << random.Next(16), MemoryBytes = 10_000 << random.Next(10) };
        VirtualWorkers workers = new(Workers) { Options = options, Transport = transport => new LateTransport(transport, (seed << 8) + transport.Worker) };
        workers.Run(env =>
        {
            Row.Register();
            FaultyCode.Arm(Fault.None);
            OperatorRun run = new(env, row.Shape);
            row.Run(run);
            foreach ((int task, Digest digest) in run.Digests) lines[task] = string.Create(CultureInfo.InvariantCulture, $"{task}: {digest.Count} {digest.Value:X16}");
        });
        Assert.All(workers.Failures, Assert.Null);
        return string.Join("; ", lines);
    }
}

[Trait("ranks", "any")]
public sealed class MpiDeterminism() : DeterminismContract(new MpiWorkers(), 0);
