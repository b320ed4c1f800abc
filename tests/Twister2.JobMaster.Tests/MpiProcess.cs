using Twister2.Mpi;

[assembly: AssemblyFixture(typeof(Twister2.JobMaster.Tests.MpiProcess))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Twister2.JobMaster.Tests;

/// <summary>MPI in the test process: with mpiexec its ranks, without it a single process.</summary>
public sealed class MpiProcess : IDisposable
{
    private readonly Mpi.Environment _mpi;

    public MpiProcess()
    {
        string[] none = [];
        _mpi = new Mpi.Environment(ref none, Threading.Multiple);
    }

    public void Dispose() => _mpi.Dispose();
}
