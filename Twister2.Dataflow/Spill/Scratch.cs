using Microsoft.Extensions.Logging;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Spill;

/// <summary>Finds the node-local directory that operators spill to, and warns of one that is not what it should be.</summary>
internal static class Scratch
{
    private static readonly string[] Variables = ["SLURM_TMPDIR", "TMPDIR"];

    private static readonly string[] InMemory = ["tmpfs", "ramfs"], OverTheNetwork = ["nfs", "nfs4", "lustre", "gpfs", "beegfs", "cifs", "ceph"];

    /// <summary>Where the site's variables say.</summary>
    public static string Default => Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(static value => !string.IsNullOrEmpty(value)) ?? "/tmp";

    /// <summary>The store of a worker, in <paramref name="directory"/> or where the site's variables say.</summary>
    public static ISpillStore Open(string? directory, int worker, ILogger logger)
    {
        string root = RootOf(directory);
        return new FileSpillStore(root, $"w{worker}", () => Check(root, logger));
    }

    /// <summary>A folder of a worker for the program's own files.</summary>
    public static ScratchFolder OpenFolder(string? directory, int worker, ILogger logger)
    {
        string root = RootOf(directory);
        return new ScratchFolder(root, $"v{worker}", () => Check(root, logger));
    }

    /// <summary>The directory that is named, or else the site's.</summary>
    public static string RootOf(string? directory) => directory ?? Default;

    /// <summary>Says when "disk" is memory, or is far away. Called before the first file is made.</summary>
    private static void Check(string root, ILogger logger)
    {
        ScratchFolder.Sweep(root);
        string format = FormatOf(root);
        if (InMemory.Contains(format)) Log.ScratchIsMemory(logger, root, format);
        else if (OverTheNetwork.Contains(format)) Log.ScratchIsRemote(logger, root, format);
    }

    private static string FormatOf(string path)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(path)).DriveFormat;
        }
        catch (IOException)
        {
            return ""; // It does not exist: making the first file says so.
        }
    }
}
