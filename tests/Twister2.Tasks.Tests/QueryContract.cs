namespace Twister2.Tasks.Tests;

/// <summary>Query syntax over data sets means what it means over sequences; the anonymous types that it makes can be sent, grouped by and joined on.</summary>
public abstract class QueryContract(IWorkers workers)
{
    private static readonly (int Id, string City, double Pay)[] People =
        [.. Enumerable.Range(0, 300).Select(id => (id, $"city {id * 7 % 13}", id % 17 * 1.5))];

    private static readonly (string City, string? Country)[] Cities = [.. Enumerable.Range(0, 15).Select(id => ($"city {id}", id % 4 == 0 ? null : $"land {id % 3}"))];

    private static readonly string[] Words = [.. "the quick brown fox jumps over the lazy dog and the fox".Split(' ')];

    [Fact]
    public void Groups() => Run((people, _, words) =>
    {
        Same(from w in Words group w by w into g select (g.Key, g.Count()), from w in words group w by w into g select (g.Key, g.Count()));
        Same(
            from w in Words group w.Length by w[0] into g where g.Count() > 1 select (g.Key, g.Sum()),
            from w in words group w.Length by w[0] into g where g.Count() > 1 select (g.Key, g.Sum()));
        Same(
            from p in People group p by new { p.City, Even = p.Id % 2 == 0 } into g select (g.Key.City, g.Key.Even, g.Sum(p => p.Pay)),
            from p in people group p by new { p.City, Even = p.Id % 2 == 0 } into g select (g.Key.City, g.Key.Even, g.Sum(p => p.Pay)));
        Same(
            from p in People let half = p.Pay / 2 group half by p.City into g orderby g.Key select g.Key + g.Average(),
            from g in from p in people let half = p.Pay / 2 group half by p.City into g select new { g.Key, Mean = g.Average() } orderby g.Key select g.Key + g.Mean);
    });

    [Fact]
    public void Joins() => Run((people, cities, _) =>
    {
        Same(
            from p in People join c in Cities on p.City equals c.City where p.Id % 3 == 0 select (p.Id, c.Country),
            from p in people join c in cities on p.City equals c.City where p.Id % 3 == 0 select (p.Id, c.Country));
        Same(
            from p in People join c in Cities on p.City equals c.City join q in People on p.Id equals q.Id + 1 select (p.Id, c.Country, q.City),
            from p in people join c in cities on p.City equals c.City join q in people on p.Id equals q.Id + 1 select (p.Id, c.Country, q.City));
        Same(
            from p in People join q in People on new { p.City, p.Pay } equals new { q.City, q.Pay } select (p.Id, q.Id),
            from p in people join q in people on new { p.City, p.Pay } equals new { q.City, q.Pay } select (p.Id, q.Id));
        Same(
            from c in Cities join p in People on c.City equals p.City into inhabitants from p in inhabitants where p.Id < 40 orderby p.Id select new { c.Country, p.Id }.ToString(),
            from r in from c in cities join p in people on c.City equals p.City into inhabitants from p in inhabitants where p.Id < 40 select new { c.Country, p.Id } orderby r.Id select r.ToString());
    });

    [Fact]
    public void Let_order_and_several_froms() => Run((people, _, words) =>
    {
        Assert.Equal(
            from p in People let pay = p.Pay * 12 where pay > 20 orderby pay descending, p.City, p.Id select new { p.Id, pay },
            (from p in people let pay = p.Pay * 12 where pay > 20 orderby pay descending, p.City, p.Id select new { p.Id, pay }).Collect());
        Same(
            from w in Words from c in w let upper = char.ToUpperInvariant(c) where upper != 'O' orderby upper, w select $"{upper}{w}",
            from w in words from c in w let upper = char.ToUpperInvariant(c) where upper != 'O' orderby upper, w select $"{upper}{w}");
        Same(
            from w in Words from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, i) orderby j, i, w select w + i + j,
            from w in words from i in Enumerable.Range(0, 3) from j in Enumerable.Range(0, i) orderby j, i, w select w + i + j);
    });

    [Fact]
    public void Anonymous_types_travel_with_all_that_is_in_them() => Run((people, _, words) =>
    {
        // More than seven parts, parts that are null, and one within another.
        var wide = people.Map(p => new { p.Id, p.City, p.Pay, No = p.Id % 3 == 0 ? null : p.City, Maybe = p.Id % 2 == 0 ? (int?)null : p.Id, Many = new[] { p.Id }, At = (p.Id, p.Pay), In = new { p.City, Last = p.Id } });
        Assert.Equal(
            People.OrderByDescending(p => p.Id).Select(p => $"{p.City} {p.Pay} {(p.Id % 3 == 0 ? null : p.City)} {(p.Id % 2 == 0 ? null : p.Id)} {p.Id} {(p.Id, p.Pay)} {new { p.City, Last = p.Id }}"),
            wide.OrderByDescending(p => p.Id).Collect().Select(p => $"{p.City} {p.Pay} {p.No} {p.Maybe} {p.Many.Single()} {p.At} {p.In}"));
        Same(Words.Select(w => new { Word = w, w.Length }).Distinct(), words.Map(w => new { Word = w, w.Length }).Distinct());
        Same(Words.CountBy(w => new { w.Length }).Select(pair => (pair.Key, (long)pair.Value)), words.Map(w => new { w.Length }).CountByValue().Map(pair => (pair.Key, pair.Value)));
        using var persisted = words.Map(w => new { w }).Persist();
        Same(Words.Select(w => new { w }), persisted);
    });

    private static void Same<T>(IEnumerable<T> expected, TSet<T> actual) => Same(expected, actual.Collect());

    private static void Same<TExpected, T>(IEnumerable<TExpected> expected, IEnumerable<T> actual) =>
        Assert.Equal(expected.Select(item => $"{item}").Order(StringComparer.Ordinal), actual.Select(item => $"{item}").Order(StringComparer.Ordinal));

    private void Run(Action<TSet<(int Id, string City, double Pay)>, TSet<(string City, string? Country)>, TSet<string>> body)
    {
        foreach (int threads in (int[])[1, 2])
        {
            workers.Run(env =>
            {
                using BatchEnvironment batch = new(env, threads: threads);
                body(batch.Parallelize(People), batch.Parallelize(Cities), batch.Parallelize(Words));
            }, new DataflowOptions { ChunkRecords = 64, MemoryBytes = threads == 1 ? null : 20_000 });
        }
    }
}

[Trait("ranks", "none")]
public sealed class InProcessQueries() : QueryContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiQueries() : QueryContract(new MpiWorkers());
