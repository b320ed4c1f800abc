using System.Diagnostics;
using System.Globalization;
using Twister2.Mpi;

namespace Twister2.Bench.TeraSort;

/// <summary>What a round of this worker took, in seconds, and what came of it.</summary>
internal sealed record Round(double Startup, double Exchanged, double Total, double Processor, double System)
{
    public Verifier Verifier { get; init; } = new();
}

/// <summary>The clock of a round; it starts when all workers have come.</summary>
internal sealed class Clock
{
    private readonly double _startup;
    private readonly long _started;
    private readonly System.Environment.ProcessCpuUsage _used;

    public Clock(Intracommunicator world)
    {
        world.Barrier();
        _startup = SecondsSinceLaunch();
        _started = Stopwatch.GetTimestamp();
        _used = System.Environment.CpuUsage;
    }

    public double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    /// <summary>The end of the round, which is that of the last worker.</summary>
    public Round Stop(Intracommunicator world, double exchanged)
    {
        world.Barrier();
        double total = Seconds;
        System.Environment.ProcessCpuUsage used = System.Environment.CpuUsage;
        return new Round(_startup, exchanged, total, (used.TotalTime - _used.TotalTime).TotalSeconds, (used.PrivilegedTime - _used.PrivilegedTime).TotalSeconds);
    }

    /// <summary>Since the runner started mpiexec, which it says in BENCH_T0; 0 when started by hand.</summary>
    private static double SecondsSinceLaunch() =>
        double.TryParse(System.Environment.GetEnvironmentVariable("BENCH_T0"), CultureInfo.InvariantCulture, out double launched)
            ? (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - launched
            : 0;
}
