using Twister2.Mpi;

[assembly: AssemblyFixture(typeof(Twister2.Dataflow.Tests.MpiProcess))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Twister2.Dataflow.Tests;

/// <summary>MPI in the test process: with mpiexec its ranks, without it a single process.</summary>
public sealed class MpiProcess : IDisposable
{
    private readonly Mpi.Environment _mpi;

    public MpiProcess()
    {
        string[] none = [];
        _mpi = new Mpi.Environment(ref none, Threading.Serialized);
    }

    public void Dispose()
    {
        // Buffers of requests that were forgotten would be found here rather than by a crash.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _mpi.Dispose();
    }
}

/// <summary>The ranks of the MPI job that this process belongs to.</summary>
public sealed class MpiWorkers : IWorkers
{
    public void Run(Action<DataflowEnvironment> body, DataflowOptions? options = null)
    {
        DataflowEnvironment env = DataflowEnvironment.Create(Communicator.world, options);
        body(env);
        Assert.Equal(0, env.Engine.OpenEdges);
        env.Dispose();
    }

    public int Agree(int number)
    {
        Communicator.world.Broadcast(ref number, 0);
        return number;
    }
}
