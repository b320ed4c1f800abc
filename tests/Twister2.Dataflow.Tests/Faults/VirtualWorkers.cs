using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow.Tests;

/// <summary>
/// Virtual workers whose transport and scratch a test chooses, and whose end it sees one by one: what each threw, and what it had not given back. A run that does not end is a failure, with what
/// each worker waits for.
/// </summary>
internal sealed class VirtualWorkers(int count)
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(60);

    private readonly DataflowEnvironment?[] _environments = new DataflowEnvironment?[count];

    public Func<ITransport, ITransport> Transport { get; init; } = static transport => transport;

    public Func<int, ISpillStore?> Scratch { get; init; } = static _ => null;

    public DataflowOptions Options { get; init; } = new();

    /// <summary>What each worker threw, or null.</summary>
    public Exception?[] Failures { get; } = new Exception?[count];

    /// <summary>Bytes of the budget that a worker had not given back at its end.</summary>
    public long[] Held { get; } = new long[count];

    public void Run(Action<DataflowEnvironment> body)
    {
        InProcessNetwork network = new(count, workersPerNode: 2);
        Thread[] threads = [.. Enumerable.Range(0, count).Select(worker => new Thread(() => RunOne(network, worker, body)) { IsBackground = true, Name = $"worker {worker}" })];
        foreach (Thread thread in threads) thread.Start();
        DateTime end = DateTime.UtcNow + TimeToEnd;
        bool ended = true;
        foreach (Thread thread in threads) ended &= thread.Join(TimeSpan.FromTicks(Math.Max(1, (end - DateTime.UtcNow).Ticks)));
        if (ended) return;
        string left = string.Join("; ", threads.Where(thread => thread.IsAlive).Select(thread => thread.Name)), waits = Waits();
        network.Fail(-1, new TimeoutException("the test's time is over"));
        Assert.Fail($"No end after {TimeToEnd}: {left}. {waits} Failures: {string.Join("; ", Failures.Select(failure => failure?.Message ?? "-"))}");
    }

    /// <summary>Who waits for whom.</summary>
    private string Waits()
    {
        IEnumerable<WorkerWaits> told = _environments.OfType<DataflowEnvironment>().Select(env => env.LatestWaits());
        // The first time asks, the second has the answers.
        _ = told.ToArray();
        Thread.Sleep(500);
        WorkerWaits[] waits = [.. told];
        return string.Join('\n', [WaitGraph.Join(waits).ToString(), .. waits.SelectMany(worker => worker.Operators.Select(wait => $"  worker {worker.Worker}: {wait}"))]);
    }

    private void RunOne(InProcessNetwork network, int worker, Action<DataflowEnvironment> body)
    {
        ITransport transport = Transport(new InProcessTransport(network, worker));
        try
        {
            DataflowEnvironment env = _environments[worker] = new(transport, Options, spill: Scratch(worker));
            body(env);
            Held[worker] = env.Memory.Used;
            env.Dispose();
        }
        catch (Exception e)
        {
            Failures[worker] = e;
            Held[worker] = _environments[worker]?.Memory.Used ?? 0;
            network.Fail(worker, e);
            transport.Dispose();
            _environments[worker]?.CloseStores();
        }
    }
}
