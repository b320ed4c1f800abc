namespace Twister2.Dataflow.Tests;

/// <summary>The code in docs/operators.md is the code of <see cref="Guide"/>, which gives what one would expect, and every operator is named there.</summary>
public sealed class GuideTests
{
    private const string Page = "operators.md";

    public static TheoryData<int> Workers { get; } = [1, 2, 3, 5];

    [Theory, MemberData(nameof(Workers))]
    public void The_life_of_an_operator(int workers)
    {
        Dictionary<string, long>[] counts = Run(workers, (DataflowEnvironment env, Dictionary<string, long> all) => Guide.Life(env, $"all of all {env.Worker}", all));
        Dictionary<string, long> expected = Enumerable.Range(0, workers).ToDictionary(worker => $"{worker}", _ => 1L);
        expected["all"] = 2 * workers;
        expected["of"] = workers;
        Assert.Equal(expected.OrderBy(pair => pair.Key), counts.SelectMany(part => part).OrderBy(pair => pair.Key));
    }

    [Theory, MemberData(nameof(Workers))]
    public void A_step_of_an_iteration(int workers)
    {
        double[] means = LocalCluster.Run(workers, env => Guide.Mean(env, [env.Worker, env.Worker + 1]));
        Assert.All(means, mean => Assert.Equal(workers / 2.0, mean));
    }

    [Theory, MemberData(nameof(Workers))]
    public void Groups(int workers)
    {
        Dictionary<string, int>[] totals = Run<Dictionary<string, int>>(workers, Guide.Groups);
        int even = workers * (workers - 1);
        Assert.Equal([new("even", even), new("odd", even + workers)], totals.SelectMany(part => part).OrderBy(pair => pair.Key));
    }

    [Theory, MemberData(nameof(Workers))]
    public void Joined_rows(int workers)
    {
        Dictionary<string, double>[] bills = Run<Dictionary<string, double>>(workers, Guide.Joined);
        Assert.Equal(
            Enumerable.Range(0, workers).Select(worker => new KeyValuePair<string, double>($"customer {worker}", worker == 0 ? 9.5 : 0)),
            bills.SelectMany(part => part).OrderBy(pair => pair.Key));
    }

    [Theory, MemberData(nameof(Workers))]
    public void Sorted_people(int workers)
    {
        List<(string, int)>[] parts = LocalCluster.Run(workers, env => Guide.Sorted(env, [($"a{env.Worker}", 30), ($"b{env.Worker}", 30 + env.Worker), ($"c{env.Worker}", 20)]));
        IEnumerable<(string, int)> people = Enumerable.Range(0, workers).SelectMany(worker => ((string, int)[])[($"a{worker}", 30), ($"b{worker}", 30 + worker), ($"c{worker}", 20)]);
        Assert.Equal(people.OrderByDescending(person => person.Item2), parts.SelectMany(part => part));
    }

    [Theory, MemberData(nameof(Workers))]
    public void Numbered_lines(int workers)
    {
        SortedDictionary<long, string>[] parts = Run(workers, (DataflowEnvironment env, SortedDictionary<long, string> numbered) => Guide.Numbered(env, [$"{env.Worker}a", $"{env.Worker}b"], numbered));
        Assert.Equal(
            Enumerable.Range(0, workers).SelectMany(worker => (string[])[$"{worker}a", $"{worker}b"]).Select((line, i) => new KeyValuePair<long, string>(i, line)),
            parts.SelectMany(part => part));
    }

    [Fact]
    public void Every_line_of_code_in_the_guide_is_here()
    {
        string[] lines = GuidePage.Code(Page);
        Assert.True(lines.Length > 40, $"{lines.Length} lines of code were found");
        Assert.Empty(GuidePage.Missing(lines, "Twister2.Dataflow.Tests/Guide.cs"));
    }

    [Fact]
    public void Every_operator_is_named()
    {
        string page = GuidePage.Read(Page);
        string[] operators = [.. typeof(DataflowOperator).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DataflowOperator)))
            .Select(type => type.Name.Split('`')[0])];
        Assert.True(operators.Length > 30, string.Join(", ", operators));
        Assert.DoesNotContain(operators, name => !page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    private static T[] Run<T>(int workers, Action<DataflowEnvironment, T> guide) where T : new() => LocalCluster.Run(workers, env =>
    {
        T result = new();
        guide(env, result);
        return result;
    });
}
