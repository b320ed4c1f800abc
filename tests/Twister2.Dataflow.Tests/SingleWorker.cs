using Twister2.Dataflow.Transport;

namespace Twister2.Dataflow.Tests;

/// <summary>The environment of a job of one worker, with scratch of the test's choice.</summary>
internal static class SingleWorker
{
    public static DataflowEnvironment New(long memory, ISpillStore? spill = null, DataflowOptions? options = null) => new(
        new InProcessTransport(new InProcessNetwork(1), 0), (options ?? new DataflowOptions()) with { MemoryBytes = memory }, spill: spill ?? new Spill.MemorySpillStore());
}
