using System.Globalization;

namespace Twister2.MpiTest;

/// <summary>
/// The folder of one launch: a small script that starts each rank with output files of its own and notes its exit
/// code. It needs nothing of mpiexec but the rank's number in the environment, so every MPI is served alike.
/// </summary>
internal sealed class RankFiles(string folder)
{
    private const string Script = """
        # Starts one rank. Its exit code is noted here and not given on: mpiexec would kill the other ranks before
        # they have said where they are.
        rank=${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-$PMIX_RANK}}
        if [ -z "$rank" ]; then
            echo "mpitest: this mpiexec sets neither OMPI_COMM_WORLD_RANK, PMI_RANK nor PMIX_RANK" >&2
            exit 97
        fi
        folder=$1
        shift
        "$@" </dev/null >"$folder/$rank.out" 2>"$folder/$rank.err"
        echo $? >"$folder/$rank.exit.new"
        mv "$folder/$rank.exit.new" "$folder/$rank.exit"

        """;

    public string Folder => folder;

    /// <summary>Writes the script and the arguments of the test assembly; gives the command that starts one rank.</summary>
    public IReadOnlyList<string> Create(string assembly, IReadOnlyList<TestCase> cases)
    {
        Directory.CreateDirectory(folder);
        string script = Path.Combine(folder, "rank.sh");
        File.WriteAllText(script, Script);
        string arguments = Path.Combine(folder, "arguments");
        // The fixed seed gives every rank the same order even where an assembly shuffles its cases.
        File.WriteAllLines(arguments, [":1", RunnerConfiguration.PathFor(assembly), "-reporter", "json", "-parallelMode", "none",
            .. TestCatalog.Selection, .. cases.SelectMany(c => (string[])["-id", c.Id])]);
        return ["sh", script, folder, DotnetHost.Path, assembly, "@@", arguments];
    }

    public FileTail Output(int rank) => new(Name(rank, "out"));

    public FileTail Error(int rank) => new(Name(rank, "err"));

    public bool Started(int rank) => File.Exists(Name(rank, "out"));

    /// <summary>How the rank ended; null while it runs, and when it was killed together with its shell.</summary>
    public RankExit? Exit(int rank)
    {
        string name = Name(rank, "exit");
        if (!File.Exists(name))
            return null;
        return new RankExit(int.Parse(File.ReadAllText(name), CultureInfo.InvariantCulture), File.GetLastWriteTimeUtc(name).Ticks);
    }

    private string Name(int rank, string kind) => Path.Combine(folder, $"{rank}.{kind}");
}
