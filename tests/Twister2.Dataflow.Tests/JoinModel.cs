namespace Twister2.Dataflow.Tests;

/// <summary>What LINQ makes of the records of a join, and how results are compared whose order is open.</summary>
internal static class JoinModel
{
    public static List<(TKey, Optional<TLeft>, Optional<TRight>)> Full<TKey, TLeft, TRight>(
        IReadOnlyCollection<KeyValuePair<TKey, TLeft>> left, IReadOnlyCollection<KeyValuePair<TKey, TRight>> right)
    {
        ILookup<TKey, TRight> rights = right.Where(pair => pair.Key is not null).ToLookup(pair => pair.Key, pair => pair.Value);
        ILookup<TKey, TLeft> lefts = left.Where(pair => pair.Key is not null).ToLookup(pair => pair.Key, pair => pair.Value);
        bool Has<T>(ILookup<TKey, T> side, TKey key) => key is not null && side.Contains(key);
        return
        [
            .. left.SelectMany(pair => Has(rights, pair.Key)
                ? rights[pair.Key].Select(value => (pair.Key, new Optional<TLeft>(pair.Value), new Optional<TRight>(value)))
                : [(pair.Key, pair.Value, default)]),
            .. right.Where(pair => !Has(lefts, pair.Key)).Select(pair => (pair.Key, default(Optional<TLeft>), new Optional<TRight>(pair.Value))),
        ];
    }

    /// <summary>The same records, each as often.</summary>
    public static void AssertSame<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        Dictionary<ValueTuple<T>, int> counts = [];
        foreach (T record in expected) counts[new(record)] = counts.GetValueOrDefault(new(record)) + 1;
        foreach (T record in actual)
        {
            if (!counts.TryGetValue(new(record), out int count)) Assert.Fail($"{record} was not expected, or not so often.");
            if (count == 1) counts.Remove(new(record));
            else counts[new(record)] = count - 1;
        }
        if (counts.Count > 0) Assert.Fail($"{counts.Values.Sum()} records are missing, the first of them {counts.Keys.First().Item1}.");
    }
}
