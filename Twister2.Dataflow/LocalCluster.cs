using Microsoft.Extensions.Logging;
using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow;

/// <summary>
/// Runs a job's code on virtual workers that are threads of this process, with the same chunks and messages as over MPI: for unit tests of jobs, and for trying
/// things out.
/// </summary>
public static class LocalCluster
{
    /// <summary>
    /// Runs <paramref name="worker"/> once per virtual worker and returns when all are done. Statics are shared between the workers, which they are not
    /// over MPI.
    /// </summary>
    /// <exception cref="AggregateException">Workers failed; the first to fail comes first. The others were stopped at their next message.</exception>
    public static void Run(int workers, Action<DataflowEnvironment> worker, DataflowOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(worker);
        Run(workers, env =>
        {
            worker(env);
            return true;
        }, options, logger);
    }

    /// <summary>As <see cref="Run(int, Action{DataflowEnvironment}, DataflowOptions?, ILogger?)"/>, and gives what each worker returned, in the order of the workers.</summary>
    public static T[] Run<T>(int workers, Func<DataflowEnvironment, T> worker, DataflowOptions? options = null, ILogger? logger = null) =>
        Run(new InProcessNetwork(workers), worker, options, logger);

    internal static T[] Run<T>(InProcessNetwork network, Func<DataflowEnvironment, T> worker, DataflowOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentOutOfRangeException.ThrowIfLessThan(network.WorkerCount, 1);
        options?.Validate();
        T[] results = new T[network.WorkerCount];
        List<Exception> failures = [];
        Thread[] threads = [.. Enumerable.Range(0, network.WorkerCount).Select(number => new Thread(() => RunOne(number)) { Name = $"worker {number}" })];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        if (failures.Count > 0) throw new AggregateException(failures);
        return results;

        void RunOne(int number)
        {
            InProcessTransport transport = new(network, number);
            DataflowEnvironment? env = null;
            try
            {
                env = new DataflowEnvironment(transport, options, logger);
                results[number] = worker(env);
                env.Dispose();
            }
            catch (Exception e)
            {
                // Not disposed: that would wait for workers that may never take their messages.
                transport.Dispose();
                env?.CloseStores();
                lock (failures) failures.Add(e);
                network.Fail(number, e);
            }
        }
    }
}
