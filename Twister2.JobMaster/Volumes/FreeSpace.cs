using System.Globalization;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>How much can be written somewhere, and whether that is enough.</summary>
internal static class FreeSpace
{
    /// <summary>Bytes that this user may still write below a folder.</summary>
    /// <exception cref="DataAccessException">It is not there.</exception>
    public static long Of(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataAccessException($"How much is free in '{path}' cannot be told: {e.Message}", e);
        }
    }

    /// <summary>Refuses to start a worker whose volumes have no room. Every worker of a node looks: each may see another disk.</summary>
    /// <exception cref="UsageException">There is less; the message says how much, and where.</exception>
    public static void Check(WorkerEnvironment env, JobSettings settings)
    {
        if (settings.VolatileBytes is { } size)
        {
            int neighbors = env.Controller.AllWorkers.Count(worker => worker.Node == env.Controller.Worker.Node);
            Check(env.VolatileVolume.FreeBytes, (double)size * neighbors, $"The volatile volumes of {neighbors} worker{(neighbors == 1 ? "" : "s")} on {env.Controller.Worker.Node} are", env.VolatileVolume.Scratch, "Name another directory of the nodes with --scratch, or ask for less.");
        }
        if (settings.PersistentBytes is { } shared && env.Rank == 0) Check(env.PersistentVolume.FreeBytes, shared, "The job's persistent volume is", env.JobDirectory, "Name another place with --root, or ask for less.");
    }

    private static void Check(long free, double wanted, string what, string where, string advice)
    {
        if (wanted <= free) return;
        throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{what} to have {wanted / 1e9:0.0} GB, and '{where}' has {free / 1e9:0.0} GB free. {advice}"));
    }
}
