using System.Text.Json;
using Twister2.Launch.Cli;

namespace Twister2.Launch.Tests.Tool;

/// <summary>What <c>twister2 doctor</c> finds, here and elsewhere.</summary>
[Trait("ranks", "none")]
public sealed class DoctorTests : ToolTest
{
    [Fact]
    public void Machine_that_runs_these_tests_is_well()
    {
        JsonElement doctor = Json("doctor", "--json");
        Assert.True(doctor.GetProperty("ok").GetBoolean());
        string[] checks = [.. doctor.GetProperty("checks").EnumerateArray().Select(static check => check.GetProperty("check").GetString()!)];
        Assert.Equal(["runtime", "worker", "container", "cores", "memory", "open files", "locked memory", "/dev/shm", "host name", "job root", "scratch", "slurm"], checks[..12]);
        Assert.Contains("MPI", checks);
        JsonElement[] launchers = [.. doctor.GetProperty("checks").EnumerateArray().Where(static check => check.GetProperty("check").GetString()!.StartsWith("mpiexec", StringComparison.Ordinal))];
        Assert.Contains(launchers, static check => check.GetProperty("level").GetString() == "ok" && check.GetProperty("text").GetString()!.Contains("2 ranks on ", StringComparison.Ordinal));
    }

    [Fact]
    public void Machine_without_MPI_is_told_what_to_install()
    {
        Result result = Run.ToEnd(ToolCommand("doctor").With("PATH", Path.GetDirectoryName(Built.Worker)).With("TWISTER2_LIBMPI", In("none.so")));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("FAIL  MPI", result.Output, StringComparison.Ordinal);
        Assert.Contains("there is no mpiexec on the PATH", result.Output, StringComparison.Ordinal);
        Assert.Contains("-> Load the module of an MPI", result.Output, StringComparison.Ordinal);
        Assert.Contains("OK    slurm          none on the PATH", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Launcher_of_another_MPI_and_root_that_is_none_fail()
    {
        Directory.CreateDirectory(In("bin"));
        File.WriteAllText(In("bin/mpiexec"), "#!/bin/sh\n[ \"$1\" = --version ] && echo 'mpiexec (OpenRTE) 4.1.4' && exit\nshift 2; \"$@\"\n");
        File.SetUnixFileMode(In("bin/mpiexec"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Result result = Run.ToEnd(ToolCommand("doctor", "--root", Path.Combine(Write("file", ""), "root")).With("PATH", $"{In("bin")}:/usr/bin:/bin"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("FAIL  mpiexec        mpiexec (OpenRTE) 4.1.4 starts 2 ranks that do not find each other", result.Output, StringComparison.Ordinal);
        Assert.Contains("FAIL  job root", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_read_and_judged()
    {
        const string Limits = "Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 2048                 files\nMax locked memory         8388608              unlimited            bytes\n";
        Assert.Equal(2048, MachineChecks.LimitOf(Limits, "Max open files"));
        Assert.Null(MachineChecks.LimitOf(Limits, "Max locked memory"));
        Assert.Equal(FindingLevel.Warn, MachineChecks.OpenFiles(2048).Level);
        Assert.Equal(FindingLevel.Ok, MachineChecks.OpenFiles(null).Level);
        Assert.Equal(FindingLevel.Warn, MachineChecks.LockedMemory(8 << 20, hasFastNetwork: true).Level);
        Assert.Equal(FindingLevel.Ok, MachineChecks.LockedMemory(8 << 20, hasFastNetwork: false).Level);
        Assert.Equal(FindingLevel.Fail, MachineChecks.SharedMemory(0, 4).Level);
        Assert.Equal(FindingLevel.Warn, MachineChecks.SharedMemory(64 << 20, 4).Level);
        Assert.Equal(FindingLevel.Ok, MachineChecks.SharedMemory(1L << 30, 4).Level);
        Assert.Equal("Apptainer (image)", MachineChecks.ContainerOf(static _ => false, static name => name == "APPTAINER_NAME" ? "image" : null));
        Assert.Equal("Docker", MachineChecks.ContainerOf(static path => path == "/.dockerenv", static _ => null));
        Assert.Null(MachineChecks.ContainerOf(static _ => false, static _ => null));
    }

    [Theory]
    [InlineData("mpiexec (OpenRTE) 4.1.4\n\nReport bugs", "OpenMpi")]
    [InlineData("mpirun (Open MPI) 5.0.3\n", "OpenMpi")]
    [InlineData("HYDRA build details:\n    Version:                                 4.2.1\n", "Mpich")]
    [InlineData("Intel(R) MPI Library for Linux* OS, Version 2021.11", "Mpich")]
    [InlineData("slurm 24.05.2", null)]
    public void Launchers_are_told_apart(string version, string? kind) => Assert.Equal(kind, MpiLauncher.Classify("mpiexec", version).Kind?.ToString());
}
