using System.Text.Json;

namespace Twister2.Launch.Tests;

/// <summary>Configuration, barriers, volumes and drivers of jobs, as their users have them.</summary>
[Trait("ranks", "none")]
public sealed class ResourceTests : JobTest
{
    public static TheoryData<string> Mpis => Tests.Starts.BothMpis;

    public static TheoryData<string, int> Starts => Tests.Starts.Three;

    private string Configs => In("configs");

    [Theory, MemberData(nameof(Starts))]
    public void Workers_have_one_configuration_volumes_and_barriers(string mpi, int ranks)
    {
        Configure("""{ "twister2": { "threads": 3, "scratch": "../../scratch" }, "greeting": "hallo", "clusters": 5 }""");
        Directory.CreateDirectory(In("scratch"));
        Result result = Run.ToEnd(Job("TellsResources", mpi, ranks, "--conf", "clusters=8", "--conf=other=a b")).Succeeds();
        for (int rank = 0; rank < ranks; rank++)
            Assert.Contains($"{rank}: 3 hallo 8 of {ranks}, {ranks} there, started again 0 times, twister2-v{rank}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"kept: {ranks}\n", result.Output, StringComparison.Ordinal);
        // What is volatile is gone, what is not is there.
        Assert.Empty(Directory.GetFileSystemEntries(In("scratch")));
        Assert.Equal($"{ranks - 1}", File.ReadAllText(Path.Combine(Record.Path, "volume", $"worker-{ranks - 1}", "kept")));
        JsonElement config = Record.Description.GetProperty("config");
        Assert.Equal(("8", "--conf"), (config.GetProperty("clusters").GetProperty("value").GetString(), config.GetProperty("clusters").GetProperty("source").GetString()));
        Assert.Equal("a b", config.GetProperty("other").GetProperty("value").GetString());
        Assert.Equal(Path.Combine(Configs, "twister2", "twister2.json"), config.GetProperty("twister2.threads").GetProperty("source").GetString());
        Assert.False(config.TryGetProperty("twister2.stall-timeout", out _));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Setting_that_is_written_wrong_is_refused(string mpi, int ranks)
    {
        Configure("""{ "twister2.thread": 3 }""");
        Run.ToEnd(Job("Tells", mpi, ranks)).FailsWith(2, "twister2.thread (", "Is 'twister2.threads' meant?");
        Assert.False(Record.Exists);
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Workers_that_do_not_come_to_a_barrier_are_named(string mpi) =>
        Run.ToEnd(Job("LateAtBarrier", mpi, 3)).FailsWithStack(1, "TimeoutException", "1 of 3 workers have not come to barrier 1 in 1 s: worker 2 (process ");

    [Theory, MemberData(nameof(Starts))]
    public void Driver_and_workers_talk(string mpi, int ranks) =>
        Assert.Contains($"{ranks} workers: {385 * ranks}\n", Run.ToEnd(Job("Driven", mpi, ranks, "--driver", "Drives")).Succeeds().Output, StringComparison.Ordinal);

    [Theory, MemberData(nameof(Starts))]
    public void Failure_of_the_driver_ends_the_job(string mpi, int ranks) =>
        Run.ToEnd(Worker(mpi, ranks, "--job-id", JobId, "--class", "Driven", "--driver", "Drives", Built.Workers, "fail").With("XDG_CONFIG_HOME", Configs))
            .FailsWithStack(1, "the driver has had enough", "in the driver Twister2.LaunchJobs.Drives");

    [Fact]
    public void Driver_that_is_not_there_is_told() => Run.ToEnd(Job("Driven", Tests.Starts.Local, 1, "--driver", "Nobody")).FailsWith(2, "no driver 'Nobody'", "Drives");

    [Fact]
    public void What_a_killed_job_left_on_its_node_is_removed_by_the_next()
    {
        string scratch = Directory.CreateDirectory(In("scratch")).FullName;
        using (Run run = new(Worker(Tests.Starts.Local, 1, "--scratch", scratch, "--job-id", JobId, "--class", "KeepsScratch", Built.Workers, "wait")))
        {
            run.Until(() => File.Exists(Path.Combine(Record.Path, "ready-0")), "the worker has written");
            run.Signal("KILL");
            run.ToEnd();
        }
        Assert.Single(Directory.GetFiles(scratch, "data", SearchOption.AllDirectories));
        Run.ToEnd(Worker(Tests.Starts.Local, 1, "--scratch", scratch, "--class", "KeepsScratch", Built.Workers)).Succeeds();
        Assert.Empty(Directory.GetFileSystemEntries(scratch));
    }

    [Theory, InlineData("--volatile-volume", "--scratch"), InlineData("--persistent-volume", "--root")]
    public void Volume_without_room_is_refused(string option, string advice) =>
        Run.ToEnd(Job("Tells", Tests.Starts.Local, 1, option, "500000T")).FailsWith(2, "to have 549755813.9 GB", "GB free", advice);

    [Theory, MemberData(nameof(Mpis))]
    public void Program_of_its_own_starts_the_workers_that_it_asks_for(string mpi)
    {
        Command ranks = Command.Ranks(mpi, 3, []);
        string launcher = string.Join(' ', ranks.ToString().Trim().Split(' ')[..^2]);
        Command command = new Command(Built.OwnProgram, ["built", "ä"]).With("TWISTER2_HOME", Home).With("XDG_CONFIG_HOME", Configs).With("TWISTER2_LAUNCHER", launcher)
            .With("OMPI_ALLOW_RUN_AS_ROOT", "1").With("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
        Assert.Contains("good morning from 3 workers: built|ä\n", Run.ToEnd(command).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("good morning from 3 workers: built\n", Run.ToEnd(Command.Ranks(mpi, 3, [Built.OwnProgram, "built"]).With("TWISTER2_HOME", Home)).Succeeds().Output, StringComparison.Ordinal);
        Run.ToEnd(Command.Ranks(mpi, 2, [Built.OwnProgram, "built"]).With("TWISTER2_HOME", Home)).FailsWith(2, "to have 3 workers, and 2 were started", "-n 3");
    }

    [Theory, MemberData(nameof(Mpis))]
    public void Run_passes_configuration_and_driver_on(string mpi)
    {
        string launcher = string.Join(' ', Command.Ranks(mpi, 3, []).ToString().Trim().Split(' ')[..^2]);
        Configure($$"""{ "twister2.launcher": "{{launcher}}" }""");
        Assert.Contains("3 workers: 1155\n", Tool("run", "-n", "3", "--class", "Driven", "--driver", "Drives", Built.Workers).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("good night from 3 workers: built\n", Tool("run", "-n", "3", "--conf", "greeting=good night", "--conf=other=1", Built.OwnProgram, "--", "built").Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Launcher_that_is_not_there_is_told()
    {
        Result result = Run.ToEnd(new Command(Built.OwnProgram, ["built"]).With("TWISTER2_HOME", Home).With("TWISTER2_LAUNCHER", "no-such-mpiexec"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'twister2.launcher' names, does not start", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Config_shows_where_values_come_from_and_changes_them()
    {
        Assert.Contains("is set in", Tool("config", "set", "twister2.threads", "4").Succeeds().Error, StringComparison.Ordinal);
        Tool("config", "set", "greeting", "good day").Succeeds();
        Assert.Equal("4\n", Tool("config", "get", "twister2.threads").Succeeds().Output);
        Assert.Equal("good day\n", Tool("config", "get", "greeting").Succeeds().Output);
        using (JsonDocument json = JsonDocument.Parse(Tool("config", "list", "--json").Succeeds().Output))
        {
            JsonElement threads = json.RootElement.GetProperty("twister2.threads"), root = json.RootElement.GetProperty("twister2.root"), memory = json.RootElement.GetProperty("twister2.memory");
            Assert.Equal(("4", Path.Combine(Configs, "twister2", "twister2.json")), (threads.GetProperty("value").GetString(), threads.GetProperty("source").GetString()));
            Assert.Equal((Home, "TWISTER2_HOME"), (root.GetProperty("value").GetString(), root.GetProperty("source").GetString()));
            Assert.Equal((JsonValueKind.Null, "default", "TWISTER2_MEMORY"), (memory.GetProperty("value").ValueKind, memory.GetProperty("source").GetString(), memory.GetProperty("variable").GetString()));
        }
        Assert.Contains("twister2.stall-timeout", Tool("config").Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Configs, "twister2", "twister2.json"), Tool("config", "path").Succeeds().Output, StringComparison.Ordinal);
        Tool("config", "unset", "greeting").Succeeds();
        Assert.Equal(1, Tool("config", "get", "greeting").ExitCode);
        Assert.Contains($"it is {Home} all the same here: TWISTER2_HOME wins", Tool("config", "set", "twister2.root", "/x").Succeeds().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Is 'twister2.threads' meant?", "set", "twister2.thread", "4")]
    [InlineData("cannot have 0 threads", "set", "twister2.threads", "0")]
    [InlineData("Is 'twister2.threads' meant?", "get", "twister2.thread")]
    [InlineData("wants a name and a value", "set", "a")]
    [InlineData("wants a name", "get")]
    [InlineData("takes no name", "list", "a")]
    [InlineData("takes no value", "get", "a", "b")]
    [InlineData("is not set in", "unset", "a")]
    [InlineData("--here", "get", "a", "--here")]
    public void Wrong_use_of_config(string words, params string[] arguments)
    {
        Result result = Tool(["config", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Configs));
    }

    [Theory, MemberData(nameof(Starts))]
    public void Resources_are_those_of_the_ranks(string mpi, int ranks)
    {
        Command command = mpi == Tests.Starts.Local ? new(Built.Tool, ["resources", "--local", "--json"]) : Command.Ranks(mpi, ranks, [Built.Tool, "resources", "--json"]);
        using JsonDocument json = JsonDocument.Parse(Run.ToEnd(command.With("XDG_CONFIG_HOME", Configs)).Succeeds().Output);
        Assert.Equal((ranks, 1), (json.RootElement.GetProperty("workers").GetInt32(), json.RootElement.GetProperty("nodes").GetInt32()));
        Assert.All(json.RootElement.GetProperty("worker_list").EnumerateArray(), static worker => Assert.True(worker.GetProperty("memory_bytes").GetInt64() > 0 && worker.GetProperty("cores").GetDouble() > 0 && worker.GetProperty("scratch_free_bytes").GetInt64() > 0));
    }

    [Fact]
    public void Resources_of_an_allocation_are_what_Slurm_says()
    {
        Command command = new Command(Built.Tool, ["resources"]).With("SLURM_JOB_NODELIST", "n[1-2]").With("SLURM_TASKS_PER_NODE", "2(x2)").With("SLURM_CPUS_PER_TASK", "8").With("SLURM_MEM_PER_NODE", "1000");
        Assert.Contains("4 workers on 2 nodes, 32 cores; from Slurm", Run.ToEnd(command).Succeeds().Output, StringComparison.Ordinal);
        Result result = Run.ToEnd(command.With("SLURM_TASKS_PER_NODE", "x"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("SLURM_TASKS_PER_NODE is 'x'", result.Error, StringComparison.Ordinal);
    }

    private void Configure(string json)
    {
        Directory.CreateDirectory(Path.Combine(Configs, "twister2"));
        File.WriteAllText(Path.Combine(Configs, "twister2", "twister2.json"), json);
    }

    private Command Job(string worker, string mpi, int ranks, params string[] options) =>
        Worker(mpi, ranks, [.. options, "--job-id", JobId, "--class", worker, Built.Workers]).With("XDG_CONFIG_HOME", Configs);

    private Result Tool(params IReadOnlyList<string> arguments) => Run.ToEnd(new Command(Built.Tool, arguments).With("TWISTER2_HOME", Home).With("XDG_CONFIG_HOME", Configs)
        .With("OMPI_ALLOW_RUN_AS_ROOT", "1").With("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
        .With("PATH", $"{Path.GetDirectoryName(Built.Worker)}:{System.Environment.GetEnvironmentVariable("PATH")}"));
}
