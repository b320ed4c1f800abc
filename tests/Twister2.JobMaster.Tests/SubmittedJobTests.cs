namespace Twister2.JobMaster.Tests;

/// <summary>Jobs whose directory was made before their workers ran.</summary>
[Trait("ranks", "none")]
public sealed class SubmittedJobTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("twister2-submitted-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Each_start_of_Slurms_takes_the_directory_once()
    {
        JobRecord job = Make();
        Assert.Equal(JobState.Pending, job.State);
        Assert.True(Begin("12", 0));
        Assert.Equal(JobState.Starting, Read().State);
        // A second step of the same batch script.
        Assert.False(Begin("12", 0));
        File.WriteAllText(job.Directory.FailureFile, "the first");
        Assert.True(Begin("12", 1));
        Assert.False(File.Exists(job.Directory.FailureFile));
        Assert.Equal("the first", File.ReadAllText($"{job.Directory.FailureFile}.0"));
        Assert.Equal((1, "12", 3), (Read().Restarts, Read().SlurmJobId, Read().WorkerCount));
    }

    [Fact]
    public void Directory_of_another_job_is_not_taken()
    {
        SubmittedJob.Accept(Make(), "12", "west");
        Assert.Equal("west", Read().Description.SlurmCluster);
        Assert.False(SubmittedJob.TryBegin(_root, "job", "13", 0));
        Assert.True(SubmittedJob.TryBegin(_root, "job", "12", 0));
        Assert.False(SubmittedJob.TryBegin(_root, "nobody", "12", 0));
        JobDirectory.Create(_root, "plain").Describe((Described with { Id = "plain", IsSubmitted = false }).Write);
        Assert.False(SubmittedJob.TryBegin(_root, "plain", "12", 0));
    }

    [Fact]
    public void End_that_was_seen_from_outside_is_kept_until_it_starts_again()
    {
        JobRecord job = Make();
        DateTimeOffset ended = new(2090, 2, 3, 4, 5, 6, TimeSpan.Zero);
        job.WriteEnd(JobState.Lost, "a node", ended);
        Assert.Equal((JobState.Lost, "a node", ended, true), (Read().State, Read().Message, Read().Ended, Read().IsEndSeen));
        Assert.True(Begin("12", 1));
        Assert.Equal((JobState.Starting, null, null, false), (Read().State, Read().Message, Read().Ended, Read().IsEndSeen));
    }

    [Theory]
    [InlineData(100, "SLURM_JOB_ID=1 SLURM_JOB_END_TIME=100", true)]
    [InlineData(130, "SLURM_JOB_ID=1 SLURM_JOB_END_TIME=100", true)]
    [InlineData(97, "SLURM_JOB_ID=1 SLURM_JOB_END_TIME=100", false)]
    [InlineData(100, "SLURM_JOB_END_TIME=100", false)]
    [InlineData(100, "SLURM_JOB_ID=1", false)]
    [InlineData(100, "SLURM_JOB_ID=1 SLURM_JOB_END_TIME=never", false)]
    public void Time_limit(long now, string variables, bool isAt)
    {
        Dictionary<string, string> values = variables.Split(' ').Select(static one => one.Split('=')).ToDictionary(static one => one[0], static one => one[1]);
        Assert.Equal(isAt, SlurmVariables.IsAtTimeLimit(DateTimeOffset.FromUnixTimeSeconds(now), values.GetValueOrDefault));
    }

    private static JobDescription Described => new() { Id = "job", Name = "job", Started = DateTimeOffset.UnixEpoch, WorkerCount = 2, IsSubmitted = true };

    private JobRecord Make() => SubmittedJob.Make(_root, Described);

    private JobRecord Read() => new JobRoot(_root).Find("job");

    /// <summary>As worker 0 does it.</summary>
    private bool Begin(string slurm, int restarts)
    {
        if (!SubmittedJob.TryBegin(_root, "job", slurm, restarts)) return false;
        new EventLog(Read().Directory.EventFile, "job", TimeProvider.System).Job(JobState.Starting, json =>
        {
            json.WriteNumber("workers", 3);
            json.WriteString("slurm_job_id", slurm);
            json.WriteNumber("restarts", restarts);
        });
        return true;
    }
}
