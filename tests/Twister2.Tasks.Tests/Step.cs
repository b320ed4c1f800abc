namespace Twister2.Tasks.Tests;

/// <summary>One operation of a random pipeline over numbers, for data sets and for LINQ.</summary>
internal readonly record struct Step(int Kind, int Number)
{
    public const int Kinds = 20;

    /// <summary>Whether it takes the data set more than once.</summary>
    public bool Doubles => Kind is 9 or 11 or 12 or 15 or 17;

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
            6 => set.Distinct(),
            7 => set.OrderBy(x => Modulo(x, number)).ThenByDescending(x => x),
            8 => set.ZipWithIndex().Map(pair => pair.Item),
            9 => set.Join(set.Map(x => Modulo(x, number)).Distinct(), x => x, y => y, (x, y) => x + y),
            10 => set.GroupBy(x => Modulo(x, number)).Map(group => group.Sum() + group.Count()),
            11 => set.PartitionRoundRobin().Union(set.Filter(x => Modulo(x, 5) == 0)),
            12 => set.Except(set.Filter(x => Modulo(x, number) < 3)),
            13 => set.Cache(),
            14 => set.MapToTuple(x => (Modulo(x, number), x)).KeyedPartition().Filter(pair => pair.Value % 7 != 0).MapValues(x => x + 1).KeyedReduce(Math.Max)
                .KeyedGather().Map(pair => pair.Key ^ pair.Value.Single()),
            15 => set.CountByValue().Cache().KeyedReduce(Math.Max).CoGroup(set.MapToTuple(x => (x, 1L)).KeyedPartition()).Map(group => group.Key + group.Left.Single() - group.Right.Length),
            16 => set.Order().Scan((a, b) => a + b),
            17 => set.Order().Zip(set.OrderByDescending(x => x), (a, b) => a - b),
            18 => set.MapToTuple(x => (Modulo(x, number), x)).SortByKey().Filter(pair => pair.Value % 7 != 0).MapValues(x => x + 1).KeyedReduce(Math.Max).KeyedGather().Map(pair => pair.Key ^ pair.Value.Single()),
            _ => GroupsBehindSort(set, x => Modulo(x, number)),
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
            6 => items.Distinct(),
            7 or 8 => items,
            9 => items.Join(items.Select(x => Modulo(x, number)).Distinct(), x => x, y => y, (x, y) => x + y),
            10 or 19 => items.GroupBy(x => Modulo(x, number)).Select(group => group.Sum() + group.Count()),
            11 => items.Concat(items.Where(x => Modulo(x, 5) == 0)),
            12 => items.Except(items.Where(x => Modulo(x, number) < 3)),
            14 or 18 => items.Where(x => x % 7 != 0).GroupBy(x => Modulo(x, number)).Select(group => group.Key ^ group.Max(x => x + 1)),
            15 => items.Distinct(),
            16 => Scan(items.Order()),
            17 => items.Order().Zip(items.OrderDescending(), (a, b) => a - b),
            _ => items,
        };
    }

    private static TSet<long> GroupsBehindSort(TSet<long> set, Func<long, long> key) => set.OrderByDescending(key).GroupBy(key).Map(group => group.Sum() + group.Count());

    private static IEnumerable<long> Scan(IEnumerable<long> items)
    {
        long sum = 0;
        foreach (long item in items) yield return sum += item;
    }

    private static long Modulo(long x, int divisor) => (x % divisor + divisor) % divisor;
}
