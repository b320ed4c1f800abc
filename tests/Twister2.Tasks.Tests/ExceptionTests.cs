using Twister2.Dataflow.Transport;

namespace Twister2.Tasks.Tests;

/// <summary>What a job's own function throws reaches the caller as it was thrown.</summary>
public sealed class ExceptionTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Operations => [.. Actions.Keys];

    private static Dictionary<string, Action<TSet<int>, Func<int, int>>> Actions { get; } = new()
    {
        ["Map"] = (set, f) => set.Map(f).Count(),
        ["Filter"] = (set, f) => set.Filter(x => f(x) >= 0).Collect(),
        ["FlatMap of sequences"] = (set, f) => set.FlatMap(x => Enumerable.Range(0, 3).Select(_ => f(x))).Count(),
        ["FlatMap"] = (set, f) => set.FlatMap<int>((x, output) => output.Add(f(x))).Collect(),
        ["MapToTuple"] = (set, f) => set.MapToTuple(x => (f(x), 1)).KeyedReduce((a, b) => a + b).Count(),
        ["KeyedReduce"] = (set, f) => set.MapToTuple(x => (0, x)).KeyedReduce((a, b) => Math.Max(f(a), f(b))).Count(),
        ["Cache"] = (set, f) => set.Map(f).Cache().Count(),
        ["AllReduce"] = (set, f) => set.AllReduce(0, (a, b) => f(b)),
        ["Top with a comparison"] = (set, f) => set.Top(5, (a, b) => f(a).CompareTo(f(b))),
        ["Top of few with a comparer"] = (set, f) => set.Top(5000, Comparer<int>.Create((a, b) => f(a).CompareTo(f(b)))),
    };

    public void Dispose() => _folder.Dispose();

    [Fact, Trait("ranks", "none")]
    public void An_action_inside_a_function_of_another_is_refused()
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
        {
            BatchEnvironment batch = new(env);
            TSet<int> numbers = batch.Parallelize(Enumerable.Range(1, 10));
            numbers.Map(i => batch.Parallelize(Enumerable.Range(1, i)).Count()).Collect();
        }));
        Assert.Contains(failure.InnerExceptions, e => e.Message.StartsWith("Count was called inside a function that Collect runs.", StringComparison.Ordinal));
    }

    [Theory, Trait("ranks", "none")]
    [MemberData(nameof(Operations))]
    public void In(string operation)
    {
        foreach (Exception thrown in (Exception[])[new InvalidOperationException("mine"), new ArgumentException("mine"), new IOException("mine"), new FormatException("mine")])
        {
            foreach (int workers in (int[])[1, 3])
            {
                Assert.Same(thrown, CauseOf(workers, batch => Actions[operation](batch.Parallelize(Enumerable.Range(0, 1000)), x => x > 990 ? throw thrown : x)));
            }
        }
    }

    /// <summary>.NET's sort would wrap it.</summary>
    [Fact, Trait("ranks", "none")]
    public void In_a_comparison_of_records_of_different_workers()
    {
        FormatException thrown = new("mine");
        Assert.Same(thrown, CauseOf(3, batch => batch.Parallelize([1, 2, 3]).Top(2, (a, b) => throw thrown)));
    }

    [Fact, Trait("ranks", "none")]
    public void In_the_sequence_that_is_spread()
    {
        IOException thrown = new("mine");
        IEnumerable<int> Sequence()
        {
            yield return 1;
            throw thrown;
        }
        Assert.Same(thrown, CauseOf(2, batch => batch.Parallelize(Sequence()).Count()));
    }

    [Theory, Trait("ranks", "none")]
    [InlineData(1)]
    [InlineData(3)]
    public void While_text_is_read_and_written(int workers)
    {
        string input = _folder.Write("in", string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}\n")));
        foreach (Exception thrown in (Exception[])[new ArgumentException("mine"), new IOException("mine"), new UnauthorizedAccessException("mine"), new NotSupportedException("mine")])
        {
            Assert.Same(thrown, CauseOf(workers, batch => batch.ReadText(input).Map(int (line) => throw thrown).Count()));
            Assert.Same(thrown, CauseOf(workers, batch => batch.ReadText(input).WriteText(_folder["out"], string (line) => throw thrown)));
            Assert.Same(thrown, CauseOf(workers, batch => batch.ReadText(input).WriteText(_folder["out"], (line, writer) => throw thrown)));
            Assert.Same(thrown, CauseOf(workers, batch => batch.ReadText(input).Filter(line => throw thrown).WriteText(_folder["out"], line => line.ToString())));
            Assert.Equal(["in"], _folder.Entries());
        }
    }

    /// <summary>Every rank throws before anything is sent, so that the ranks can go on.</summary>
    [Fact, Trait("ranks", "any")]
    public void On_ranks() => new MpiWorkers().Run(env =>
    {
        TSet<int> set = new BatchEnvironment(env).Parallelize(Enumerable.Range(0, 1000)).Map(int (x) => throw new ArgumentException($"rank {env.Worker}"));
        Assert.Equal($"rank {env.Worker}", Assert.Throws<ArgumentException>(() => set.Count()).Message);
        Assert.Equal($"rank {env.Worker}", Assert.Throws<ArgumentException>(() => set.AllReduce(0, Math.Max)).Message);
        Assert.Equal($"rank {env.Worker}", Assert.Throws<ArgumentException>(() => set.Top(1)).Message);
    });

    [Fact, Trait("ranks", "none")]
    public void Wrong_arguments_are_refused_at_once() => LocalCluster.Run(1, env =>
    {
        BatchEnvironment batch = new(env);
        TSet<int> set = batch.Parallelize([1]);
        Assert.Throws<ArgumentException>(() => batch.ReadText());
        Assert.Throws<ArgumentNullException>(() => batch.ReadText(null!));
        Assert.Throws<ArgumentNullException>(() => batch.Parallelize<int>(null!));
        Assert.Throws<ArgumentNullException>(() => set.Map<int>(null!));
        Assert.Throws<ArgumentNullException>(() => set.Filter(null!));
        Assert.Throws<ArgumentNullException>(() => set.FlatMap((Func<int, int[]>)null!));
        Assert.Throws<ArgumentNullException>(() => set.FlatMap((FlatMapFunction<int, int>)null!));
        Assert.Throws<ArgumentNullException>(() => set.MapToTuple<int, int>(null!));
        Assert.Throws<ArgumentNullException>(() => set.MapToTuple(x => (x, x)).KeyedReduce(null!));
        Assert.Throws<ArgumentNullException>(() => set.AllReduce(0, null!));
        Assert.Throws<ArgumentNullException>(() => set.Top(1, (Comparison<int>)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Top(-1));
        Assert.Throws<ArgumentException>(() => set.WriteText("", x => ""));
        Assert.Throws<ArgumentNullException>(() => set.WriteText("x", (Func<int, string>)null!));
    });

    /// <summary>What the worker that failed threw; the others were stopped because of it.</summary>
    private static Exception CauseOf(int workers, Action<BatchEnvironment> body)
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(workers, env => body(new BatchEnvironment(env))));
        return failure.InnerExceptions.First(e => e is not WorkerFailedException);
    }
}
