using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// What a collective of parts checks before MPI writes - a room that is too small would be overrun, not reported - where the parts belong to
/// neighbours or to remote ranks.
/// </summary>
internal static unsafe class PartLayout
{
    /// <summary>Up to so many parts their places lie on the stack.</summary>
    public const int OnStack = 256;

    // An empty span is a null to C, which libraries refuse even where there are no parts.
    private static readonly void* Nowhere = System.Runtime.InteropServices.NativeMemory.AllocZeroed(64);

    /// <summary>The buffer, or for an empty one a place that nobody reads or writes.</summary>
    public static void* Some(void* buffer) => buffer != null ? buffer : Nowhere;

    /// <summary>The counts, or for none a place that nobody reads.</summary>
    public static int* Some(int* counts) => counts != null ? counts : (int*)Nowhere;

    public static void CheckRoom(long room, long needed, string function)
    {
        if (room < needed)
            throw new MpiException(ErrorClass.Buffer, function, $"the room for the result holds {room} elements; {needed} are needed");
    }

    /// <summary>The length of each of several parts of equal length.</summary>
    public static int Even(int length, int parts, string function) => parts == 0 ? 0 : length % parts == 0
        ? length / parts
        : throw new MpiException(ErrorClass.Count, function, $"{length} values cannot be split evenly over {parts} parts");

    /// <summary>Fills in where each part starts when they lie one after the other; returns their sum.</summary>
    public static int Fill(ReadOnlySpan<int> counts, Span<int> places, string function)
    {
        if (counts.Length != places.Length)
            throw new MpiException(ErrorClass.Count, function, $"{counts.Length} counts were given; {places.Length} are needed, one for each part");
        long sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
                throw new MpiException(ErrorClass.Count, function, $"the count of part {i} is {counts[i]}");
            places[i] = (int)sum;
            sum += counts[i];
            if (sum > int.MaxValue)
                throw new MpiException(ErrorClass.Count, function, "the counts add up to more elements than a span can hold; send them in parts");
        }

        return (int)sum;
    }
}
