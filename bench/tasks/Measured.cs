using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Twister2.JobMaster;
using Twister2.Mpi;

namespace Twister2.Bench;

/// <summary>The clock of a benchmark's job and its RESULT line: from a barrier after the data are made to the end, on the slowest rank.</summary>
internal sealed class Measured
{
    private readonly Intracommunicator _world;
    private readonly double _startup;
    private readonly TimeSpan _cpu;
    private readonly long _started;
    private Dictionary<string, object> _result = [];

    /// <summary>Starts the clock. Collective.</summary>
    public Measured(WorkerEnvironment env)
    {
        _world = env.Communicator;
        _world.Barrier();
        _startup = _world.Allreduce(SecondsSinceLaunch(), Operation<double>.Max);
        _cpu = System.Environment.CpuUsage.TotalTime;
        _started = Stopwatch.GetTimestamp();
    }

    /// <summary>Stops it. Collective.</summary>
    public void Stop()
    {
        double total = _world.Allreduce(Stopwatch.GetElapsedTime(_started).TotalSeconds, Operation<double>.Max);
        double processor = _world.Allreduce((System.Environment.CpuUsage.TotalTime - _cpu).TotalSeconds, Operation<double>.Max);
        _result = new() { ["total_s"] = total, ["startup_s"] = _startup, ["cpu_s"] = processor };
    }

    /// <summary>Prints the result with further fields, on rank 0. Collective.</summary>
    public void Print(params (string Name, object Value)[] fields)
    {
        using Process process = Process.GetCurrentProcess();
        double peak = _world.Allreduce(process.PeakWorkingSet64 / 1048576.0, Operation<double>.Max);
        if (_world.Rank != 0) return;
        foreach ((string name, object value) in fields) _result[name] = value;
        _result["peak_mb"] = peak;
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(_result));
    }

    /// <summary>Since the runner started mpiexec, which it says in BENCH_T0; 0 when started by hand.</summary>
    private static double SecondsSinceLaunch() =>
        double.TryParse(System.Environment.GetEnvironmentVariable("BENCH_T0"), CultureInfo.InvariantCulture, out double launched)
            ? (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - launched
            : 0;
}
