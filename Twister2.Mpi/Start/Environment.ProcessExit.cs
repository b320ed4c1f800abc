using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// A program that forgets to dispose. Launchers take a process that ends without MPI_Finalize for a broken one: Open MPI's ends the job with code 1, MPICH's kills
// the other ranks, and may give the signal in place of the exit code of this one.
public sealed unsafe partial class Environment
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static Thread? _initialThread;
    private static bool _ending;

    /// <summary>The job is about to be ended by MPI_Abort: nothing is to be finalised any more.</summary>
    internal static void GiveUp() => _ending = true;

    private static void FinalizeAtExit()
    {
        _initialThread = Thread.CurrentThread;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => EndWithProcess();
    }

    // Not after an exception that nobody caught: the runtime does not raise the event then.
    private static void EndWithProcess()
    {
        if (!Native.IsLive || _ending || !_startedHere || _library?.Path is null)
            return;
        try
        {
            if (System.Environment.ExitCode == 0)
                EndMpi();
            else
                EndJob(System.Environment.ExitCode);
        }
        catch (MpiException e)
        {
            WarnAtExit(e.Message);
        }
    }

    // The others may wait for this process, and so MPI_Finalize, which waits for them, would never return. A signal's code is no answer of the program's: whoever
    // sent it ends the job, and may be gone.
    private static void EndJob(int code)
    {
        bool signal = code is > 128 and <= 128 + 64;
        if (signal || Communicator.WorldOrNull is not { Size: > 1 } world || !SpinWait.SpinUntil(IsInitialThreadOutside, Settling))
            return;
        UnhandledExceptions.WaitUntilForwarded();
        world.Abort(code);
    }

    private static void EndMpi()
    {
        if (Obstacle() is { } obstacle)
        {
            WarnAtExit($"MPI was not finalised, because {obstacle}; dispose the Environment at the end of the program");
            return;
        }

        // Another process may still have hours of work, or wait for this one in a collective, which is for ever: whoever looks at the job should know.
        using var notice = new Timer(
            _ => WarnAtExit("the program has ended, and waits in MPI_Finalize until those of all ranks have; a rank that waits for this one does so in vain"),
            null,
            Patience,
            Timeout.InfiniteTimeSpan);
        _owner!.Dispose();
    }

    /// <summary>Why MPI cannot be finalised now, null if it can.</summary>
    private static string? Obstacle()
    {
        if (!SpinWait.SpinUntil(IsInitialThreadOutside, Settling))
            return "the thread that initialised MPI still runs, and may be inside MPI";
        if (_threading == Threading.Multiple)
            return "other threads may be inside MPI at this level of threading";
        return Outstanding.Count > 0 ? $"operations are under way ({Outstanding.Describe()})" : null;
    }

    // The runtime raises the event on its finaliser thread (compiled ahead, on the thread that ends the process), while the thread that came back from Main or
    // called Exit waits for it. A thread that waits for something of .NET's is not inside MPI; one that is inside MPI counts as running.
    private static bool IsInitialThreadOutside() => _initialThread == Thread.CurrentThread
        || (_initialThread!.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0;

    private static void WarnAtExit(string text) =>
        Console.Error.WriteLine($"twister2: warning: rank {Communicator.WorldOrNull?.Rank ?? 0}: {text}.");
}
