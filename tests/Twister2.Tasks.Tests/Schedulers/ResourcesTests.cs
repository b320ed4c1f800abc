using Twister2.Dataflow.Transport;

namespace Twister2.Tasks.Tests;

/// <summary>What workers have, as the system, MPI and Slurm say.</summary>
public sealed class ResourcesTests
{
    [Fact, Trait("ranks", "none")]
    public void Slurm_variables_are_understood()
    {
        ClusterResources resources = Slurm(("SLURM_JOB_NODELIST", "rack[1-2]n[09-10],login"), ("SLURM_TASKS_PER_NODE", "2(x3),1,3"), ("SLURM_CPUS_PER_TASK", "4"), ("SLURM_MEM_PER_NODE", "1000"));
        Assert.Equal(["rack1n09", "rack1n10", "rack2n09", "rack2n10", "login"], resources.Nodes);
        Assert.Equal([2, 2, 2, 1, 3], resources.Nodes.Select(node => resources.WorkersOf(node).Count));
        Assert.All(resources.Workers, worker => Assert.Equal(4, worker.Cores));
        Assert.Equal((long)(0.7 * (500L << 20)), resources.Workers[0].MemoryBytes);
        Assert.Equal((long)(0.7 * (1000L << 20)), resources.Workers[6].MemoryBytes);
    }

    [Fact, Trait("ranks", "none")]
    public void Slurm_may_say_less()
    {
        ClusterResources perCpu = Slurm(("SLURM_JOB_NODELIST", "a,b"), ("SLURM_TASKS_PER_NODE", "4,2"), ("SLURM_JOB_CPUS_PER_NODE", "16(x2)"), ("SLURM_MEM_PER_CPU", "100"));
        Assert.Equal([4, 4, 4, 4, 8, 8], perCpu.Workers.Select(worker => worker.Cores));
        Assert.Equal((long)(0.7 * (800L << 20)), perCpu.Workers[5].MemoryBytes);
        ClusterResources little = Slurm(("SLURM_JOB_NODELIST", "a"), ("SLURM_TASKS_PER_NODE", "2"), ("SLURM_MEM_PER_NODE", "0"));
        Assert.All(little.Workers, worker => Assert.Equal((1.0, long.MaxValue), (worker.Cores, worker.MemoryBytes)));
    }

    [Theory, Trait("ranks", "none")]
    [InlineData(null, "1", "SLURM_JOB_NODELIST is not set")]
    [InlineData("a", null, "SLURM_TASKS_PER_NODE is not set")]
    [InlineData("a[1", "1", "SLURM_JOB_NODELIST is 'a[1'")]
    [InlineData("a", "x", "SLURM_TASKS_PER_NODE is 'x'")]
    [InlineData("a", "1,2", "SLURM_TASKS_PER_NODE is '1,2', which cannot be understood: it is for 2 nodes, and there are 1")]
    public void Slurm_variables_that_make_no_sense_are_named(string? nodes, string? tasks, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => Slurm(("SLURM_JOB_NODELIST", nodes), ("SLURM_TASKS_PER_NODE", tasks))).Message, StringComparison.Ordinal);

    [Fact, Trait("ranks", "none")]
    public void Processors_are_shared_by_those_that_may_use_them()
    {
        int[] low = CpuSet.Parse("0-3").Numbers, some = CpuSet.Parse(" 2-5,8\n").Numbers;
        Assert.Equal([2, 3, 4, 5, 8], some);
        Assert.Equal(3, CpuSet.ShareOf(low, 4, [low, some]));
        Assert.Equal(4, CpuSet.ShareOf(some, 5, [low, some]));
        Assert.Equal(4, CpuSet.ShareOf(low, 4, [low]));
        Assert.Equal(1, CpuSet.ShareOf(low, 2, [low, some]));
    }

    [Fact, Trait("ranks", "none")]
    public void Nodes_are_known_with_and_without_their_domain()
    {
        ClusterResources resources = new([new(0, "a.cluster", 1, 1), new(1, "b", 1, 1), new(2, "a.cluster", 1, 1)]);
        Assert.Equal([0, 2], resources.WorkersOf("A"));
        Assert.Equal([0, 2], resources.WorkersOf("a.cluster"));
        Assert.Equal([1], resources.WorkersOf("b.cluster"));
        Assert.Empty(resources.WorkersOf("a.elsewhere"));
    }

    [Fact, Trait("ranks", "none")]
    public void Virtual_workers_are_two_to_a_node() => LocalCluster.Run(new InProcessNetwork(5, workersPerNode: 2), env =>
    {
        ClusterResources resources = ClusterResources.Gather(env);
        Assert.Equal([2, 2, 1], resources.Nodes.Select(node => resources.WorkersOf(node).Count));
        return Checked(env, resources);
    });

    [Fact, Trait("ranks", "any")]
    public void Ranks_say_what_they_have() => new MpiWorkers().Run(env => Checked(env, ClusterResources.Gather(env)));

    [Fact, Trait("ranks", "any")]
    public void Paths_are_found_on_the_nodes_that_have_them() => new MpiWorkers().Run(env =>
    {
        string path = Path.Combine(Path.GetTempPath(), $"twister2-paths-{env.Broadcast(Environment.ProcessId)}");
        ClusterResources resources = ClusterResources.Gather(env);
        if (resources.WorkersOf(resources.Workers[env.Worker].Node)[0] == env.Worker) File.WriteAllText(path, "12345");
        env.Barrier();
        IReadOnlyList<IReadOnlyList<DataLocation>> found = resources.FindPaths(env, [path, path + ".not"]);
        Assert.Equal(resources.Nodes.Select(node => new DataLocation(node, 5)), found[0]);
        Assert.Empty(found[1]);
        env.Barrier();
        File.Delete(path);
    });

    private static bool Checked(DataflowEnvironment env, ClusterResources resources)
    {
        Assert.Equal(env.WorkerCount, resources.WorkerCount);
        Assert.All(resources.Workers, worker => Assert.InRange(worker.Cores, 1.0 / 64, 4096));
        Assert.Equal(env.Memory.Limit, resources.Workers[env.Worker].MemoryBytes);
        // The same on all.
        Assert.Equal(env.Broadcast(resources.ToString()), resources.ToString());
        foreach (string node in resources.Nodes) Assert.True(resources.WorkersOf(node).Sum(worker => resources.Workers[worker].Cores) <= Environment.ProcessorCount + 1e-6, resources.ToString());
        return true;
    }

    private static ClusterResources Slurm(params (string Name, string? Value)[] variables) => ClusterResources.FromSlurm(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
