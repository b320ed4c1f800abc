using Twister2.Dataflow.Transport;

namespace Twister2.Tasks.Tests;

/// <summary>What several threads of a worker add: failures, text, and results that no thread decides.</summary>
[Trait("ranks", "none")]
public sealed class ThreadedTSetTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 2)]
    public void Each_task_has_a_part_file_and_a_share_of_the_text(int workers, int threads)
    {
        string[] lines = [.. Enumerable.Range(0, 20_000).Select(i => $"line {i % 977} of {i % 13}")];
        string input = _folder.Write("in", string.Join('\n', lines));
        LocalCluster.Run(workers, env =>
        {
            using BatchEnvironment batch = new(env, threads: threads);
            TSet<Utf8Text> text = batch.ReadText(input);
            Assert.Equal(lines, text.Map(line => line.ToString()).Collect());
            Assert.Equal(lines.Length, text.WriteText(_folder["out"], (line, writer) => writer.Append(line)).Records);
            Dictionary<string, int> words = lines.SelectMany(line => line.Split(' ')).CountBy(word => word).ToDictionary();
            Assert.Equal(words, text.FlatMap(Tokenizer.SpaceSeparated).CountByValue().Collect().ToDictionary(pair => pair.Key.ToString(), pair => (int)pair.Value));
            Assert.Equal(words, text.FlatMap(Tokenizer.SpaceSeparated).Cache().Map(word => word.ToString()).CountByValue().Collect().ToDictionary(pair => pair.Key, pair => (int)pair.Value));
            Assert.Equal(4L * new FileInfo(input).Length, env.AllReduce(env.Counters.BytesRead, (a, b) => a + b));
        });
        Assert.Equal(Enumerable.Range(0, workers * threads).Select(task => $"part-{task:00000}"), Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order());
        Assert.Equal(lines, Directory.GetFiles(_folder["out"]).Order().SelectMany(File.ReadAllLines));
    }

    [Fact]
    public void The_tasks_of_a_worker_run_at_the_same_time()
    {
        using Barrier together = new(3);
        LocalCluster.Run(1, env =>
        {
            using BatchEnvironment batch = new(env, threads: 3);
            Assert.Equal(3, batch.Parallelize([1, 2, 3]).Filter(_ => together.SignalAndWait(TimeSpan.FromSeconds(60))).Count());
        });
    }

    [Fact]
    public void Messages_move_while_a_task_computes()
    {
        // Worker 0's second task cannot go on before worker 1 is through, which takes worker 0's messages.
        using ManualResetEventSlim done = new();
        LocalCluster.Run(2, env =>
        {
            using BatchEnvironment batch = new(env, threads: 2);
            TSet<int> sent = batch.Parallelize(Enumerable.Range(0, 400_000)).Map(number =>
            {
                if (number == 1) Assert.True(done.Wait(TimeSpan.FromSeconds(60)), "worker 1 was kept waiting");
                if (number == 399_998) done.Set();
                return number;
            });
            Assert.Equal(400_000, sent.PartitionRoundRobin().Count());
        }, new DataflowOptions { BytesInFlight = 4096, ChunkRecords = 64 });
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    public void Results_do_not_depend_on_who_ran_what(int workers, int threads)
    {
        double[] numbers = [.. Enumerable.Range(1, 5000).Select(number => 1.0 / number)];
        (double, string)[] results = [.. Enumerable.Range(0, 5).Select(_ => LocalCluster.Run(workers, env =>
        {
            using BatchEnvironment batch = new(env, threads: threads);
            TSet<double> set = batch.Parallelize(numbers);
            return (set.Sum(), set.Map(number => $"{number:0.00},").AllReduce("", (a, b) => a + b));
        })[0])];
        Assert.Single(results.Distinct());
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void What_a_task_throws_ends_the_others_and_says_where(int workers, int threads)
    {
        foreach ((string name, Action<TSet<int>, Func<int, int>> use) in new Dictionary<string, Action<TSet<int>, Func<int, int>>>
        {
            ["Map"] = (set, f) => set.Map(f).Count(),
            ["Filter"] = (set, f) => set.Filter(x => f(x) > 0).PartitionRoundRobin().Count(),
            ["FlatMap"] = (set, f) => set.FlatMap<int>((x, output) => output.Add(f(x))).OrderBy(x => x).Count(),
            ["MapToTuple"] = (set, f) => set.MapToTuple(x => (f(x), x)).KeyedGather().Collect(),
            ["MapValues"] = (set, f) => set.MapToTuple(x => (x, x)).KeyedPartition().MapValues(f).Cache().Count(),
            ["ForEach"] = (set, f) => set.ForEach(x => f(x)),
            ["AllReduce"] = (set, f) => set.AllReduce(0, (a, b) => f(b)),
            ["Reduce"] = (set, f) => set.Reduce((a, b) => f(b)),
            ["Top"] = (set, f) => set.Top(3, (a, b) => f(a).CompareTo(b)),
            ["WriteText"] = (set, f) => set.WriteText(_folder["out"], x => $"{f(x)}"),
            ["KeyedReduce"] = (set, f) => set.MapToTuple(x => (0, x)).KeyedReduce((a, b) => f(b)).Count(),
            ["PrefixScan"] = (set, f) => set.Scan((a, b) => f(b)).Count(),
        })
        {
            FormatException thrown = new("mine");
            int count = workers == 1 ? 5_000_000 : 100_000, seen = 0;
            AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(workers, env =>
            {
                using BatchEnvironment batch = new(env, threads: threads);
                use(batch.Parallelize(Enumerable.Range(0, count)).Map(x =>
                {
                    seen++;
                    return x;
                }), x => x == 4001 ? throw thrown : x);
            }));
            // The tasks of other workers hear of it with the next message, those of the same one between two chunks. (Threads that count at the same time may count too little.)
            // Behind a shuffle all has been seen.
            if (workers == 1 && name != "MapValues") Assert.True(seen < count / 2, $"{name}: {seen}");
            Assert.Same(thrown, failure.InnerExceptions.First(e => e is not WorkerFailedException));
            string place = Assert.IsType<string>(thrown.Data["Twister2.Place"]);
            Assert.StartsWith(name, place, StringComparison.Ordinal);
            Assert.Contains("worker ", place, StringComparison.Ordinal);
            Assert.Empty(_folder.Entries());
        }
    }

    [Fact]
    public void The_task_that_failed_is_named() => LocalCluster.Run(1, env =>
    {
        using BatchEnvironment batch = new(env, threads: 4);
        TSet<int> set = batch.Parallelize(Enumerable.Range(0, 100)).Map(x => x % 4 == 2 ? throw new FormatException("mine") : x);
        Assert.Equal("Map: worker 0, task 2 (4 in all)", Assert.Throws<FormatException>(() => set.Count()).Data["Twister2.Place"]);
        // The environment goes on.
        Assert.Equal(10, batch.Parallelize(Enumerable.Range(0, 10)).Distinct().Count());
        Assert.Equal(0, env.Engine.OpenEdges);
    });

    [Fact]
    public void An_action_inside_a_function_is_refused_on_every_thread() => LocalCluster.Run(1, env =>
    {
        using BatchEnvironment batch = new(env, threads: 3);
        TSet<int> set = batch.Parallelize([1, 2, 3]);
        int refused = 0;
        set.ForEach(_ =>
        {
            if (Assert.Throws<InvalidOperationException>(() => set.Count()).Message.StartsWith("Count was called inside a function that ForEach runs.", StringComparison.Ordinal)) Interlocked.Increment(ref refused);
        });
        Assert.Equal(3, refused);
    });

    [Fact]
    public void Threads_are_at_least_one_and_end() => LocalCluster.Run(1, env =>
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchEnvironment(env, threads: 0));
        BatchEnvironment batch = new(env, threads: 2);
        Assert.Equal((2, 2), (batch.Threads, batch.TaskCount));
        TSet<int> set = batch.Parallelize([1, 2]);
        Assert.Equal(2, set.Count());
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => set.Count());
    });
}
