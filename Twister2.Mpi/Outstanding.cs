namespace Twister2.Mpi;

/// <summary>
/// Every operation under way. It keeps requests and their buffers alive even where the program has dropped them, because MPI may still
/// write there; those that were never waited for are reported when MPI ends.
/// </summary>
internal static class Outstanding
{
    // So many at once are hardly meant: somebody forgets to wait.
    private const int Many = 1 << 16;

    private static readonly Lock Gate = new();
    private static Request?[] _requests = new Request?[64];
    private static int[] _free = new int[64];
    private static int _freeCount;
    private static int _used;
    private static bool _reported;

    /// <summary>How many operations are under way.</summary>
    public static int Count => _used - _freeCount;

    /// <summary>Keeps a request; returns its place.</summary>
    public static int Add(Request request)
    {
        lock (Gate)
        {
            int place = _freeCount > 0 ? _free[--_freeCount] : NewPlace();
            _requests[place] = request;
            return place;
        }
    }

    /// <summary>Lets a request go.</summary>
    public static void Remove(int place)
    {
        lock (Gate)
        {
            _requests[place] = null;
            _free[_freeCount++] = place;
        }
    }

    /// <summary>What is under way, by function, such as "2 of MPI_Irecv"; empty when nothing is.</summary>
    public static string Describe()
    {
        lock (Gate)
        {
            var functions = _requests.Where(r => r is not null).GroupBy(r => r!.Function, StringComparer.Ordinal);
            return string.Join(", ", functions.OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} of {g.Key}"));
        }
    }

    /// <summary>Warns of requests that nobody waited for; called when MPI ends.</summary>
    public static void ReportDropped()
    {
        if (Count > 0)
            Warn($"{Count} requests were dropped before they were complete ({Describe()}); call Wait or Test on each until it is");
    }

    private static int NewPlace()
    {
        if (_used == _requests.Length)
        {
            Array.Resize(ref _requests, 2 * _used);
            Array.Resize(ref _free, 2 * _used);
        }

        if (_used == Many && !_reported)
        {
            _reported = true;
            Warn($"{Many} requests are under way at once; each must be waited for, or its buffer is kept until MPI ends");
        }

        return _used++;
    }

    private static void Warn(string text) =>
        Console.Error.WriteLine($"twister2: warning: rank {Communicator.WorldOrNull?.Rank ?? 0}: {text}.");
}
