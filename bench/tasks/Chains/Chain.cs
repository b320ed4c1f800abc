using Twister2.Dataflow;
using Twister2.Tasks;

namespace Twister2.Bench.Chains;

/// <summary>The same functions over the same longs, both ways. The result tells that they did the same.</summary>
internal sealed record Chain(string Name, Func<DataflowEnvironment, long, long> DataSet, Func<long, long> Linq)
{
    public static IReadOnlyList<Chain> All { get; } =
    [
        new(
            "map, filter, map",
            static (env, count) => Source(env, count).Map(x => 3 * x).Filter(x => x % 2 == 0).Map(x => x + 1).AllReduce(0, (a, b) => a + b),
            static count => Longs(count).Select(x => 3 * x).Where(x => x % 2 == 0).Select(x => x + 1).Aggregate(0L, (a, b) => a + b)),
        new(
            "flatMap, filter",
            static (env, count) => Source(env, count / 4).FlatMap<long>((x, output) => { for (int i = 0; i < 4; i++) output.Add(x + i); }).Filter(x => x % 3 != 0).Count(),
            static count => Longs(count / 4).SelectMany(Four).Where(x => x % 3 != 0).LongCount()),
        new(
            "SelectMany, Where",
            static (env, count) => Source(env, count / 4).SelectMany(Four).Where(x => x % 3 != 0).Count(),
            static count => Longs(count / 4).SelectMany(Four).Where(x => x % 3 != 0).LongCount()),
    ];

    private static TSet<long> Source(DataflowEnvironment env, long count) => new BatchEnvironment(env).CreateSource<long>((_, output) =>
    {
        for (long i = 0; i < count; i++) output.Add(i);
    });

    private static IEnumerable<long> Longs(long count)
    {
        for (long i = 0; i < count; i++) yield return i;
    }

    private static IEnumerable<long> Four(long x)
    {
        for (int i = 0; i < 4; i++) yield return x + i;
    }
}
