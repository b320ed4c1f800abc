namespace Twister2.Tasks.Tests;

/// <summary>The examples of docs/tset.md, with the results that stand there.</summary>
[Trait("ranks", "none")]
public sealed class GuideTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_examples_give_what_the_guide_says(int workers) => LocalCluster.Run(workers, env =>
    {
        BatchEnvironment batch = new(env);
        TSet<int> numbers = batch.Parallelize(Enumerable.Range(1, 10));
        Assert.Equal([1, 4, 9, 16, 25, 36, 49, 64, 81, 100], numbers.Map(n => n * n).Collect().Order());
        Assert.Equal(5, numbers.Filter(n => n % 2 == 0).Count());
        Assert.Equal(55, numbers.FlatMap(n => Enumerable.Repeat(n, n)).Count());
        Assert.Equal(
            [new(0, 18), new(1, 22), new(2, 15)],
            numbers.MapToTuple(n => (n % 3, n)).KeyedReduce((a, b) => a + b).Collect().OrderBy(pair => pair.Key));
        Assert.Equal(10, numbers.Count());
        Assert.Equal(55, numbers.AllReduce(0, (a, b) => a + b));
        Assert.Equal([10, 9, 8], numbers.Top(3));
        Assert.Equal(10, numbers.Max());
        Assert.Equal([1, 2], numbers.Order().Take(2));
    });

    [Fact]
    public void The_plan_is_that_of_the_guide() => LocalCluster.Run(2, env =>
    {
        TSet<int> numbers = new BatchEnvironment(env).Parallelize(Enumerable.Range(1, 10));
        var sums = numbers.MapToTuple(n => (n % 3, n)).KeyedReduce((a, b) => a + b).Cache();
        string plan = sums.Join(sums.MapValues(sum => sum / 2)).Map(row => row.Left - row.Right).Explain();
        string guide = GuidePage.Read("tset.md");
        Assert.Contains($"```text\n{plan}```", guide, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_examples_of_sets_groups_and_order_give_what_the_guide_says(int workers) => LocalCluster.Run(workers, env =>
    {
        TSet<int> numbers = new BatchEnvironment(env).Parallelize(Enumerable.Range(1, 10));
        Assert.Equal([0, 1, 2], numbers.Map(n => n % 3).Distinct().Collect().Order());
        Assert.Equal(20, numbers.Union(numbers).Count());
        Assert.Equal([1, 2, 3], numbers.Except(numbers.Filter(n => n > 3)).Collect().Order());
        Assert.Equal(100, numbers.Cross(numbers).Count());
        Assert.Equal([new(0, 3), new(1, 4), new(2, 3)], numbers.MapToTuple(n => (n % 3, n)).KeyedGather().MapValues(v => v.Length).Collect().OrderBy(pair => pair.Key));
        Assert.Equal(5, numbers.MapToTuple(n => (n, n)).Join(numbers.MapToTuple(n => (2 * n, n))).Count());
        Assert.Equal([10, 8, 6, 4, 2, 9, 7, 5, 3, 1], numbers.OrderBy(n => n % 2).ThenByDescending(n => n).Collect());
        Assert.Equal([(0L, 1)], numbers.Order().ZipWithIndex().Take(1));
        Assert.Equal(11, numbers.Order().Zip(numbers.OrderByDescending(n => n), (a, b) => a + b).First());
        Assert.Equal([1, 3, 6, 10], numbers.Order().Scan((a, b) => a + b).Take(4));
        Assert.Equal(4, numbers.Sample(4, seed: 1).Count());
        Assert.Equal(10 * workers, numbers.AllGather().Count());
        var perRemainder =
            from n in numbers
            where n > 1
            group n by n % 3 into g
            select (g.Key, Sum: g.Sum());
        Assert.Equal([(0, 18), (1, 21), (2, 15)], perRemainder.Collect().Order());
    });
}
