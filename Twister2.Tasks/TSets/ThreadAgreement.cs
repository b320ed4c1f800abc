using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>All workers have the same number of threads, so that they have the same tasks: else some would wait for records of tasks that there are not.</summary>
internal sealed class ThreadAgreement
{
    private ThreadAgreement() { }

    /// <summary>Compares the numbers of all workers. Collective.</summary>
    /// <exception cref="InvalidOperationException">On every worker: they differ; the message names two workers.</exception>
    public static ThreadAgreement Check(DataflowEnvironment env, int threads)
    {
        if (env.IsAgreed(threads)) return new ThreadAgreement();
        (int Threads, int Worker) own = (threads, env.Worker);
        ((int Threads, int Worker) Least, (int Threads, int Worker) Most) all = env.AllReduce((Least: own, Most: own), static (a, b) =>
            (b.Least.Threads < a.Least.Threads ? b.Least : a.Least, b.Most.Threads > a.Most.Threads ? b.Most : a.Most));
        throw new InvalidOperationException(
            $"The workers have different numbers of threads: worker {all.Least.Worker} has {all.Least.Threads}, worker {all.Most.Worker} has {all.Most.Threads}. "
            + "Data sets have as many tasks on a worker as threads, so each worker must have the same: give all of them the same --threads.");
    }
}
