using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Starts this test program again, as the class that speaks for the other side.</summary>
[Trait("ranks", "any")]
public sealed class SpawnTests : RankTests
{
    [Fact]
    public void Alone_without_a_library_there_is_nobody_to_start()
    {
        Assert.SkipWhen(Environment.Library.Path is not null, "for the single process");
        var error = Assert.Throws<MpiException>(() => World.Spawn("true", [], 1));
        Assert.Equal(ErrorClass.Spawn, error.ErrorClass);
        Assert.Contains("without an MPI library", error.Message, StringComparison.Ordinal);
        Assert.Throws<MpiException>(() => World.SpawnMultiple([new("true", [], 1)], out _));
        Assert.Throws<MpiException>(() => Environment.OpenPort());
        Assert.Throws<MpiException>(() => Environment.ClosePort("x"));
        Assert.Throws<MpiException>(() => World.Accept("x"));
        Assert.Throws<MpiException>(() => World.Connect("x"));
        Assert.Throws<MpiException>(() => Environment.PublishName("a", "b"));
        Assert.Throws<MpiException>(() => Environment.UnpublishName("a", "b"));
        Assert.Throws<MpiException>(() => Environment.LookupName("a"));
        Assert.Null(Communicator.Parent);
    }

    [Fact]
    public void Wrong_arguments_are_refused_before_anything_starts()
    {
        Assert.Throws<ArgumentNullException>(() => World.Spawn(null!, [], 1));
        Assert.Throws<ArgumentNullException>(() => World.Spawn("true", null!, 1));
        Assert.Equal(ErrorClass.Root, Assert.Throws<MpiException>(() => World.Spawn("true", [], 1, World.Size)).ErrorClass);
        Assert.Equal(ErrorClass.Argument, Assert.Throws<MpiException>(() => World.Spawn("true", [], 0)).ErrorClass);
        Assert.Equal(ErrorClass.Argument, Assert.Throws<MpiException>(() => World.SpawnMultiple([], out _)).ErrorClass);
        Assert.Throws<ArgumentNullException>(() => World.Accept(null!));
        Assert.Throws<ArgumentNullException>(() => Environment.LookupName(null!));
        Assert.Throws<MpiException>(World.Disconnect);
    }

    /// <summary>Open MPI's launcher would end the job, and this process with it.</summary>
    [Fact]
    public void A_program_that_is_not_there_is_refused_on_all_ranks()
    {
        int root = World.Size - 1;
        foreach (string program in new[] { "", "/nonexistent/program", Path.Combine(AppContext.BaseDirectory, "Twister2.Mpi.xml"), "/usr" })
        {
            string mine = World.Rank == root ? program : "true";
            var error = Assert.Throws<MpiException>(() => World.Spawn(mine, [], 1, root));
            Assert.Equal((ErrorClass.Spawn, "MPI_Comm_spawn"), (error.ErrorClass, error.Function));
            Assert.Equal(World.Rank == root, error.Message.Contains($"\"{program}\"", StringComparison.Ordinal));
            error = Assert.Throws<MpiException>(() => World.SpawnMultiple([new("true", [], 1), new(mine, [], 1)], out _, root));
            Assert.Equal((ErrorClass.Spawn, "MPI_Comm_spawn_multiple"), (error.ErrorClass, error.Function));
        }
    }

    [Fact]
    public void Started_processes_are_the_other_group()
    {
        NeedsLauncher();
        var children = World.Spawn("dotnet", Arguments, 2, out int[] codes, World.Size - 1);
        Assert.Equal([0, 0], codes);
        Talk(children, 2);
    }

    [Fact]
    public void Several_programs_start_in_one_world()
    {
        NeedsLauncher();
        using var info = new Info { ["wdir"] = AppContext.BaseDirectory };
        SpawnCommand[] commands = [new("dotnet", Arguments, 1, info), new("dotnet", Arguments, 1)];
        if (Interop.Native.Abi.SpawnsOneProgramOnly)
        {
            var error = Assert.Throws<MpiException>(() => World.SpawnMultiple(commands, out _));
            Assert.Equal(ErrorClass.Spawn, error.ErrorClass);
            Assert.Contains("Spawn of its own", error.Message, StringComparison.Ordinal);
            commands = commands[..1];
        }

        var children = World.SpawnMultiple(commands, out int[] codes);
        Assert.Equal(new int[commands.Length], codes);
        Talk(children, commands.Length);
    }

