using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Twister2.Dataflow;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>
/// Tells of the failure that ends a job: once on standard error, in the worker's log and in the event log; then ends all ranks. When several workers fail at
/// once, the first to make <c>failure.txt</c> in the job's directory is the one that tells.
/// </summary>
internal sealed class FailureReport
{
    // A worker that fails second leaves the end of the job to the first for so long.
    private static readonly TimeSpan PatienceWithFirst = TimeSpan.FromSeconds(5);

    // And a worker that is hit by a signal second. Launchers have no more patience than a few seconds.
    private static readonly TimeSpan TimeToTell = TimeSpan.FromSeconds(2);

    // MPICH's launcher drops what a rank has written and it has not read yet when the rank calls MPI_Abort.
    private static readonly TimeSpan TimeToBeRead = TimeSpan.FromSeconds(0.3);

    private readonly Lock _gate = new();
    private JobContext? _job;
    private EventLog? _events;
    private int _rank;
    private bool _passed;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>From here on there is a job directory to tell of failures in.</summary>
    public void Know(JobContext job, EventLog events, int rank)
    {
        _job = job;
        _events = events;
        _rank = rank;
    }

    /// <summary>
    /// Tells of the failure and ends the job with MPI_Abort; only where this is the only process, or MPI was never started, it returns the exit code.
    /// </summary>
    public int EndJob(Exception exception)
    {
        exception = Innermost(exception);
        int code = exception is UsageException || (exception is MpiException && !Running) ? ExitCodes.WrongUse : ExitCodes.Failed;
        lock (_gate)
        {
            // In the order of what must not be lost: a full disk stops the files, not standard error.
            string text = Describe(exception);
            bool first = ClaimToBeFirst();
            if (first)
            {
                Tell(text);
                KeepText(text);
            }
            Log.Failed(Logger, exception);
            if (first) TellEvents(exception);
            return EndAllRanks(code, first);
        }
    }

    /// <summary>Ends the job, and in any case this process, for an exception on a thread that nobody waits for. The runtime would end it without a word to the others.</summary>
    public void EndProcess(Exception exception)
    {
        lock (_gate)
        {
            // The worker has said that it is done; MPI may be ending, and must not be called. The runtime reports the exception.
            if (_passed) return;
            System.Environment.Exit(EndJob(exception));
        }
    }

    /// <summary>The program has returned on this worker. Does not return where one of the program's threads has failed before that.</summary>
    public void Pass()
    {
        lock (_gate) _passed = true;
    }

    /// <summary>
    /// Notes that a signal, or the loss of the launcher, ends this worker, and returns the code that the process is to end with. The launcher passes a signal on to all workers, and ends the others
    /// where one alone was hit; the first one hit tells, whichever it is.
    /// </summary>
    public int EndBy(string cause, int code)
    {
        if (_job is not { } job) return code;
        string text = $"twister2: job {job.Id} was ended by {cause}, on rank {_rank} first";
        bool first = ClaimToBeFirst();
        if (first)
        {
            Tell(text);
            TellEvents(cause);
            KeepText(text);
        }
        Log.Ended(Logger, cause);
        // The launcher kills all others as soon as one has ended, and the first must have told by then.
        if (!first) Thread.Sleep(TimeToTell);
        return code;
    }

    /// <summary>Ends the job for a worker that does not answer any more, on one that does. Does not return.</summary>
    public void EndForLost(int worker, string message)
    {
        lock (_gate)
        {
            string text = $"twister2: job {_job!.Id} failed: {message}{System.Environment.NewLine}  log: {_job.Directory.LogFileOf(worker)}";
            bool first = ClaimToBeFirst();
            if (first)
            {
                Tell(text);
                KeepText(text);
                TellEvents(events =>
                {
                    events.Worker(worker, WorkerState.Lost, json => json.WriteString("message", message));
                    events.Job(JobState.Failed, json => json.WriteString("message", message));
                });
            }
            Log.Ended(Logger, message);
            System.Environment.Exit(EndAllRanks(ExitCodes.Failed, first));
        }
    }

    private static bool Running => Mpi.Environment.Initialized && !Mpi.Environment.Finalized;

    private static Exception Innermost(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Innermost(inner),
        TypeInitializationException { InnerException: { } inner } => Innermost(inner),
        AggregateException { InnerExceptions: [var single] } => Innermost(single),
        _ => exception,
    };

    /// <summary>What was wrong and where. A stack only where the program is at fault: what its user did wrong is said by the message alone.</summary>
    private string Describe(Exception exception)
    {
        bool usersFault = exception is UsageException or DataAccessException || (exception is MpiException && !Running);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"twister2: {(_job is null ? "the job could not start" : $"job {_job.Id} failed on rank {_rank}")}");
        if (Running) text.Append(CultureInfo.InvariantCulture, $" ({Mpi.Environment.ProcessorName})");
        text.Append(": ");
        if (usersFault) text.Append(exception.Message);
        else text.Append(exception);
        if (exception.Data[UserCodeException.PlaceKey] is string place) text.Append(CultureInfo.InvariantCulture, $"{System.Environment.NewLine}  in {place}");
        if (_job is not null) text.Append(CultureInfo.InvariantCulture, $"{System.Environment.NewLine}  log: {_job.Directory.LogFileOf(_rank)}");
        return text.ToString();
    }

    /// <summary>Makes the job's failure file. Who has made it is the first, even if there is no room for a text in it.</summary>
    private bool ClaimToBeFirst()
    {
        if (_job is null) return Running ? Communicator.world.Rank == 0 : LaunchedProcess.IsToTell();
        try
        {
            File.OpenHandle(_job.Directory.FailureFile, FileMode.CreateNew, FileAccess.Write).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(_job.Directory.FailureFile))
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true; // The disk may be what failed. Rather told twice than not at all.
        }
    }

    private void KeepText(string text)
    {
        if (_job?.Directory.FailureFile is { } file) Try(() => File.WriteAllText(file, text + "\n"), file);
    }

    /// <summary>Writes in one piece: what Console.Error writes in several, other ranks' output comes between.</summary>
    private static void Tell(string text)
    {
        try
        {
            Console.Error.Flush();
            using Stream error = Console.OpenStandardError();
            error.Write(Encoding.UTF8.GetBytes(text + System.Environment.NewLine));
        }
        catch (IOException)
        {
            // Standard error may be a file on a full disk. The exit code still tells, and all ranks must end.
        }
    }

    private void TellEvents(Exception exception) => TellEvents(events =>
    {
        events.Worker(_rank, WorkerState.Failed, json =>
        {
            json.WriteString("error", exception.GetType().FullName);
            json.WriteString("message", exception.Message);
        });
        events.Job(JobState.Failed, json => json.WriteString("message", exception.Message));
    });

    private void TellEvents(string cause) => TellEvents(events =>
    {
        events.Worker(_rank, WorkerState.Killed, json => json.WriteString("cause", cause));
        events.Job(JobState.Killed, json => json.WriteString("cause", cause));
    });

    private void TellEvents(Action<EventLog> tell)
    {
        if (_events is { } events) Try(() => tell(events), _job!.Directory.EventFile);
    }

    /// <summary>Writes to a file where that is possible: the failure to tell of is not this one.</summary>
    private static void Try(Action action, string file)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell($"  {file} cannot be written: {e.Message}");
        }
    }

    private static int EndAllRanks(int code, bool first)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        if (!Running || Communicator.world.Size == 1) return code;
        Thread.Sleep(first ? TimeToBeRead : PatienceWithFirst);
        Communicator.world.Abort(code);
        return code;
    }
}
