using System.Runtime.CompilerServices;

namespace Twister2.Tasks.Tests;

/// <summary>A data set that is kept lets go what it was computed of, so that a job of many steps keeps only those that it still uses.</summary>
[Trait("ranks", "none")]
public sealed class KeptSetTests
{
    [Theory, InlineData(1), InlineData(3)]
    public void Cached_sets_keep_no_step_before_them(int threads) => LocalCluster.Run(2, env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        (TSet<int> last, WeakReference[] steps) = Iterate(batch, static set => set.Cache());
        Assert.All(steps, static step => Assert.False(IsAlive(step)));
        Assert.Equal(Enumerable.Range(10, 100), last.Collect().Order());
        Assert.Contains("computed already", last.Explain(), StringComparison.Ordinal);
    });

    [Theory, InlineData(1), InlineData(3)]
    public void Persisted_sets_keep_no_step_before_them(int threads) => LocalCluster.Run(2, env =>
    {
        using BatchEnvironment batch = new(env, threads: threads);
        (TSet<int> last, WeakReference[] steps) = Iterate(batch, static set => set.Persist());
        Assert.All(steps, static step => Assert.False(IsAlive(step)));
        Assert.Equal(Enumerable.Range(10, 100), last.Collect().Order());
    });

    [Fact]
    public void Persisting_what_was_moved_takes_no_memory_more() => LocalCluster.Run(1, env =>
    {
        using BatchEnvironment batch = new(env);
        const int Count = 1 << 20;
        using PersistedTSet<long> kept = batch.CreateSource<long>((_, output) =>
        {
            for (long i = 0; i < Count; i++) output.Add(i);
        }).PartitionRoundRobin().Persist();
        Assert.Equal(Count, kept.Count());
        Assert.InRange(env.Memory.Used, Count * sizeof(long), Count * sizeof(long) * 3 / 2);
        Assert.InRange(env.Memory.Peak, Count * sizeof(long), Count * sizeof(long) * 3 / 2);
        Assert.Equal((long)Count * (Count - 1) / 2, kept.Sum());
        kept.Dispose();
        Assert.Equal(0, env.Memory.Used);
    });

    [Fact]
    public void Set_whose_computation_failed_is_computed_again() => LocalCluster.Run(1, env =>
    {
        using BatchEnvironment batch = new(env);
        bool fails = true;
        TSet<int> cached = batch.Parallelize([1, 2, 3]).Map(number => fails ? throw new InvalidDataException("not yet") : number).Cache();
        Assert.Throws<InvalidDataException>(() => cached.Count());
        fails = false;
        Assert.Equal([1, 2, 3], cached.Collect());
    });

    // Each step has an object of its own, which its function refers to.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (TSet<int> Last, WeakReference[] Steps) Iterate(BatchEnvironment batch, Func<TSet<int>, TSet<int>> keep)
    {
        TSet<int> set = batch.Parallelize(Enumerable.Range(0, 100));
        List<WeakReference> steps = [];
        for (int i = 0; i < 10; i++)
        {
            (set, WeakReference step) = Step(set, keep);
            set.Count();
            steps.Add(step);
        }
        return (set, [.. steps]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (TSet<int> Next, WeakReference Step) Step(TSet<int> set, Func<TSet<int>, TSet<int>> keep)
    {
        int[] one = [1];
        return (keep(set.Map(number => number + one[0])), new WeakReference(one));
    }

    // A thread that has just left may hold it for a moment in its registers.
    private static bool IsAlive(WeakReference step)
    {
        for (int attempt = 0; attempt < 50 && step.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(5);
        }
        return step.IsAlive;
    }
}
