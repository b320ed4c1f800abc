using Microsoft.Extensions.Logging;
using Twister2.Dataflow;
using Twister2.JobMaster.Barriers;
using Twister2.Mpi;

namespace Twister2.JobMaster.Driver;

/// <summary>Runs the job's driver beside worker 0.</summary>
internal sealed class DriverRun
{
    private readonly Post _post;
    private readonly DriverEnvironment _environment;
    private readonly Thread _thread;

    private DriverRun(IDriver driver, JobContext job, Post post, WorkerRoster roster, ILogger logger)
    {
        _post = post;
        _environment = new DriverEnvironment(job, post, roster, logger);
        _thread = new Thread(() => Run(driver)) { IsBackground = true, Name = "Driver" };
        _thread.Start();
    }

    /// <summary>Starts it on worker 0; elsewhere, and where there is none, nothing happens and this is null.</summary>
    /// <exception cref="UsageException">MPI does not allow it.</exception>
    public static DriverRun? Start(Func<IDriver>? make, JobContext job, Post post, WorkerRoster roster, ILogger logger)
    {
        if (make is null) return null;
        if (roster.Workers.Count > 1 && Mpi.Environment.Threading < Threading.Multiple) throw new UsageException($"A driver needs an MPI that allows calls from several threads at a time; this one has thread level {Mpi.Environment.Threading}.");
        return post.ToDriver is null ? null : new DriverRun(make(), job, post, roster, logger);
    }

    /// <summary>Waits until it has returned, and its listener has heard the last worker.</summary>
    public void WaitForEnd() => _thread.Join();

    private void Run(IDriver driver)
    {
        try
        {
            driver.Execute(_environment);
        }
        catch (Exception e)
        {
            // Nobody waits for this thread: the exception ends the job.
            e.Data[UserCodeException.PlaceKey] = $"the driver {driver.GetType()}";
            throw;
        }
        // One that listens answers as long as there are workers.
        if (_environment.Reader.HasListener) _environment.Reader.WaitForListener();
        else _environment.Reader.End();
        for (int worker = 0; worker < _environment.Workers.Count; worker++) _post.Send(ControlTag.ToWorker, worker, DriverMessage.End(DriverMessage.OfDriver));
    }
}
