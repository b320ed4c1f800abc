using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>A job whose directory was made when it was submitted to Slurm, before any of its workers ran; Slurm may start it more than once.</summary>
internal static class SubmittedJob
{
    /// <summary>Makes the directory of a job that is to be submitted.</summary>
    /// <exception cref="DataAccessException">It cannot be made.</exception>
    public static JobRecord Make(string root, JobDescription description)
    {
        JobDirectory directory = JobDirectory.Create(root, description.Id);
        directory.Describe(description.Write);
        return JobRecord.TryRead(directory.Path) ?? throw new DataAccessException($"'{directory.DescriptionFile}' was written and cannot be read.");
    }

    /// <summary>Keeps the number that Slurm has given it. Workers may run already; what they need to know they have from Slurm.</summary>
    public static void Accept(JobRecord job, string slurmJobId, string? cluster) =>
        job.Directory.Describe((job.Description with { SlurmJobId = slurmJobId, SlurmCluster = cluster }).Write);

    /// <summary>
    /// On worker 0: takes the directory for this start of the job. False where it was not made for this job of Slurm's, or where this start has taken it already, as a second step of the same
    /// batch script would; the id is then in use. What an earlier start said of its failure is kept under another name, so that this one can say its own.
    /// </summary>
    /// <exception cref="DataAccessException">The directory cannot be written to.</exception>
    public static bool TryBegin(string root, string id, string slurmJobId, int restarts)
    {
        JobDirectory directory = JobDirectory.At(root, id);
        if (JobRecord.TryRead(directory.Path) is not { Description: { IsSubmitted: true } description } job) return false;
        if (description.SlurmJobId is { } other && other != slurmJobId) return false;
        if (job.Restarts >= restarts) return false;
        try
        {
            if (File.Exists(directory.FailureFile)) File.Move(directory.FailureFile, $"{directory.FailureFile}.{job.Restarts ?? 0}", overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataAccessException($"Job directory '{directory.Path}' cannot be written to: {e.Message}", e);
        }
        return true;
    }
}
