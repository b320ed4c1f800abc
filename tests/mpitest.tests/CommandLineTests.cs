using System.Diagnostics;
using Xunit;

namespace Twister2.MpiTest.Tests;

/// <summary>The harness as a command: exit codes, messages, signals.</summary>
public sealed class CommandLineTests
{
    [Theory, MemberData(nameof(SamplesTests.EachMpi), MemberType = typeof(SamplesTests))]
    public void Good_cases_pass_for_each_number_of_ranks(string mpi)
    {
        Mpis.SkipUnlessInstalled(mpi);
        HarnessProcess harness = HarnessProcess.Run("--mpi", mpi, "--ranks", "1,2,2", "--filter", "good.", HarnessProcess.Samples);
        // A case that is skipped on rank 1 alone passes.
        Assert.Equal("12 passed, 0 failed", harness.LastLine);
        Assert.Equal(0, harness.ExitCode);
        Assert.Matches($"{mpi} +n=1 +6 passed, 0 failed, 1 skipped", harness.Output);
        Assert.Matches($"{mpi} +n=2 +6 passed, 0 failed, 1 skipped", harness.Output);
        Assert.Empty(harness.Leftovers);
    }

    [Theory, MemberData(nameof(SamplesTests.EachMpi), MemberType = typeof(SamplesTests))]
    public void Sigterm_stops_everything_it_started(string mpi)
    {
        Mpis.SkipUnlessInstalled(mpi);
        HarnessProcess harness = HarnessProcess.RunAnd(TerminateWhenRanksRun, "--mpi", mpi, "--ranks", "2", "--filter", "HangsEverywhere", HarnessProcess.Samples);
        Assert.Equal(143, harness.ExitCode);
        Assert.Contains("stopped by a signal", harness.Error, StringComparison.Ordinal);
        Assert.Empty(harness.Leftovers);
    }

    [Fact]
    public void Listing_names_the_marked_cases_and_runs_nothing()
    {
        HarnessProcess harness = HarnessProcess.Run("--list", "--filter", "Good.", HarnessProcess.Samples);
        Assert.Equal(0, harness.ExitCode);
        string[] lines = harness.Output.TrimEnd().Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.Contains("mpitest.samples  Twister2.MpiTest.Samples.Good.Rows(row: 2)", lines);
    }

    [Theory]
    [InlineData("no such file", "/no/such/assembly.dll")]
    [InlineData("not a number of ranks", "--ranks", "1,x", "SAMPLES")]
    [InlineData("'lam' is not known", "--mpi", "lam", "SAMPLES")]
    [InlineData("not a time limit", "--timeout", "0", "SAMPLES")]
    [InlineData("no case has 'nowhere'", "--filter", "nowhere", "SAMPLES")]
    [InlineData("no case may run inside ranks", "SELF")]
    [InlineData("is it an xunit v3 test assembly?", "HARNESS")]
    [InlineData("folder of /no/such/folder/r.json does not exist", "--json", "/no/such/folder/r.json", "SAMPLES")]
    [InlineData("Option 'wrong' is unknown", "--wrong", "SAMPLES")]
    [InlineData("required", "--list")]
    public void Wrong_use_is_one_clear_message_and_exit_code_2(string message, params string[] arguments)
    {
        if (MpiMissing())
            Assert.Skip("no MPI is installed");
        HarnessProcess harness = HarnessProcess.Run([.. arguments.Select(Resolve)]);
        Assert.Equal(2, harness.ExitCode);
        Assert.Contains(message, harness.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", harness.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all", "no MPI found")]
    [InlineData("mpich", "mpich was asked for")]
    public void A_missing_mpi_is_named(string mpi, string message)
    {
        HarnessProcess harness = HarnessProcess.RunWithPath("/no/such/folder", "--mpi", mpi, HarnessProcess.Samples);
        Assert.Equal(2, harness.ExitCode);
        Assert.Contains(message, harness.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_mpiexec_that_does_not_start_is_exit_code_2_with_its_own_words()
    {
        string folder = Directory.CreateTempSubdirectory("mpitest-tests-").FullName;
        try
        {
            string fake = Path.Combine(folder, "mpiexec");
            File.WriteAllText(fake, "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'HYDRA build details:'; else echo 'no proxy today'; exit 5; fi\n");
            File.SetUnixFileMode(fake, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            HarnessProcess harness = HarnessProcess.RunWithPath(folder, "--ranks", "2", HarnessProcess.Samples);
            Assert.Equal(2, harness.ExitCode);
            Assert.Contains("mpiexec did not start any rank (exit code 5)", harness.Error, StringComparison.Ordinal);
            Assert.Contains("no proxy today", harness.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void TerminateWhenRanksRun(Process harness, ProcessTree descendants)
    {
        for (int i = 0; i < 600 && descendants.Alive().Count(p => p.Rank is not null) < 4; i++)
            Thread.Sleep(50);
        using Process kill = Process.Start("kill", ["-TERM", $"{harness.Id}"]);
        kill.WaitForExit();
    }

    private static bool MpiMissing()
    {
        try
        {
            return MpiInstallation.Find([]).Count == 0;
        }
        catch (UsageException)
        {
            return true;
        }
    }

    private static string Resolve(string argument) => argument switch
    {
        "SAMPLES" => HarnessProcess.Samples,
        "SELF" => typeof(CommandLineTests).Assembly.Location,
        "HARNESS" => typeof(Options).Assembly.Location,
        _ => argument,
    };
}
