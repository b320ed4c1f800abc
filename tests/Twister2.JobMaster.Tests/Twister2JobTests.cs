namespace Twister2.JobMaster.Tests;

/// <summary>Jobs that programs put together.</summary>
[Trait("ranks", "none")]
public sealed class Twister2JobTests
{
    [Fact]
    public void A_job_has_what_it_was_given()
    {
        Twister2Job job = Twister2Job.NewBuilder().SetJobName("count").SetWorkerClass<Nothing>().SetComputeResource(workers: 4, cores: 2, memory: "2G", disk: "1K")
            .SetConfig("clusters", 8).SetConfig("fast", true).SetConfig("rate", 0.5).SetArguments("a", "b").SetPersistentVolume("3K").Build();
        Assert.Equal(("count", new ComputeResource(4, 2, 2L << 30, 1024)), (job.Name, job.ComputeResource));
        Assert.Equal(["a", "b"], job.Arguments);
        Assert.Equal([("clusters", "8"), ("fast", "true"), ("rate", "0.5")], job.Config.OrderBy(static one => one.Key).Select(static one => (one.Key, one.Value)));
    }

    [Fact]
    public void A_job_has_the_name_of_its_worker_and_needs_one()
    {
        Assert.Equal("Nothing", Twister2Job.NewBuilder().SetWorkerClass<Nothing>().Build().Name);
        Assert.Throws<InvalidOperationException>(() => Twister2Job.NewBuilder().SetJobName("x").Build());
        Assert.Throws<ArgumentOutOfRangeException>(() => Twister2Job.NewBuilder().SetComputeResource(workers: 0));
        Assert.Throws<UsageException>(() => Twister2Job.NewBuilder().SetComputeResource(memory: "much"));
    }

    [Fact]
    public void Without_a_launcher_it_starts_the_one_that_is_configured()
    {
        Config config = new([new ConfigEntry(Settings.Launcher, "srun --mpi=pmix", "here")]);
        string[] command = SelfLaunch.Command(new JobOptions { Workers = 3 }, config);
        Assert.Equal(["srun", "--mpi=pmix", "-n", "3"], command[..4]);
        Assert.True(File.Exists(command[4]));
    }

    private sealed class Nothing : IWorker
    {
        public void Execute(WorkerEnvironment env) { }
    }
}
