namespace Twister2.Mpi;

/// <summary>
/// The windows and files that are open. MPI may write to their memory even where the program has dropped them, so that each is kept here until it is
/// closed. Those that are still open when MPI ends are closed then, because libraries end the process, or wait for ever, when they meet one.
/// </summary>
internal static class LeftOpen
{
    private static readonly Lock Gate = new();
    private static readonly List<IDisposable> Known = [];

    public static void Add(IDisposable opened)
    {
        lock (Gate)
            Known.Add(opened);
    }

    public static void Remove(IDisposable closed)
    {
        lock (Gate)
        {
            // Most often the last one opened is the first one closed.
            int place = Known.LastIndexOf(closed);
            if (place >= 0)
                Known.RemoveAt(place);
        }
    }

    /// <summary>Closes all, the last opened first. Collective, as MPI's end is: they were opened in one order by all, and so are closed in one.</summary>
    public static void CloseAll()
    {
        while (Last() is { } left)
        {
            try
            {
                left.Dispose();
            }
            catch (MpiException e)
            {
                Console.Error.WriteLine($"twister2: warning: rank {Communicator.WorldOrNull?.Rank ?? 0}: MPI ends with a window or file open: {e.Message}");
            }

            Remove(left);
        }
    }

    private static IDisposable? Last()
    {
        lock (Gate)
            return Known.Count > 0 ? Known[^1] : null;
    }
}
