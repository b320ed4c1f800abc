namespace Twister2.Mpi.Interop;

/// <summary>
/// Ends the whole job when an exception leaves the program on one of several ranks. Without it the runtime would dispose the
/// <see cref="Environment"/> on its way out, and MPI_Finalize would wait for ranks that wait for this one.
/// </summary>
internal static class UnhandledExceptions
{
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
        Console.Out.Flush();
        Console.Error.WriteLine($"Unhandled exception on rank {world.Rank} of {world.Size} ({System.Environment.MachineName}). {exception}");
        Console.Error.Flush();
        world.Abort(1);
    }
}
