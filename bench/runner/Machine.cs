using System.Runtime.InteropServices;

namespace Twister2.Bench;

/// <summary>What the figures were measured on.</summary>
static class Machine
{
    /// <summary>Physical cores that this process may use: what launchers count as slots and bind ranks to.</summary>
    public static int Cores()
    {
        var cores = AllowedCpus().Select(cpu => (Topology(cpu, "physical_package_id"), Topology(cpu, "core_id")));
        return cores.Any(c => c.Item2 is null) ? Environment.ProcessorCount : Math.Max(1, cores.Distinct().Count());
    }

    public static string Describe(IEnumerable<MpiInstallation> mpis)
    {
        string[] parts =
        [
            $"{CpuModel()}, {Cores()} cores, {RuntimeInformation.OSArchitecture}",
            $"Linux {Environment.OSVersion.Version}",
            $".NET {Environment.Version}",
            .. mpis.Select(m => $"{m.Name} {m.Version}"),
            Twin.CompilerVersion(mpis.First()),
        ];
        return string.Join("; ", parts);
    }

    static string CpuModel() =>
        FieldOf("/proc/cpuinfo", "model name") ?? FieldOf("/proc/cpuinfo", "Model") ?? "CPU of unknown model";

    // "0-3,8": the CPUs that a job scheduler or taskset left to this process.
    static IEnumerable<int> AllowedCpus() =>
        (FieldOf("/proc/self/status", "Cpus_allowed_list") ?? $"0-{Environment.ProcessorCount - 1}").Split(',').SelectMany(range =>
        {
            int[] ends = [.. range.Split('-').Select(int.Parse)];
            return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
        });

    static string? Topology(int cpu, string name)
    {
        string path = $"/sys/devices/system/cpu/cpu{cpu}/topology/{name}";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    static string? FieldOf(string path, string name) => File.Exists(path)
        ? File.ReadLines(path).Where(line => line.Split(':')[0].Trim() == name).Select(line => line.Split(':', 2)[1].Trim()).FirstOrDefault()
        : null;
}
