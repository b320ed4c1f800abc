namespace Twister2.Mpi.Interop;

/// <summary>
/// Ends the whole job when an exception leaves the program on one of several ranks. Without it the runtime would dispose the
/// <see cref="Environment"/> on its way out, and MPI_Finalize would wait for ranks that wait for this one.
/// </summary>
internal static class UnhandledExceptions
{
    // MPICH's launcher forgets what it has not forwarded yet when a rank aborts: one text in eight was lost.
    private static readonly TimeSpan ForwardingTime = TimeSpan.FromMilliseconds(250);
    private static int _installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
            AppDomain.CurrentDomain.UnhandledException += (_, e) => EndJob(e.ExceptionObject);
    }

    private static void EndJob(object exception)
    {
        if (!Native.IsLive || Communicator.WorldOrNull is not { Size: > 1 } world)
            return;
        Abort($"Unhandled exception on rank {world.Rank} of {world.Size} ({System.Environment.MachineName}). {exception}", world);
    }

    /// <summary>Ends the job with code 1, after a text that has time to come out.</summary>
    public static void Abort(string text, Communicator world)
    {
        Console.Error.WriteLine(text);
        WaitUntilForwarded();
        world.Abort(1);
    }

    /// <summary>Gives the launcher time to forward what was written.</summary>
    public static void WaitUntilForwarded()
    {
        Console.Out.Flush();
        Console.Error.Flush();
        Thread.Sleep(ForwardingTime);
    }
}
