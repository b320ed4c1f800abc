using Xunit;

namespace Twister2.MpiTest.Tests;

/// <summary>The parts that are one function each.</summary>
public sealed class SmallPartsTests
{
    [Theory]
    [InlineData("rank 1", 1)]
    [InlineData("ranks 0, 1", 1, 0)]
    [InlineData("ranks 0-2, 4, 6, 7", 0, 1, 2, 4, 6, 7)]
    public void Ranks_are_named_briefly(string text, params int[] ranks) => Assert.Equal(text, RankSet.Format(ranks));

    [Theory]
    [InlineData("mpiexec (OpenRTE) 4.1.4\n\nReport bugs to", MpiKind.OpenMpi, "mpiexec (OpenRTE) 4.1.4")]
    [InlineData("mpiexec (Open MPI) 5.0.7\n", MpiKind.OpenMpi, "mpiexec (Open MPI) 5.0.7")]
    [InlineData("HYDRA build details:\n    Version:        4.0.2\n", MpiKind.Mpich, "HYDRA 4.0.2")]
    [InlineData("Intel(R) MPI Library for Linux* OS, Version 2021.13", MpiKind.Mpich, "Intel(R) MPI Library for Linux* OS, Version 2021.13")]
    internal void An_mpiexec_is_known_by_its_version(string text, MpiKind kind, string line) =>
        Assert.Equal((kind, line), MpiInstallation.Classify(text));

    [Fact]
    public void An_unknown_mpiexec_is_not_used() => Assert.Null(MpiInstallation.Classify("mpiexec for something else 1.0"));

    [Fact]
    public void Rank_variables_of_a_surrounding_job_do_not_reach_the_ranks()
    {
        var environment = new Dictionary<string, string?> { ["OMPI_COMM_WORLD_RANK"] = "7", ["PMI_RANK"] = "7", ["PATH"] = "/bin" };
        new MpiInstallation(MpiKind.Mpich, "mpiexec", "").Prepare(environment);
        Assert.Equal(["PATH", "UCX_ERROR_SIGNALS", "UCX_WARN_UNUSED_ENV_VARS"], environment.Keys.Order());
    }

    [Theory]
    [InlineData(3, "exited with code 3")]
    [InlineData(139, "was ended by signal 11 (SIGSEGV)")]
    [InlineData(255, "exited with code 255")]
    public void An_exit_is_told_in_words(int code, string text) => Assert.Equal(text, new RankExit(code, 0).ToString());

    [Fact]
    public void Rank_counts_are_read_in_order_and_once() => Assert.Equal([3, 1], new Options { Ranks = "3, 1,3" }.RankCounts());

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("two")]
    public void A_wrong_rank_count_is_refused(string ranks) =>
        Assert.Throws<UsageException>(() => new Options { Ranks = ranks }.RankCounts());

    [Fact]
    public void Runner_frames_are_left_out_of_stacks() => Assert.Equal(
        "   at Mine.Test()\nAborted",
        StackText.Shorten("   at Xunit.Assert.Fail(String)\n   at Mine.Test()\n   at System.Reflection.MethodBaseInvoker.X()\nAborted"));

    [Fact]
    public void A_listing_is_found_among_other_lines()
    {
        string listing = """
            a word from a static constructor
            [{"ID":"1","DisplayName":"A.B","Explicit":false},{"ID":"2","DisplayName":"A.C","Explicit":true},{"ID":"1","DisplayName":"A.B"}]
            """;
        Assert.Equal([new TestCase("1", "A.B")], TestCatalog.Parse(listing));
        Assert.Empty(TestCatalog.Parse("[]\n")!);
        Assert.Null(TestCatalog.Parse("usage: something else"));
    }

    [Fact]
    public void The_assemblys_own_runner_configuration_is_kept()
    {
        string folder = Directory.CreateTempSubdirectory("mpitest-tests-").FullName;
        try
        {
            string assembly = Path.Combine(folder, "X.dll");
            Assert.Equal("{\"synchronousReporting\":true}", RunnerConfiguration.For(assembly));
            File.WriteAllText(Path.Combine(folder, "xunit.runner.json"), "{ \"culture\": \"invariant\", /* why */ }");
            Assert.Equal("{\"culture\":\"invariant\",\"synchronousReporting\":true}", RunnerConfiguration.For(assembly));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
