using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Tests;

/// <summary>What Slurm's variables say of memory.</summary>
[Trait("ranks", "none")]
public sealed class SlurmMemoryTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("SLURM_MEM_PER_NODE=100", null)]
    [InlineData("SLURM_JOB_ID=1", null)]
    [InlineData("SLURM_JOB_ID=1 SLURM_MEM_PER_NODE=100", 100L << 20)]
    [InlineData("SLURM_JOB_ID=1 SLURM_MEM_PER_NODE=0", null)]
    [InlineData("SLURM_JOB_ID=1 SLURM_MEM_PER_NODE=much", null)]
    [InlineData("SLURM_JOB_ID=1 SLURM_MEM_PER_CPU=1000 SLURM_CPUS_ON_NODE=4", 4000L << 20)]
    [InlineData("SLURM_JOB_ID=1 SLURM_MEM_PER_CPU=1000", null)]
    public void Memory_of_the_node(string variables, long? bytes)
    {
        Dictionary<string, string> values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static one => one.Split('=')).ToDictionary(static one => one[0], static one => one[1]);
        Assert.Equal(bytes, SlurmMemory.OnThisNode(values.GetValueOrDefault));
    }
}
