using System.Globalization;
using System.Runtime.CompilerServices;

namespace Twister2.Tasks.Tests;

/// <summary>The examples of docs/tset.md, with the results that stand there.</summary>
[Trait("ranks", "none")]
public sealed class GuideTests
{
    private static readonly string Guide = GuidePage.Read("tset.md");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_examples_of_steps_by_record_and_of_groups_give_what_the_guide_says(int workers) => Run(workers, (batch, numbers) =>
    {
        InSomeOrder(() => numbers.Map(n => n * n).Collect(), ["1", "4", "9", "16", "25", "36", "49", "64", "81", "100"]);
        Gives(() => numbers.Filter(n => n % 2 == 0).Count(), ["5"]);
        Gives(() => numbers.FlatMap(n => Enumerable.Repeat(n, n)).Count(), ["55"]);
        InSomeOrder(() => numbers.MapToTuple(n => (n % 3, n)).Filter(pair => pair.Key == 2).Collect(), ["(2, 2)", "(2, 5)", "(2, 8)"]);
        InSomeOrder(() => numbers.MapToTuple(n => (n % 3, n)).KeyedReduce((a, b) => a + b).Collect(), ["(0, 18)", "(1, 22)", "(2, 15)"]);
        InSomeOrder(() => numbers.Map(n => n % 3).CountByValue().Collect(), ["(0, 3)", "(1, 4)", "(2, 3)"]);
        Gives(() => numbers.Map(n => n * n).Cache().Max(), ["100"]);
        Gives(() => numbers.Map(n => n * n).Persist().Max(), ["100"]);
        Gives(() => numbers.Compute(() => new Above()).AddInput("least", batch.Parallelize([4]).AllGather()).Sum(), ["45"]);
        InSomeOrder(() => numbers.MapToTuple(n => (n % 3, n)).KeyedGather().MapValues(v => v.Length).Collect(), ["(0, 3)", "(1, 4)", "(2, 3)"]);
        Gives(() => numbers.MapToTuple(n => (n % 3, n)).KeyedPartition().Keys().Distinct().Count(), ["3"]);
        Gives(() => numbers.MapToTuple(n => (n, n)).Join(numbers.MapToTuple(n => (2 * n, n))).Count(), ["5"]);
        Gives(() => numbers.MapToTuple(n => (n, n)).LeftJoin(numbers.MapToTuple(n => (2 * n, n))).Filter(row => !row.Right.HasValue).Count(), ["5"]);
        InSomeOrder(() => numbers.MapToTuple(n => (n, n * n)).SemiJoin(batch.Parallelize([2, 3, 99])).Values().Collect(), ["4", "9"]);
        InSomeOrder(
            () => numbers.MapToTuple(n => (n % 2, n)).CoGroup(numbers.MapToTuple(n => (n % 4, n))).Map(g => (g.Key, g.Left.Length, g.Right.Length)).Collect(),
            ["(0, 5, 2)", "(1, 5, 3)", "(2, 0, 3)", "(3, 0, 2)"]);
        Gives(() => numbers.MapToTuple(n => (n % 3, n)).MapValues(n => -n).Values().Sum(), ["-55"]);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_examples_of_sets_and_order_give_what_the_guide_says(int workers) => Run(workers, (batch, numbers) =>
    {
        InSomeOrder(() => numbers.Map(n => n % 3).Distinct().Collect(), ["0", "1", "2"]);
        Gives(() => numbers.Union(numbers).Count(), ["20"]);
        InSomeOrder(() => numbers.Except(numbers.Filter(n => n > 3)).Collect(), ["1", "2", "3"]);
        InSomeOrder(() => numbers.Intersect(numbers.Map(n => n + 8)).Collect(), ["9", "10"]);
        Gives(() => numbers.Cross(numbers).Count(), ["100"]);
        Gives(() => numbers.OrderBy(n => n % 2).ThenByDescending(n => n).Collect(), ["10", "8", "6", "4", "2", "9", "7", "5", "3", "1"]);
        InSomeOrder(() => numbers.MapToTuple(n => (n % 3, n)).SortByKey().KeyedReduce((a, b) => a + b).Map(pair => pair.Value).Collect(), ["18", "22", "15"]);
        Gives(() => numbers.Order().ZipWithIndex().Take(1), ["(0, 1)"]);
        Gives(() => numbers.Order().Zip(numbers.OrderByDescending(n => n), (a, b) => a + b).First(), ["11"]);
        Gives(() => numbers.Order().Scan((a, b) => a + b).Take(4), ["1", "3", "6", "10"]);
        Gives(() => numbers.Sample(4, seed: 1).Count(), ["4"]);
        Gives(() => numbers.Partition(n => n % batch.TaskCount).Count(), ["10"]);
        Gives(() => numbers.AllGather().Count() / batch.TaskCount, ["10"]);
        var perRemainder =
            from n in numbers
            where n > 1
            group n by n % 3 into g
            select (g.Key, Sum: g.Sum());
        Assert.Equal([(0, 18), (1, 21), (2, 15)], perRemainder.Collect().Order());
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_examples_of_actions_give_what_the_guide_says(int workers) => Run(workers, (_, numbers) =>
    {
        Gives(() => numbers.Count(), ["10"]);
        Gives(() => numbers.AllReduce(0, (a, b) => a + b), ["55"]);
        Gives(() => numbers.Top(3), ["10", "9", "8"]);
        Gives(() => numbers.Max(), ["10"]);
        Gives(() => numbers.Average(), ["5.5"]);
        Gives(() => numbers.Order().Take(2), ["1", "2"]);
        Gives(() => numbers.OrderByDescending(n => n).Collect(), ["10", "9", "8", "7", "6", "5", "4", "3", "2", "1"]);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_examples_of_what_leaves_the_data_sets_give_what_the_guide_says(int workers)
    {
        string[] all = [.. Enumerable.Range(1, 10).Select(static n => $"{n}")];
        Assert.Contains($"`numbers.ForEach(Console.WriteLine)` prints {string.Join(", ", all)}, each on its worker", Guide, StringComparison.Ordinal);
        Assert.Contains("`numbers.ToArrow().Sum(rows => rows.Length)` → 10 of all workers together", Guide, StringComparison.Ordinal);
        Assert.Contains("`numbers.WriteText(\"out\", n => $\"{n}\").Records` → 10; one worker writes `out/part-00000`", Guide, StringComparison.Ordinal);
        using TestFolder folder = new();
        string written = Path.Combine(folder.Path, "out");
        List<string> seen = [];
        LocalCluster.Run(workers, env =>
        {
            using BatchEnvironment batch = new(env);
            TSet<int> numbers = batch.Parallelize(Enumerable.Range(1, 10));
            numbers.ForEach(n =>
            {
                lock (seen) seen.Add($"{n}");
            });
            Assert.Equal(10, env.AllReduce(numbers.ToArrow().Sum(rows => rows.Length), static (a, b) => a + b));
            Assert.Equal(10, numbers.WriteText(written, n => $"{n}").Records);
        });
        Assert.Equal(all.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        string[] parts = Directory.GetFiles(written, "part-*");
        Assert.Equal(workers, parts.Length);
        Assert.Contains(Path.Combine(written, "part-00000"), parts);
        Assert.Equal(all.Order(StringComparer.Ordinal), parts.SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_plan_is_that_of_the_guide() => LocalCluster.Run(2, env =>
    {
        TSet<int> numbers = new BatchEnvironment(env).Parallelize(Enumerable.Range(1, 10));
        var sums = numbers.MapToTuple(n => (n % 3, n)).KeyedReduce((a, b) => a + b).Cache();
        string plan = sums.Join(sums.MapValues(sum => sum / 2)).Map(row => row.Left - row.Right).Explain();
        string guide = GuidePage.Read("tset.md");
        Assert.Contains($"```text\n{plan}```", guide, StringComparison.Ordinal);
    });

    [Fact]
    public void The_function_over_tasks_is_that_of_the_guide()
    {
        int start = Guide.IndexOf("sealed class Above", StringComparison.Ordinal);
        string shown = Guide[start..Guide.IndexOf("```", start, StringComparison.Ordinal)];
        Assert.Empty(GuidePage.Missing(shown.Split('\n').Select(GuidePage.LineOf).Where(static line => line.Length > 1), "Twister2.Tasks.Tests/GuideTests.cs"));
    }

    private static void Run(int workers, Action<BatchEnvironment, TSet<int>> examples) => LocalCluster.Run(workers, env =>
    {
        using BatchEnvironment batch = new(env);
        examples(batch, batch.Parallelize(Enumerable.Range(1, 10)));
    });

    /// <summary>The example stands in the guide, with its result, and has it.</summary>
    private static void Gives<T>(Func<T> example, string[] result, [CallerArgumentExpression(nameof(example))] string code = "")
    {
        Assert.Contains($"`{code["() => ".Length..]}` → {string.Join(", ", result)}", Guide, StringComparison.Ordinal);
        Assert.Equal(result, ItemsOf(example()));
    }

    private static void InSomeOrder<T>(Func<T[]> example, string[] result, [CallerArgumentExpression(nameof(example))] string code = "")
    {
        Assert.Contains($"`{code["() => ".Length..]}` → {string.Join(", ", result)} in some order", Guide, StringComparison.Ordinal);
        Assert.Equal(result.Order(StringComparer.Ordinal), ItemsOf(example()).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> ItemsOf(object? value)
    {
        if (value is System.Collections.IEnumerable items) return items.Cast<object>().SelectMany(ItemsOf);
        string text = string.Create(CultureInfo.InvariantCulture, $"{value}");
        // A pair writes itself in brackets of its own.
        return [text.StartsWith('[') ? $"({text[1..^1]})" : text];
    }

    private sealed class Above : ComputeFunction<int, int>
    {
        private int _least;

        public override void Prepare(TSetContext context) => _least = context.GetInputSpan<int>("least")[0];

        public override void Compute(ReadOnlySpan<int> records, RecordCollector<int> output)
        {
            foreach (int record in records)
                if (record > _least) output.Add(record);
        }
    }
}
