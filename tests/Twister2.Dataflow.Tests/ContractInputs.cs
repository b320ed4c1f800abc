namespace Twister2.Dataflow.Tests;

/// <summary>Random plans, records, options: every worker makes the same of all tasks, from the same seed.</summary>
internal static class ContractInputs
{
    private static readonly int RoundsInFull = System.Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL") is null ? 1 : 20;

    /// <summary>Runs the body with random options and inputs, on all numbers of workers; what it holds must be given back.</summary>
    public static void RunRandom(this IWorkers workers, Action<DataflowEnvironment, Random> body) => workers.RunRandom(2, body);

    /// <inheritdoc cref="RunRandom(IWorkers, Action{DataflowEnvironment, Random})"/>
    public static void RunRandom(this IWorkers workers, int rounds, Action<DataflowEnvironment, Random> body)
    {
        for (int round = 0; round < rounds * RoundsInFull; round++)
        {
            int seed = workers.Agree(Random.Shared.Next());
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            Random shape = new(seed);
            DataflowOptions options = new()
            {
                ChunkBytes = shape.Next(16, 4000),
                ChunkRecords = shape.Next(1, 300),
                BytesInFlight = shape.Next(1, 20_000),
                CombineBytes = shape.Next(2) == 0 ? shape.Next(1, 40_000) : 256 << 20,
                MemoryBytes = shape.Next(4) == 0 ? 1 << 30 : shape.Next(1, 1 << shape.Next(1, 18)),
                Compression = (ChunkCompression)shape.Next(3),
            };
            workers.Run(env =>
            {
                body(env, new Random(seed));
                Assert.Equal(0, env.Memory.Used);
            }, options);
        }
    }

    /// <summary>Tasks anywhere, more or fewer than workers.</summary>
    public static int[] RandomTasks(Random random, int workers) => [.. Enumerable.Range(0, random.Next(1, 2 * workers + 2)).Select(_ => random.Next(workers))];

    public static LogicalPlan RandomPlan(Random random, int workers, int[]? targets = null) => new(workers, RandomTasks(random, workers), targets ?? RandomTasks(random, workers));

    /// <summary>The records of each task, some of which have none.</summary>
    public static T[][] RandomRecords<T>(Random random, int tasks, Func<Random, T> record) =>
        [.. Enumerable.Range(0, tasks).Select(_ => Enumerable.Range(0, random.Next(4) == 0 ? 0 : random.Next(1500)).Select(_ => record(random)).ToArray())];

    public static string? RandomText(Random random) => random.Next(9) == 0 ? null : new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => "abü"[random.Next(3)])]);

    /// <summary>Adds the records of the tasks of this worker mixed, one at a time and many at a time, and finishes.</summary>
    public static void AddAll<T>(DataflowEnvironment env, int[] tasks, T[][] inputs, Action<int, T[]> add, Action<int> finish)
    {
        int[] mine = [.. Enumerable.Range(0, tasks.Length).Where(task => tasks[task] == env.Worker)];
        for (int i = 0, batch = 1; mine.Any(source => i < inputs[source].Length); i += batch, batch = batch * 5 % 1023 + 1)
            foreach (int source in mine)
                if (i < inputs[source].Length) add(source, inputs[source][i..Math.Min(i + batch, inputs[source].Length)]);
        foreach (int source in mine) finish(source);
    }

    public static void AddAll<T>(DataflowEnvironment env, LogicalPlan plan, T[][] inputs, Action<int, T[]> add, DataflowOperator operation) =>
        AddAll(env, SourcesOf(plan), inputs, add, operation.Finish);

    public static int[] SourcesOf(LogicalPlan plan) => [.. Enumerable.Range(0, plan.Sources).Select(plan.WorkerOfSource)];

    /// <summary>What the tasks of all workers have, in the order of the tasks, on every worker.</summary>
    public static T[] Everything<T>(DataflowEnvironment env, int[] tasks, Func<int, IEnumerable<T>> read)
    {
        List<T> all = [];
        for (int task = 0; task < tasks.Length; task++)
        {
            T[] mine = tasks[task] == env.Worker ? [.. read(task)] : [];
            all.AddRange(env.AllReduce(mine, (a, b) => [.. a, .. b]));
        }
        return [.. all];
    }

    public static List<T> All<T>(ChunkSequence<T> sequence)
    {
        List<T> all = [];
        foreach (ReadOnlySpan<T> chunk in sequence)
        {
            Assert.False(chunk.IsEmpty);
            all.AddRange(chunk);
        }
        return all;
    }
}
