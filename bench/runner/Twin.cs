namespace Twister2.Bench;

/// <summary>Builds the C and C++ peers, once for each MPI, into <c>out/bench/MPI/</c>.</summary>
static class Twin
{
    public static readonly IReadOnlyList<string> Flags = ["-O3", "-march=native", "-std=c++17"];

    // What users compile C with; the time is spent in the library.
    static readonly IReadOnlyList<string> FlagsOfC = ["-O2"];

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Returns the path of the program. It is compiled every time: a second or two, and never a stale one.</summary>
    public static string Build(string root, Benchmark benchmark, Peer peer, MpiInstallation mpi)
    {
        CheckCompiler(mpi);
        string folder = Path.Combine(root, "out", "bench", mpi.Name);
        Directory.CreateDirectory(folder);
        string program = Path.Combine(folder, $"{benchmark.Name}-{peer.Name}");
        string source = Path.Combine(benchmark.Folder, peer.Source);
        string[] compiler = source.EndsWith(".c", StringComparison.Ordinal) ? [mpi.CCompiler, .. FlagsOfC] : [mpi.Compiler, .. Flags];
        var output = Command.Run([.. compiler, "-o", program, source, .. peer.Libraries ?? []], Patience);
        return output.ExitCode == 0 ? program : throw new BenchException($"{compiler[0]} cannot compile {source}:\n{output.Tail()}");
    }

    /// <summary>The compiler behind mpicxx and its version, for the machine line.</summary>
    public static string CompilerVersion(MpiInstallation mpi) =>
        CheckCompiler(mpi).Output.Split('\n')[0].Trim();

    static CommandOutput CheckCompiler(MpiInstallation mpi)
    {
        if (Command.Find(mpi.Compiler) is null)
        {
            throw BenchException.Usage(
                $"{mpi.Mpiexec} is there but {mpi.Compiler} is not: install its development files (Debian: libopenmpi-dev, libmpich-dev)");
        }
        var output = Command.Run([mpi.Compiler, "--version"], Patience);
        return output.ExitCode == 0
            ? output
            : throw BenchException.Usage($"{mpi.Compiler} finds no C++ compiler: install one (Debian: g++)\n{output.Tail()}");
    }
}
