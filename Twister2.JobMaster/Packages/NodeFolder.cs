namespace Twister2.JobMaster;

/// <summary>Folders that each node has for itself.</summary>
internal static class NodeFolder
{
    /// <summary>Scratch, as operators use it: <c>$SLURM_TMPDIR</c>, <c>$TMPDIR</c> or <c>/tmp</c>.</summary>
    public static string Scratch => Dataflow.Spill.Scratch.Default;

    /// <summary>Where packages of jobs are kept that were sent to this node: <c>$TWISTER2_PACKAGES</c>, else a folder of the user's own in <see cref="Scratch"/>.</summary>
    public static string Packages =>
        System.Environment.GetEnvironmentVariable("TWISTER2_PACKAGES") is { Length: > 0 } named ? Path.GetFullPath(named) : Path.GetFullPath(Path.Combine(Scratch, $"twister2-packages-{System.Environment.UserName}"));
}
