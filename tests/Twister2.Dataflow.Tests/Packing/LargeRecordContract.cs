namespace Twister2.Dataflow.Tests;

/// <summary>Records of every shape that are larger than a chunk, than what may be on its way, and than the budget, among small ones and nulls.</summary>
public abstract class LargeRecordContract(IWorkers workers)
{
    private static readonly DataflowOptions Small = new() { ChunkBytes = 1024, BytesInFlight = 4096, MemoryBytes = 50_000, Compression = ChunkCompression.Never };

    [Fact]
    public void Lists_of_numbers() => GoRound<List<long>?>(i => i % 3 == 0 ? null : [.. Enumerable.Range(i, SizeOf(i, 8)).Select(n => (long)n)], (a, b) => (a is null) == (b is null) && (a is null || a.SequenceEqual(b!)));

    [Fact]
    public void Dictionaries_of_texts() => GoRound<Dictionary<string, int?>?>(
        i => i % 3 == 0 ? null : Enumerable.Range(i, SizeOf(i, 20)).ToDictionary(n => $"{n}", n => n % 2 == 0 ? (int?)null : n),
        (a, b) => (a is null) == (b is null) && (a is null || (a.Count == b!.Count && a.All(pair => b[pair.Key] == pair.Value))));

    [Fact]
    public void Arrays_of_tuples() => GoRound<(string?, byte[]?)[]>(
        i => [.. Enumerable.Range(0, SizeOf(i, 30)).Select(n => (n % 5 == 0 ? null : $"{n}", n % 4 == 0 ? null : new byte[n % 9]))],
        (a, b) => a.Length == b.Length && a.Zip(b).All(pair => pair.First.Item1 == pair.Second.Item1 && pair.First.Item2?.Length == pair.Second.Item2?.Length));

    [Fact]
    public void Texts() => GoRound<string?>(i => i % 3 == 0 ? null : new string((char)('a' + i), SizeOf(i, 1)), (a, b) => a == b);

    /// <summary>Every seventh is 600 kB, about.</summary>
    private static int SizeOf(int i, int bytesOfItem) => i % 7 == 1 ? 600_000 / bytesOfItem : i;

    /// <summary>Each worker sends to the next.</summary>
    private void GoRound<T>(Func<int, T> make, Func<T, T, bool> areEqual) => workers.Run(env =>
    {
        const int Records = 20;
        int next = (env.Worker + 1) % env.WorkerCount;
        using Partition<T> partition = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), _ => next);
        for (int i = 0; i < Records; i++) partition.Add(env.Worker, make(i));
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        int received = 0;
        foreach (ReadOnlySpan<T> chunk in partition.Read(env.Worker))
            foreach (T record in chunk) Assert.True(areEqual(make(received++), record));
        Assert.Equal(Records, received);
    }, Small);
}

[Trait("ranks", "none")]
public sealed class InProcessLargeRecords() : LargeRecordContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiLargeRecords() : LargeRecordContract(new MpiWorkers());