    [Fact]
    public void Two_halves_of_a_job_meet_at_a_port()
    {
        NeedsLauncher();
        Assert.SkipWhen(World.Size == 1, "needs two processes");
        using var half = World.Split(World.Rank % 2, 0)!;
        string? port = World.Rank == 0 ? Environment.OpenPort() : null;
        World.Broadcast(ref port, 0);
        var inter = World.Rank % 2 == 0 ? half.Accept(port!) : half.Connect(port!);
        Assert.Equal(World.Size, inter.Size + inter.RemoteSize);
        Assert.Equal(inter.RemoteSize, inter.Allreduce(1, Operation<int>.Add));
        inter.Disconnect();
        inter.Dispose();
        Assert.Equal(ErrorClass.Communicator, Assert.Throws<MpiException>(inter.Barrier).ErrorClass);
        if (World.Rank == 0)
            Environment.ClosePort(port!);
    }

    [Fact]
    public void A_port_is_found_by_its_name()
    {
        NeedsLauncher();
        string port = Environment.OpenPort();
        string service = $"twister2-test-{World.Rank}-of-{World.Size}";
        Environment.PublishName(service, port);
        Assert.Equal(port, Environment.LookupName(service));
        Environment.UnpublishName(service, port);
        Assert.Throws<MpiException>(() => Environment.LookupName(service));
        Environment.ClosePort(port);
    }

    [Fact]
    public void A_name_of_two_words_is_no_other_of_the_same_first_word()
    {
        NeedsLauncher(ports: false);
        string service = $"twister2-test-{World.Rank} one";
        if (Interop.Native.Abi.ServiceNamesAreWords)
        {
            foreach (string name in new[] { service, "line\nbreak" })
            {
                Assert.Equal(ErrorClass.Service, Assert.Throws<MpiException>(() => Environment.PublishName(name, "port")).ErrorClass);
                Assert.Equal(ErrorClass.Service, Assert.Throws<MpiException>(() => Environment.LookupName(name)).ErrorClass);
                Assert.Equal(ErrorClass.Service, Assert.Throws<MpiException>(() => Environment.UnpublishName(name, "port")).ErrorClass);
            }

            return;
        }

        Environment.PublishName(service, "port");
        Assert.Equal("port", Environment.LookupName(service));
        Assert.Throws<MpiException>(() => Environment.LookupName($"twister2-test-{World.Rank} two"));
        Environment.UnpublishName(service, "port");
    }

    private static string[] Arguments =>
    [
        typeof(SpawnTests).Assembly.Location, "-parallelMode", "none", "-noColor", "-class", typeof(SpawnedSide).FullName!,
    ];

    private static void NeedsLauncher(bool ports = true)
    {
        Assert.SkipWhen(Environment.Library.Launcher == "none", "starting processes needs the library's own launcher");
        if (!ports)
            return;
        string trouble = "";
        try
        {
            Environment.ClosePort(Environment.OpenPort());
        }
        catch (MpiException e)
        {
            trouble = e.Text;
        }

        // A C program fails in the same way.
        Assert.SkipWhen(
            trouble.Contains("not supported with ucx netmod", StringComparison.Ordinal), "MPICH 4 over UCX (4.0.2, 4.2.1) can neither start processes nor open ports");
        Assert.Equal("", trouble);
    }

    private static void Talk(Intercommunicator children, int count)
    {
        Assert.Equal(count, children.RemoteSize);
        int greeting = 100;
        children.Broadcast(ref greeting, World.Rank == 0 ? Intercommunicator.Root : Intercommunicator.Null);
        Assert.Equal(count * 100, children.Allreduce(1, Operation<int>.Add));
        children.Disconnect();
    }
}

/// <summary>What the processes do that <see cref="SpawnTests"/> starts.</summary>
[Trait("ranks", "none")]
public sealed class SpawnedSide
{
    [Fact]
    public void Answers_its_parents()
    {
        var parent = Communicator.Parent;
        Assert.SkipWhen(parent is null, "for processes that were started by another job");
        Assert.Same(parent, Communicator.Parent);
        int greeting = 0;
        parent.Broadcast(ref greeting, 0);
        Assert.Equal(parent.RemoteSize, parent.Allreduce(greeting, Operation<int>.Add));
        parent.Disconnect();
    }
}
