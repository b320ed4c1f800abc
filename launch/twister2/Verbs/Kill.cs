using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Ends jobs.</summary>
internal static class Kill
{
    public static int Run(KillOptions options)
    {
        if (options.Grace is not (>= 0 and <= 3600)) throw new UsageException($"--grace {options.Grace}: give seconds, 0 to 3600.");
        JobRoot root = options.OpenRoot();
        // All are found before the first is ended.
        IReadOnlyList<JobView> jobs = JobView.Of([.. options.Jobs.Select(root.Find).DistinctBy(static job => job.Id)]);
        foreach (JobView job in jobs)
            Console.WriteLine(job.HasEnded ? $"{job.Record.Id}: had ended already ({job.State})" : $"{job.Record.Id}: {job.Kill(TimeSpan.FromSeconds(options.Grace))}");
        return ExitCodes.Done;
    }
}
