using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>The folders that jobs write to: their directories, which all nodes must see, and scratch, which is each node's own.</summary>
internal static class FolderChecks
{
    private const long LeastForJobs = 100 << 20, LeastForScratch = 5L << 30;

    private static readonly string[] Shared = ["nfs", "nfs4", "lustre", "gpfs", "beegfs", "ceph", "cifs", "smb", "smb2", "fuse", "panfs", "afs", "pvfs2", "orangefs", "glusterfs"];

    public static IEnumerable<Finding> All(JobRoot root)
    {
        Finding jobs = Jobs(root.Path);
        yield return jobs;
        if (jobs.Level != FindingLevel.Fail && SharedBySlurm(root.Path) is { } shared) yield return shared;
        yield return Scratch();
    }

    private static Finding Jobs(string root)
    {
        const string Cure = "Choose another place with --root or TWISTER2_HOME; on a cluster one that all nodes see.";
        if (Probe(root) is { } error) return Finding.Fail("job root", $"{root}: {error}", Cure);
        (string type, long free) = Look(root);
        if (free < LeastForJobs) return Finding.Warn("job root", $"{root}: only {Text.Bytes(free)} left", Cure);
        bool isCluster = OnPath.Find("sbatch") is not null;
        return isCluster && !Shared.Contains(type) && Environment.GetEnvironmentVariable("SLURM_JOB_NUM_NODES") is null
            ? Finding.Warn("job root", $"{root}: {type}, {Text.Bytes(free)} free; that looks like this machine's own disk, and Slurm's nodes must see it", $"{Cure} To be sure: salloc -N 2 twister2 doctor.")
            : Finding.Ok("job root", $"{root}: {type}, {Text.Bytes(free)} free");
    }

    /// <summary>Within an allocation of several nodes: whether each sees what is written here.</summary>
    private static Finding? SharedBySlurm(string root)
    {
        if (Environment.GetEnvironmentVariable("SLURM_JOB_NUM_NODES") is not { } nodes || nodes is "" or "1") return null;
        string file = Path.Combine(root, $".doctor-{Guid.NewGuid():N}");
        File.WriteAllText(file, "");
        try
        {
            // Slurm's variables are what names the allocation here.
            (int code, string output) = ChildCommand.Run(TimeSpan.FromSeconds(60), "srun", "--overlap", "-N", nodes, "-n", nodes, "--ntasks-per-node=1", "sh", "-c", "[ -e \"$0\" ] && echo sees || echo \"misses $(hostname)\"", file);
            string[] lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            string[] misses = [.. lines.Where(static line => line.StartsWith("misses ", StringComparison.Ordinal)).Select(static line => line["misses ".Length..])];
            if (code == 0 && misses.Length == 0 && lines.Length > 0) return Finding.Ok("shared root", $"all {nodes} nodes see {root}");
            return misses.Length > 0
                ? Finding.Fail("shared root", $"{root} is not seen by {string.Join(", ", misses.Take(5))}", "Choose a folder on the shared file system with --root or TWISTER2_HOME.")
                : Finding.Warn("shared root", $"srun could not be asked: {lines.FirstOrDefault() ?? $"exit code {code}"}", "Look at 'srun hostname' in this allocation.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Finding Scratch()
    {
        const string Cure = "Name the nodes' own disk by TMPDIR (SLURM_TMPDIR under Slurm; 'submit slurm --scratch').";
        string folder = NodeFolder.Scratch;
        if (Probe(folder) is { } error) return Finding.Fail("scratch", $"{folder}: {error}", Cure);
        (string type, long free) = Look(folder);
        string text = $"{folder}: {type}, {Text.Bytes(free)} free";
        if (type == "tmpfs") return Finding.Warn("scratch", $"{text}; that is memory, and what is spilled there frees none", Cure);
        if (Shared.Contains(type)) return Finding.Warn("scratch", $"{text}; that is not this node's own disk, and slow for it", Cure);
        return free < LeastForScratch ? Finding.Warn("scratch", text, Cure) : Finding.Ok("scratch", text);
    }

    /// <summary>Why nothing can be written there; null where it can.</summary>
    private static string? Probe(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            string file = Path.Combine(folder, $".doctor-{Guid.NewGuid():N}");
            File.WriteAllText(file, "x");
            File.Delete(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static (string Type, long Free) Look(string folder)
    {
        DriveInfo drive = new(folder);
        return (drive.DriveFormat, drive.AvailableFreeSpace);
    }
}
