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
    });
}
