using System.Text.Json;

namespace Twister2.Bench;

/// <summary>One way to run a benchmark: its data (or none) and further arguments for both sides.</summary>
/// <param name="Name">The name in the rows.</param>
/// <param name="Data">A data set of <see cref="DataSets"/>; its path takes the place of <c>{data}</c> in the commands.</param>
/// <param name="Arguments">Take the place of an argument <c>{arguments}</c> in the commands.</param>
/// <param name="OnRequest">True: only run when <c>--case</c> names it.</param>
/// <param name="Ranks">The number of ranks, where the work is for no other; <c>--ranks</c> then has no say.</param>
/// <param name="Bars">How far ours may be behind, for the verdict.</param>
/// <param name="Job">Takes the place of <c>{job}</c> in the commands, where cases are different jobs.</param>
/// <param name="Agree">In place of the benchmark's.</param>
/// <param name="Size">In place of the benchmark's.</param>
sealed record BenchmarkCase(
    string Name,
    string? Data = null,
    IReadOnlyList<string>? Arguments = null,
    bool OnRequest = false,
    int? Ranks = null,
    IReadOnlyList<Bar>? Bars = null,
    string? Job = null,
    IReadOnlyList<string>? Agree = null,
    string? Size = null);

/// <summary>
/// A program ours is measured against: built from one C or C++ source beside the description, or a Python script there that starts its own workers, or a command as ours is, which does the same in another way.
/// </summary>
/// <param name="Name">The name in the rows.</param>
/// <param name="Source">The file in the benchmark's folder.</param>
/// <param name="Arguments">Behind the program; <c>{ranks}</c> becomes their number.</param>
/// <param name="Command">In place of both, a command as <see cref="Benchmark.Ours"/> has it.</param>
/// <param name="Cases">The cases that it is for; null: all.</param>
/// <param name="Needs">What has to be installed for it, beyond an MPI with its compiler. Where it is not, the peer is left out.</param>
/// <param name="Libraries">What a C++ program is linked with, or which modules a script imports.</param>
/// <param name="Mpi">The only MPI that these libraries are built for.</param>
/// <param name="OnRequest">True: only measured when <c>--peers</c> names it.</param>
sealed record Peer(
    string Name,
    string Source = "",
    IReadOnlyList<string>? Arguments = null,
    string? Needs = null,
    IReadOnlyList<string>? Libraries = null,
    string? Mpi = null,
    bool OnRequest = false,
    IReadOnlyList<string>? Command = null,
    IReadOnlyList<string>? Cases = null)
{
    /// <summary>Whether it starts its own workers rather than being started as ranks.</summary>
    public bool IsScript => Source.EndsWith(".py", StringComparison.Ordinal);
}

/// <summary>A benchmark as <c>bench/NAME/benchmark.json</c> describes it; <c>bench/README.md</c> explains the fields.</summary>
/// <param name="About">One sentence for a reader.</param>
/// <param name="Agree">The fields of the RESULT line that must be the same on both sides.</param>
/// <param name="Size">The field of the RESULT line that says how large the work was.</param>
/// <param name="Cases">The ways to run it.</param>
/// <param name="Ours">Our command, behind mpiexec's own arguments, paths relative to the repository.</param>
/// <param name="Peers">The programs ours is measured against, one row each.</param>
/// <param name="Rows">True: one run measures many things, and its RESULT line has a list of them.</param>
sealed record Benchmark(
    string About,
    IReadOnlyList<string> Agree,
    string Size,
    IReadOnlyList<BenchmarkCase> Cases,
    IReadOnlyList<string> Ours,
    IReadOnlyList<Peer> Peers,
    bool Rows = false)
{
    const string FileName = "benchmark.json";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public string Name { get; private init; } = "";

    public string Folder { get; private init; } = "";

    /// <summary>The benchmarks of these names, or all.</summary>
    public static IReadOnlyList<Benchmark> Load(string root, IEnumerable<string> names)
    {
        string folder = Path.Combine(root, "bench");
        string[] known = [.. Directory.GetDirectories(folder).Where(d => File.Exists(Path.Combine(d, FileName)))
            .Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        string[] wanted = names.Any() ? [.. names.Distinct()] : known;
        return [.. wanted.Select(name => known.Contains(name)
            ? Read(Path.Combine(folder, name), name)
            : throw BenchException.Usage($"there is no benchmark '{name}'; there are: {string.Join(", ", known)}"))];
    }

    /// <summary>The cases to run: those named, or those that run unasked, or one over the user's own input.</summary>
    public IReadOnlyList<BenchmarkCase> Select(Options options)
    {
        if (options.Input is not null)
        {
            return [new BenchmarkCase("input")];
        }
        return options.CaseNames() is { Count: > 0 } names
            ? [.. names.Select(name => Cases.FirstOrDefault(c => c.Name == name)
                ?? throw BenchException.Usage($"{Name} has no case '{name}'; it has: {string.Join(", ", Cases.Select(c => c.Name))}"))]
            : [.. Cases.Where(c => !c.OnRequest)];
    }

    /// <summary>The peers to run against: those named, or those that run unasked. Where several benchmarks run, a name need not be known to all.</summary>
    public IReadOnlyList<Peer> SelectPeers(Options options) =>
        options.PeerNames() is { Count: > 0 } names ? [.. Peers.Where(peer => names.Contains(peer.Name))] : [.. Peers.Where(peer => !peer.OnRequest)];

    static Benchmark Read(string folder, string name)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            Benchmark benchmark = JsonSerializer.Deserialize<Benchmark>(File.ReadAllText(path), Json)! with { Name = name, Folder = folder };
            return benchmark.Peers.FirstOrDefault(peer => (peer.Source.Length > 0) == (peer.Command is not null)) is { } wrong
                ? throw BenchException.Usage($"{path}: peer {wrong.Name} needs a source or a command, one of them")
                : benchmark;
        }
        catch (JsonException e)
        {
            throw BenchException.Usage($"{path}: {e.Message}");
        }
    }
}
