using System.Diagnostics;

namespace Twister2.Launch.Tests;

/// <summary>An operator that goes wrong on one rank ends the job on all ranks, with the operator, the rank and the reason, and leaves nothing on scratch.</summary>
[Trait("ranks", "none")]
public sealed class FailingOperatorTests : JobTest
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL") == "1";

    private static readonly (string Row, string Fault)[] Few =
        [("KeyedReduce", "Function"), ("KeyedGather", "Hash"), ("Sort", "Packing"), ("Partition", "Unpacking"), ("TopK", "Function")];

    private static readonly (string Row, string Fault)[] Others =
    [
        ("Distinct", "Hash"), ("Gather", "Unpacking"), ("KeyedGather.Ordered", "Packing"), ("KeyedPartition", "Hash"), ("KeyedReduce", "Unpacking"), ("Merge", "Function"),
        ("Partition", "Function"), ("Sort", "Function"), ("Sort.FromSample", "Unpacking"), ("TopK", "Packing"),
    ];

    public static TheoryData<string, string, string> UserCode
    {
        get
        {
            TheoryData<string, string, string> data = [];
            foreach (string mpi in Starts.BothMpis)
                foreach ((string row, string fault) in Full ? [.. Few, .. Others] : Few) data.Add(mpi, row, fault);
            return data;
        }
    }

    public static TheoryData<string, string> Spilling
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string mpi in Starts.BothMpis)
                foreach (string row in Full ? (string[])["KeyedReduce", "Sort", "Distinct", "Gather", "KeyedGather", "KeyedPartition", "Merge", "Partition"] : ["KeyedReduce", "Sort"]) data.Add(mpi, row);
            return data;
        }
    }

    private string Scratch => In("scratch");

    [Theory, MemberData(nameof(UserCode))]
    public void User_code_that_throws_on_one_rank(string mpi, string row, string fault)
    {
        Directory.CreateDirectory(Scratch);
        Result result = Run.ToEnd(Operator(mpi, row, fault, Scratch));
        result.FailsWithStack(1, "rank 1", "Twister2.Dataflow.UserCodeException: " + row.Split('.')[0] + ": worker 1", "ChosenFailureException: chosen failure: " + fault);
        Assert.Equal("Failed", Record.JobStates[^1]);
        Assert.Empty(FilesOn(Scratch));
    }

    [Theory, MemberData(nameof(Spilling))]
    public void Scratch_that_is_really_full(string mpi, string row)
    {
        Directory.CreateDirectory(Scratch);
        if (!TryMount("64k")) Assert.Skip("Mounting needs privileges.");
        try
        {
            Run.ToEnd(Operator(mpi, row, "None", Scratch)).FailsWithStack(1, "Twister2.Dataflow.SpillException: " + row, "No space left on device", Scratch, "Make room there");
            Assert.Empty(FilesOn(Scratch));
        }
        finally
        {
            Start("umount", Scratch);
        }
    }

    [Theory, MemberData(nameof(Spilling))]
    public void Scratch_that_is_no_directory(string mpi, string row)
    {
        Write("scratch", "");
        Run.ToEnd(Operator(mpi, row, "None", Scratch)).FailsWithStack(1, "Twister2.Dataflow.SpillException: " + row, Scratch, "choose another scratch directory");
    }

    [Theory, MemberData(nameof(Spilling))]
    public void Without_a_fault_the_same_job_completes(string mpi, string row)
    {
        Directory.CreateDirectory(Scratch);
        Run.ToEnd(Operator(mpi, row, "None", Scratch)).Succeeds();
        Assert.Empty(Directory.GetFileSystemEntries(Scratch));
    }

    private Command Operator(string mpi, string row, string fault, string scratch) => Job(mpi, 3, "RunsOperator", row, fault, scratch, "20000");

    /// <summary>What is left of the job: a rank that is killed leaves its directory, which the next job removes, but no records.</summary>
    private static IEnumerable<string> FilesOn(string scratch) => Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0);

    private bool TryMount(string size) => Start("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", Scratch) == 0;

    private static int Start(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
