using System.Globalization;
using CommandLine;

namespace Twister2.Bench;

/// <summary>The command line of <c>bench/run.sh</c>.</summary>
sealed class Options
{
    [Value(0, MetaName = "NAME", HelpText = "Benchmarks to run (folders of bench/). Default: all.")]
    public IEnumerable<string> Names { get; init; } = [];

    [Option("json", MetaValue = "FILE", HelpText = "Write the rows to FILE as well.")]
    public string? Json { get; init; }

    [Option("ranks", MetaValue = "LIST", Default = "1,2,4", HelpText = "Numbers of ranks.")]
    public string Ranks { get; init; } = "1,2,4";

    [Option("rounds", MetaValue = "N", Default = 5, HelpText = "Counted rounds; medians are taken over them. One more warms up.")]
    public int Rounds { get; init; }

    [Option("mpi", MetaValue = "LIST", HelpText = "Only these MPIs (openmpi, mpich). Default: all that are installed.")]
    public string Mpis { get; init; } = "";

    [Option("case", MetaValue = "LIST", HelpText = "Only these cases. Default: those that need no download.")]
    public string Cases { get; init; } = "";

    [Option("peers", MetaValue = "LIST", HelpText = "Only these peers (c++, mr-mpi, dask). Default: the C and C++ twins.")]
    public string Peers { get; init; } = "";

    [Option("input", MetaValue = "PATH", HelpText = "Use this file or folder instead of the benchmark's own data.")]
    public string? Input { get; init; }

    [Option("timeout", MetaValue = "SECONDS", Default = 600, HelpText = "A single run that takes longer is stopped and has failed.")]
    public int TimeoutSeconds { get; init; }

    [Option("self-check", Hidden = true, HelpText = "Run the peer against itself: shows the noise of this machine.")]
    public bool SelfCheck { get; init; }

    [Option("root", Hidden = true, Default = ".", HelpText = "The repository; set by bench/run.sh.")]
    public string Root { get; init; } = ".";

    /// <summary>Refuses an option without its value: the parser would take the next option's name for it.</summary>
    public static void RequireValues(IReadOnlyList<string> arguments)
    {
        string[] flags = ["--self-check", "--help"];
        for (int i = 0; i < arguments.Count; i++)
        {
            bool isLast = i + 1 == arguments.Count;
            if (arguments[i].StartsWith("--", StringComparison.Ordinal) && !arguments[i].Contains('=') && !flags.Contains(arguments[i])
                && (isLast || arguments[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                throw BenchException.Usage($"{arguments[i]} needs a value, or is no option; see bench/run.sh --help");
            }
        }
    }

    /// <summary>The numbers of ranks, checked.</summary>
    public IReadOnlyList<int> RankCounts() => [.. Ranks.Split(',').Select(RankCount).Distinct()];

    /// <summary>The MPIs asked for; empty: all.</summary>
    public IReadOnlyList<string> MpiNames() => List(Mpis);

    /// <summary>The cases asked for; empty: those that run unasked.</summary>
    public IReadOnlyList<string> CaseNames() => List(Cases);

    /// <summary>The peers asked for; empty: those that run unasked.</summary>
    public IReadOnlyList<string> PeerNames() => List(Peers);

    /// <summary>Refuses what cannot be run before anything is built.</summary>
    public void Check()
    {
        RankCounts();
        if (Rounds < 1)
        {
            throw BenchException.Usage($"--rounds {Rounds}: at least 1");
        }
        if (TimeoutSeconds < 1)
        {
            throw BenchException.Usage($"--timeout {TimeoutSeconds}: at least 1 second");
        }
        if (Input is not null && !Path.Exists(Input))
        {
            throw BenchException.Usage($"--input {Input}: no such file or folder");
        }
        if (Input is not null && CaseNames().Count > 0)
        {
            throw BenchException.Usage("--input takes the place of the cases: leave out --case");
        }
        if (Directory.Exists(Json))
        {
            throw BenchException.Usage($"--json {Json}: that is a folder; give the name of a file");
        }
        if (Json is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(Json))))
        {
            throw BenchException.Usage($"--json {Json}: its folder does not exist");
        }
    }

    static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static int RankCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is > 0 and <= 1_000_000
            ? n
            : throw BenchException.Usage($"--ranks: '{text}' is not a number of ranks; give a list such as 1,2,4");
}
