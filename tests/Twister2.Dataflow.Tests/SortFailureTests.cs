namespace Twister2.Dataflow.Tests;

/// <summary>User code and scratch that fail end the job with a message that says where.</summary>
[Trait("ranks", "none")]
public sealed class SortFailureTests
{
    [Fact]
    public void A_key_function_that_throws_is_named() => Check(SortOrder.By<int, int>(value => value == 77 ? throw new FormatException("bad key") : value), "bad key");

    [Fact]
    public void A_comparison_that_throws_is_named() => Check(SortOrder.Using<int>((_, _) => throw new FormatException("bad comparison")), "bad comparison");

    [Fact]
    public void A_comparison_without_any_sense_does_no_harm() => LocalCluster.Run(2, env =>
    {
        int calls = 0;
        LogicalPlan plan = LogicalPlan.OnePerWorker(2);
        using Sort<int> sort = Sort.FromSample<int>(env, plan, SortOrder.Using<int>((_, _) => ++calls % 3 - 1), [1, 2, 3]);
        for (int i = 0; i < 20_000; i++) sort.Add(env.Worker, i);
        sort.Finish(env.Worker);
        sort.WaitForCompletion();
        long sum = StoreTests.ReadAll(sort.Read(env.Worker)).Sum(value => (long)value);
        Assert.Equal(2 * 199_990_000L, env.AllReduce(sum, (a, b) => a + b));
    });

    [Fact]
    public void A_comparison_that_contradicts_itself_is_named_where_the_sort_notices()
    {
        SortOrder<int> order = Sorting.CheckedOrder<int>.Of(SortOrder.Using<int>((_, _) => -1), "Sort: worker 3");
        Sorting.Candidates<int> candidates = new(order, [.. Enumerable.Range(0, 1000)], [.. Enumerable.Range(0, 1000).Select(i => new Sorting.RecordTag(0, i, 1))]);
        UserCodeException e = Assert.Throws<UserCodeException>(() => candidates.Choose(3));
        Assert.StartsWith("Sort: worker 3: the order's key or comparison failed: ArgumentException", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_leaves_no_files()
    {
        string root = Directory.CreateTempSubdirectory("sort-test-").FullName;
        Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            using Sort<Guid> sort = new(env, LogicalPlan.OnePerWorker(2), SortOrder.Natural<Guid>());
            for (int i = 0; i < 20_000; i++) sort.Add(env.Worker, Guid.NewGuid());
            Assert.True(env.Counters.BytesSpilled > 0);
            if (env.Worker == 1) throw new FormatException("unwell");
            sort.Finish(env.Worker);
            sort.WaitForCompletion();
        }, new DataflowOptions { MemoryBytes = 10_000, Scratch = root }));
        Assert.Empty(Directory.GetFileSystemEntries(root));
        Directory.Delete(root);
    }

    private static void Check(SortOrder<int> order, string expected)
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            using Sort<int> sort = new(env, LogicalPlan.OnePerWorker(2), order);
            for (int i = 0; i < 500; i++) sort.Add(env.Worker, i + 60 * env.Worker);
            sort.Finish(env.Worker);
            sort.WaitForCompletion();
            StoreTests.ReadAll(sort.Read(env.Worker));
        }));
        string message = failure.InnerExceptions.First(e => e is not WorkerFailedException).Message;
        Assert.Contains("Sort: worker ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
