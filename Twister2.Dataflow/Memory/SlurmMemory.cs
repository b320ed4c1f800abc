using System.Globalization;

namespace Twister2.Dataflow.Memory;

/// <summary>What Slurm has given a job of a node's memory. Where the site limits memory by control groups the system says the same; elsewhere Slurm kills a job that takes more.</summary>
internal static class SlurmMemory
{
    /// <summary>In bytes; null outside of Slurm, or where nothing was asked for.</summary>
    public static long? OnThisNode(Func<string, string?> variable)
    {
        if (string.IsNullOrEmpty(variable("SLURM_JOB_ID"))) return null;
        if (Number("SLURM_MEM_PER_NODE") is { } perNode) return perNode << 20;
        return Number("SLURM_MEM_PER_CPU") * Number("SLURM_CPUS_ON_NODE") << 20;

        // Megabytes. 0 is all that the node has.
        long? Number(string name) => long.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value is > 0 and < 1L << 40 ? value : null;
    }
}
