using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Twister2.Bench.Mpi;
using Twister2.Mpi;

// Our side of the MPI benchmark: what mpi.c does, call for call, with the calls that a user would write.
//
//   mpiexec -n 2 MpiBench pingpong|bandwidth|requests|persistent|allreduce|alltoall [SECONDS]
//   mpiexec -n 1 MpiBench calls [SECONDS]
Launcher.UsePlainConsole();
using var mpi = new Twister2.Mpi.Environment(ref args);
double startup = SecondsSinceLaunch();
string what = args.Length > 0 ? args[0] : "";
double target = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 0.01;
using var work = new Work(what);
var rows = new Measurement(work, target).Run();
if (Communicator.world.Rank == 0)
{
    string json = JsonSerializer.Serialize(new { rows, startup_s = startup, peak_mb = PeakMegabytes() });
    Console.WriteLine($"RESULT {json}");
}

// Since the runner started mpiexec, which it says in BENCH_T0; 0 when started by hand.
static double SecondsSinceLaunch() =>
    double.TryParse(System.Environment.GetEnvironmentVariable("BENCH_T0"), CultureInfo.InvariantCulture, out double launched)
        ? (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - launched
        : 0;

static double PeakMegabytes()
{
    using Process process = Process.GetCurrentProcess();
    return process.PeakWorkingSet64 / 1048576.0;
}
