using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Twister2.Launch.Cli;

/// <summary>The machine: runtime, container, cores, memory, limits.</summary>
internal static partial class MachineChecks
{
    private const long ShmPerCore = 16 << 20, LeastShm = 128 << 20;

    public static IEnumerable<Finding> All()
    {
        yield return Runtime(DotnetProgram.Find());
        yield return Worker();
        yield return Finding.Ok("container", ContainerOf(File.Exists, Environment.GetEnvironmentVariable) ?? "none");
        yield return Cores(Environment.ProcessorCount, File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").Count(static line => line.StartsWith("processor", StringComparison.Ordinal)) : 0);
        yield return Finding.Ok("memory", $"{Text.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} for the processes of this machine or container");
        // The runtime raises its own to what it may have, in workers too.
        string limits = File.Exists("/proc/self/limits") ? File.ReadAllText("/proc/self/limits") : "";
        yield return OpenFiles(LimitOf(limits, "Max open files"));
        yield return LockedMemory(LimitOf(limits, "Max locked memory"), hasFastNetwork: Directory.Exists("/dev/infiniband"));
        yield return SharedMemory(Directory.Exists("/dev/shm") ? new DriveInfo("/dev/shm").TotalSize : 0, Environment.ProcessorCount);
        yield return HostName(Environment.MachineName);
    }

    private static Finding Runtime(string dotnet)
    {
        string runtime = $".NET {Environment.Version} ({RuntimeInformation.RuntimeIdentifier})";
        return OnPath.Find(dotnet) is { } sdk
            ? Finding.Ok("runtime", $"{runtime}; SDK: {sdk}")
            : Finding.Warn("runtime", $"{runtime}; no SDK", "Jobs run; to build projects install the .NET 10 SDK, or build them elsewhere and give the assembly or a .zip.");
    }

    private static Finding Worker()
    {
        try
        {
            return Finding.Ok("worker", WorkerCommand.WorkerProgram());
        }
        catch (JobMaster.UsageException e)
        {
            return Finding.Fail("worker", e.Message, "Build it: launch/quickstart.sh --local puts it beside twister2.");
        }
    }

    internal static string? ContainerOf(Func<string, bool> exists, Func<string, string?> variable) =>
        variable("APPTAINER_NAME") is { Length: > 0 } apptainer ? $"Apptainer ({apptainer})"
        : variable("SINGULARITY_NAME") is { Length: > 0 } singularity ? $"Singularity ({singularity})"
        : exists("/.dockerenv") ? "Docker"
        : exists("/run/.containerenv") ? "Podman"
        : variable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } ? "Kubernetes"
        : null;

    internal static Finding Cores(int mine, int machine) => mine < machine
        ? Finding.Ok("cores", $"{mine} of the machine's {machine}: more ranks than that are slower")
        : Finding.Ok("cores", $"{mine}: more ranks than that are slower");

    /// <summary>A limit that Linux tells of: null for none.</summary>
    internal static long? LimitOf(string limits, string name) =>
        limits.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        && Blanks().Split(line[name.Length..].Trim()) is [_, var hard, ..] && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;

    internal static Finding OpenFiles(long? limit) => limit is < 4096
        ? Finding.Warn("open files", $"{limit} at most", "Spill files and connections to many workers need more: 'ulimit -Hn 65536', or nofile in /etc/security/limits.conf.")
        : Finding.Ok("open files", limit is null ? "no limit" : $"{limit} at most");

    internal static Finding LockedMemory(long? limit, bool hasFastNetwork) => limit is not null && hasFastNetwork
        ? Finding.Warn("locked memory", $"{Text.Bytes(limit.Value)} at most, and there is an InfiniBand or RoCE card", "MPI registers its buffers with the card: memlock unlimited in /etc/security/limits.conf, and under Slurm PropagateResourceLimitsExcept=MEMLOCK.")
        : Finding.Ok("locked memory", limit is null ? "no limit" : $"{Text.Bytes(limit.Value)} at most; no card here that needs more");

    internal static Finding SharedMemory(long bytes, int cores)
    {
        const string Cure = "MPI exchanges through it what ranks of a node send each other: in a container --shm-size=1g, else mount -o remount,size=50% /dev/shm.";
        if (bytes == 0) return Finding.Fail("/dev/shm", "there is none", Cure);
        return bytes < Math.Max(LeastShm, cores * ShmPerCore) ? Finding.Warn("/dev/shm", $"{Text.Bytes(bytes)}", Cure) : Finding.Ok("/dev/shm", $"{Text.Bytes(bytes)}");
    }

    private static Finding HostName(string name)
    {
        try
        {
            return Finding.Ok("host name", $"{name} is {string.Join(", ", Dns.GetHostAddresses(name).Take(3).Select(static address => address.ToString()))}");
        }
        catch (SocketException e)
        {
            return Finding.Warn("host name", $"{name} has no address: {e.Message}", "Launchers look it up, and wait or fail: add it to /etc/hosts.");
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
