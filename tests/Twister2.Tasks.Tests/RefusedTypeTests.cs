namespace Twister2.Tasks.Tests;

/// <summary>Types that cannot be sent, or be keys, are refused where they are asked for, before anything is computed.</summary>
[Trait("ranks", "none")]
public sealed class RefusedTypeTests
{
    public static TheoryData<int> Workers => [1, 3];

    [Theory, MemberData(nameof(Workers))]
    public void Keys_without_a_hash_and_values_that_cannot_be_sent(int workers) => LocalCluster.Run(workers, env =>
    {
        TSet<int> set = Untouched(env);
        Refused<Key>(() => set.MapToTuple(number => (new Key(number), 1)).KeyedReduce((a, b) => a));
        Refused<Key>(() => set.MapToTuple(number => ((number, new Key(number)), 1)).KeyedReduce((a, b) => a));
        Refused<Box>(() => set.MapToTuple(number => (number, new Box(number))).KeyedReduce((a, b) => a));
        Refused<Box>(() => set.MapToTuple(number => (number, new List<Box>())).KeyedReduce((a, b) => a));
    });

    [Theory, MemberData(nameof(Workers))]
    public void Results_that_cannot_be_sent(int workers) => LocalCluster.Run(workers, env =>
    {
        TSet<Box> set = Untouched(env).Map(number => new Box(number));
        Refused<Box>(() => set.Collect());
        Refused<Box>(() => set.Top(3, (a, b) => 0));
        Refused<Box>(() => set.AllReduce(new Box(0), (a, b) => a));
    });

    private static TSet<int> Untouched(DataflowEnvironment env) => new BatchEnvironment(env).Parallelize([1, 2, 3]).Map(int (number) => throw new InvalidOperationException("computed"));

    private static void Refused<T>(Action action) =>
        Assert.Contains(typeof(T).ToString(), Assert.Throws<NotSupportedException>(action).Message, StringComparison.Ordinal);

    private sealed record Box(int Number);

    private readonly record struct Key(int Number);
}
