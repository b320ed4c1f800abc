using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Twister2.JobMaster.Driver;
using Twister2.Mpi;

namespace Twister2.JobMaster.Tests;

/// <summary>The examples of docs/resources.md, inside MPI ranks.</summary>
[Trait("ranks", "any")]
public sealed class GuideTests
{
    [Fact]
    public void All_code_of_the_guide_is_here() => Assert.Empty(GuidePage.Missing(GuidePage.Code("resources.md"), "Twister2.JobMaster.Tests/GuideTests.cs"));

    [Fact]
    public void All_settings_are_in_the_guide()
    {
        string guide = GuidePage.Read("resources.md");
        Assert.All(Settings.All, setting => Assert.Contains($"`{setting.Key}`", guide, StringComparison.Ordinal));
        Assert.All(Settings.All.Where(static setting => setting.Default is not null), setting => Assert.Matches($@"`{setting.Key}` \| `?{setting.Default}`? \|", guide));
    }

    [Fact]
    public void A_worker_does_what_the_guide_says()
    {
        using TestFolder folder = new();
        using BarrierTests.Group group = new(hasDriver: true);
        Config config = new([new ConfigEntry("histogram.input", "corpus", "here"), new ConfigEntry("histogram.cache", "4k", "here")]);
        JobContext job = new("job-1", "job", JobDirectory.At(folder.Path, "job-1"), []) { Config = config, Scratch = folder.Path };
        WorkerEnvironment env = new(job, (Intracommunicator)Communicator.world.Clone(), NullLoggerFactory.Instance)
        {
            Controller = group.Controller,
            Driver = new DriverConnection(group.Post, Communicator.world.Rank, exists: true),
        };
        DriverRun? driver = DriverRun.Start(static () => new Search(), job, group.Post, group.Roster, NullLogger.Instance);
        Execute(env);
        env.Driver.Close();
        driver?.WaitForEnd();
        env.Close();
    }

    [Fact]
    public void A_job_is_put_together_as_the_guide_says() => Assert.Equal(("histogram", 4), (JobOf("x").Name, JobOf("x").ComputeResource.Workers));

    private static Twister2Job JobOf(params string[] args)
    {
        Twister2Job job = Twister2Job.NewBuilder()
            .SetJobName("histogram")
            .SetWorkerClass<Histogram>()
            .SetComputeResource(workers: 4, cores: 2, memory: "2G", disk: "10G")
            .SetConfig("histogram.bins", 64)
            .SetArguments(args)
            .Build();
        return job;
    }

    // In a program of its own; here the processes are there already.
    internal static int RunOwn(string[] args)
    {
        Twister2Job job = JobOf(args);
        return job.Run();
    }

    private static void Execute(WorkerEnvironment env)
    {
        int bins = env.Config.Get("histogram.bins", 32);
        string input = env.Config.Get<string>("histogram.input");
        long cache = env.Config.GetBytes("histogram.cache", 1 << 20);
        Assert.Equal((32, "corpus", 4096), (bins, input, cache));

        WorkerController workers = env.Controller;
        foreach (WorkerInfo worker in workers.AllWorkers)
            env.Logger.LogInformation("worker {Rank} on {Node}: {Cores} cores", worker.Rank, worker.Node, worker.Cores);
        workers.OnWorkerChange(change => env.Logger.LogWarning("worker {Worker} is {State}", change.Worker, change.State));
        workers.WaitOnBarrier(TimeSpan.FromSeconds(60));

        string local = Path.Combine(env.VolatileVolume.Path, "index.tmp");
        string kept = Path.Combine(env.PersistentVolume.WorkerPath, "model.bin");
        File.WriteAllText(local, "");
        File.WriteAllText(kept, "");

        double[] rates = env.Driver.Receive()!.As<double[]>();
        env.Driver.Send(rates[env.Rank % rates.Length]);
    }

    private sealed class Histogram : IWorker
    {
        public void Execute(WorkerEnvironment env) => GuideTests.Execute(env);
    }

    public sealed class Search : IDriver
    {
        public void Execute(DriverEnvironment driver)
        {
            driver.Broadcast<double[]>([0.1, 0.2, 0.4]);
            double best = driver.Workers.Max(_ => driver.Receive()!.As<double>());
            driver.Logger.LogInformation("the best of all is {Best}", best);
        }
    }
}
