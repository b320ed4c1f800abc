namespace Twister2.JobMaster;

/// <summary>A job's program. One instance runs on every worker. Twister2's <c>IWorker</c>.</summary>
/// <remarks>The class must be public, with a constructor without parameters.</remarks>
public interface IWorker
{
    /// <summary>
    /// Runs this worker's part. The job completes when it has returned on every worker; an exception on any worker ends the whole job with exit code 1.
    /// </summary>
    void Execute(WorkerEnvironment env);
}
