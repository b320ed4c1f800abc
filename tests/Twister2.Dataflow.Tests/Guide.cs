namespace Twister2.Dataflow.Tests;

/// <summary>What docs/operators.md shows.</summary>
internal static class Guide
{
    public static void Life(DataflowEnvironment env, string text, Dictionary<string, long> all)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedReduce<string, long> counts = new(env, plan, (a, b) => a + b);
        foreach (string word in text.Split(' ')) counts.Add(env.Worker, word, 1);
        counts.Finish(env.Worker);
        counts.WaitForCompletion();
        foreach (ReadOnlySpan<KeyValuePair<string, long>> chunk in counts.Read(env.Worker))
            foreach ((string word, long count) in chunk) all.TryAdd(word, count);
        string wait = counts.DescribeWait();
        string table = env.Statistics.ToTable();
        Assert.Contains("KeyedReduce", wait, StringComparison.Ordinal);
        Assert.Contains("KeyedReduce", table, StringComparison.Ordinal);
    }

    public static double Mean(DataflowEnvironment env, double[] points)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using AllReduce<double> sums = AllReduce.Sum<double>(env, plan, 2);
        sums.Add(env.Worker, [points.Sum(), points.Length]);
        sums.Finish(env.Worker);
        sums.WaitForCompletion();
        double mean = sums.Values(env.Worker)[0] / sums.Values(env.Worker)[1];
        return mean;
    }

    public static void Groups(DataflowEnvironment env, Dictionary<string, int> totals)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using KeyedGather<string, int> grouped = new(env, plan);
        grouped.Add(env.Worker, "even", 2 * env.Worker);
        grouped.Add(env.Worker, "odd", (2 * env.Worker) + 1);
        grouped.Finish(env.Worker);
        grouped.WaitForCompletion();
        foreach (KeyedGroup<string, int> group in grouped.ReadSortedGroups(env.Worker))
        {
            int sum = 0;
            foreach (ReadOnlySpan<int> values in group) sum += values.ToArray().Sum();
            totals[group.Key] = sum;
        }
    }

    public static void Joined(DataflowEnvironment env, Dictionary<string, double> bills)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using LeftJoin<int, string, double> join = new(env, plan);
        join.AddLeft(env.Worker, env.Worker, $"customer {env.Worker}");
        if (env.Worker == 0) join.AddRight(env.Worker, 0, 9.5);
        join.FinishLeft(env.Worker);
        join.FinishRight(env.Worker);
        join.WaitForCompletion();
        foreach (ReadOnlySpan<(int Key, string Left, Optional<double> Right)> rows in join.Read(env.Worker))
            foreach ((int key, string name, Optional<double> amount) in rows) bills[name] = amount.HasValue ? amount.Value : 0;
    }

    public static List<(string Name, int Age)> Sorted(DataflowEnvironment env, (string Name, int Age)[] people)
    {
        List<(string Name, int Age)> mine = [];
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Sort<(string Name, int Age)> sort = new(env, plan, SortOrder.By(((string Name, int Age) p) => p.Age).Descending().Stable());
        sort.Add(env.Worker, people);
        sort.Finish(env.Worker);
        sort.WaitForCompletion();
        foreach (ReadOnlySpan<(string Name, int Age)> chunk in sort.Read(env.Worker)) mine.AddRange(chunk);
        return mine;
    }

    public static void Numbered(DataflowEnvironment env, string[] myLines, SortedDictionary<long, string> numbered)
    {
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using ZipWithIndex<string> lines = new(env, plan);
        lines.Add(env.Worker, myLines);
        lines.Finish(env.Worker);
        lines.WaitForCompletion();
        foreach (ReadOnlySpan<(long Index, string Item)> chunk in lines.Read(env.Worker))
            foreach ((long index, string line) in chunk) numbered[index] = line;
    }
}
