using CsCheck;

namespace Twister2.Tasks.Tests;

/// <summary>Random pipelines of up to ten operations give what LINQ gives, with threads and small budgets too.</summary>
public sealed class PipelineTests
{
    private static readonly Gen<Step[]> Pipelines = Gen.Select(Gen.Int[0, Step.Kinds - 1], Gen.Int[1, 50], (kind, number) => new Step(kind, number)).Array[0, 10];

    private const int MostRecords = 5000;

    [Fact, Trait("ranks", "none")]
    public void On_virtual_workers() => Gen.Select(Pipelines, Gen.Long[-1000, 1000].Array[0, 400], Gen.Int[1, 8], Gen.Int[1, 4], Gen.Int[0, int.MaxValue]).Sample(
        (steps, items, count, threads, seed) => LocalCluster.Run(count, env => SameAsLinq(env, steps, items, threads), RandomOptions.Of(seed)), iter: 150, threads: 1);

    [Fact, Trait("ranks", "any")]
    public void On_ranks()
    {
        MpiWorkers ranks = new();
        for (int round = 0; round < 8; round++)
        {
            int seed = ranks.Agree(Random.Shared.Next());
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            Random random = new(seed);
            Step[] steps = [.. Enumerable.Range(0, random.Next(11)).Select(_ => new Step(random.Next(Step.Kinds), random.Next(1, 51)))];
            long[] items = [.. Enumerable.Range(0, random.Next(2000)).Select(_ => random.NextInt64(-1000, 1000))];
            ranks.Run(env => SameAsLinq(env, steps, items, threads: 1 + (round & 1)), RandomOptions.Of(seed));
        }
    }

    private static void SameAsLinq(DataflowEnvironment env, Step[] steps, long[] items, int threads)
    {
        using BatchEnvironment batch = new(env, threads: threads);
        TSet<long> set = batch.Parallelize(items);
        IEnumerable<long> expected = items;
        int doubled = 0;
        foreach (Step step in steps)
        {
            // Operations that give more than they get, ten times over, would only take time; so would what is computed twice, ten times over.
            if (expected.Count() > MostRecords) break;
            set = step.On(set);
            if (step.Doubles && ++doubled % 3 == 0) set = set.Cache();
            expected = [.. step.On(expected)];
        }
        long[] sorted = [.. expected.Order()];
        Assert.Equal(sorted.Length, set.Count());
        Assert.Equal(sorted, set.Collect().Order());
        Assert.Equal(sorted.Reverse().Take(10), set.Top(10));
    }
}
