namespace Twister2.Tasks.Tests;

/// <summary>Workers with different numbers of threads would wait for each other's tasks: each is told instead.</summary>
public abstract class ThreadAgreementContract(IWorkers workers)
{
    [Fact]
    public void Different_numbers_of_threads_are_named_on_every_worker() => workers.Run(env =>
    {
        if (env.WorkerCount == 1) return;
        int odd = env.WorkerCount - 1;
        using BatchEnvironment batch = new(env, threads: env.Worker == odd ? 3 : 2);
        TSet<int> set = batch.Parallelize([1, 2, 3]);
        foreach (Action action in (Action[])[() => set.Count(), () => set.Order().Collect(), () => set.ForEach(_ => { }), () => set.ToTable().Count()])
        {
            string message = Assert.Throws<InvalidOperationException>(action).Message;
            Assert.Contains("worker 0 has 2", message, StringComparison.Ordinal);
            Assert.Contains($"worker {odd} has 3", message, StringComparison.Ordinal);
        }
        using BatchEnvironment same = new(env, threads: 2);
        Assert.Equal(3, same.Parallelize([1, 2, 3]).Count());
    });
}

[Trait("ranks", "none")]
public sealed class InProcessThreadAgreement() : ThreadAgreementContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiThreadAgreement() : ThreadAgreementContract(new MpiWorkers());
