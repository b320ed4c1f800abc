using Twister2.Bench.Scaling;
using Twister2.Dataflow;
using Twister2.Mpi;

// What each operator costs a worker as the workers become more: messages, bytes, buffers. Without mpiexec on virtual workers, with formulas, extrapolated; under it for its ranks.
int[] virtualWorkers = [2, 4, 8, 16, 32];
if (System.Environment.GetEnvironmentVariable("OMPI_COMM_WORLD_SIZE") is null && System.Environment.GetEnvironmentVariable("PMI_SIZE") is null)
{
    Dictionary<Case, List<Measurement>> all = Case.All.ToDictionary(c => c, c => virtualWorkers.Select(workers => Measurement.Of(workers, LocalCluster.Run(workers, c.Run, c.Options))).ToList());
    Report.Measured(all, virtualWorkers);
    Report.Extrapolated(all);
    return 0;
}

using Twister2.Mpi.Environment mpi = new(ref args, Threading.Serialized);
Intracommunicator world = Communicator.world;
Dictionary<Case, List<Measurement>> mine = [];
foreach (Case c in Case.All)
{
    using DataflowEnvironment env = DataflowEnvironment.Create(world, c.Options);
    OperatorStatistics own = c.Run(env);
    using DataflowEnvironment collects = DataflowEnvironment.Create(world);
    mine[c] = [Measurement.Of(world.Size, collects.AllReduce<OperatorNumbers[]>([OperatorNumbers.Of(own)], (a, b) => [.. a, .. b]))];
}
if (world.Rank == 0) Report.Measured(mine, [world.Size]);
return 0;
