using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow.Tests;

/// <summary>Where the contract of the operators runs: the same bodies on virtual workers and on MPI ranks.</summary>
public interface IWorkers
{
    /// <summary>Runs the body once per worker, for each number of workers that this kind offers.</summary>
    void Run(Action<DataflowEnvironment> body, DataflowOptions? options = null);

    /// <summary>A number that is the same on all workers that run the case together.</summary>
    int Agree(int number);
}

/// <summary>Threads of this process: 1, 2, 3, 5 and 8 workers, two to a node, so that chunks between nodes are compressed.</summary>
public sealed class InProcessWorkers : IWorkers
{
    public static readonly int[] Counts = [1, 2, 3, 5, 8];

    public void Run(Action<DataflowEnvironment> body, DataflowOptions? options = null)
    {
        foreach (int count in Counts)
        {
            LocalCluster.Run(new InProcessNetwork(count, workersPerNode: 2), env =>
            {
                body(env);
                Assert.Equal(0, env.Engine.OpenEdges);
                return true;
            }, options);
        }
    }

    public int Agree(int number) => number;
}
