namespace Twister2.JobMaster;

/// <summary>
/// A program that runs once in a job, beside worker 0, and tells the workers what to do by messages. Twister2's <c>IDriver</c>. One that <c>--driver</c>, <see cref="JobOptions.Driver"/> or
/// <see cref="Twister2JobBuilder.SetDriver{TDriver}"/> names.
/// </summary>
/// <remarks>The class must be public, with a constructor without parameters. It needs an MPI with <c>MPI_THREAD_MULTIPLE</c>. Workers cannot be added to a job or taken away: MPI's world is fixed.</remarks>
public interface IDriver
{
    /// <summary>
    /// Runs on a thread of its own on worker 0, when all workers have registered. The job completes when it has returned and all workers have; an exception ends the whole job with exit code 1.
    /// </summary>
    void Execute(DriverEnvironment driver);
}
