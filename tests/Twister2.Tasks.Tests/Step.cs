namespace Twister2.Tasks.Tests;

/// <summary>One operation of a random pipeline over numbers, for data sets and for LINQ.</summary>
internal readonly record struct Step(int Kind, int Number)
{
    public const int Kinds = 7;

    public TSet<long> On(TSet<long> set)
    {
        int number = Number;
        return Kind switch
        {
            0 => set.Map(x => x * 3 + number),
            1 => set.Filter(x => Modulo(x, number + 1) != 0),
            2 => set.FlatMap(x => Enumerable.Repeat(x, (int)Modulo(x, 3)).Select((y, i) => y + i * number)),
            3 => set.FlatMap<long>((x, output) =>
            {
                if (Modulo(x, 2) == 0) output.Add(x);
                output.Add(x ^ number);
            }),
            4 => set.MapToTuple(x => (Modulo(x, number), x)).KeyedReduce((a, b) => a + b).Map(pair => pair.Key * 1009 + pair.Value),
            5 => set.MapToTuple(x => ($"k{Modulo(x, 10 * number)}", (x, 1L))).KeyedReduce((a, b) => (Math.Max(a.x, b.x), a.Item2 + b.Item2)).Cache().Map(pair => pair.Value.x ^ pair.Value.Item2),
            _ => set.Cache(),
        };
    }

    public IEnumerable<long> On(IEnumerable<long> items)
    {
        int number = Number;
        return Kind switch
        {
            0 => items.Select(x => x * 3 + number),
            1 => items.Where(x => Modulo(x, number + 1) != 0),
            2 => items.SelectMany(x => Enumerable.Repeat(x, (int)Modulo(x, 3)).Select((y, i) => y + i * number)),
            3 => items.SelectMany(x => Modulo(x, 2) == 0 ? new[] { x, x ^ number } : [x ^ number]),
            4 => items.GroupBy(x => Modulo(x, number)).Select(group => group.Key * 1009 + group.Aggregate((a, b) => a + b)),
            5 => items.GroupBy(x => Modulo(x, 10 * number)).Select(group => group.Max() ^ group.LongCount()),
            _ => items,
        };
    }

    private static long Modulo(long x, int divisor) => (x % divisor + divisor) % divisor;
}
