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

    /// <summary>The same for a buffer to write to, at another place: libraries refuse one buffer for both.</summary>
    public static void* SomeOther(void* buffer) => buffer != null ? buffer : (byte*)Nowhere + 32;

    /// <summary>The counts, or for none a place that nobody reads.</summary>
    public static int* Some(int* counts) => counts != null ? counts : (int*)Nowhere;

    /// <summary>The places, or for none a place that nobody reads.</summary>
    public static nint* Some(nint* places) => places != null ? places : (nint*)Nowhere;

    public static void CheckRoom(long room, long needed, string function)
    {
        if (room < needed)
            throw new MpiException(ErrorClass.Buffer, function, $"the room for the result holds {room} elements; {needed} are needed");
    }

    /// <summary>The length of each of several parts of equal length.</summary>
    public static int Even(int length, int parts, string function) => parts == 0 ? 0 : length % parts == 0
        ? length / parts
        : throw new MpiException(ErrorClass.Count, function, $"{length} values cannot be split evenly over {parts} parts");

    /// <summary>The sum of the counts, one for each part.</summary>
    public static int Total(ReadOnlySpan<int> counts, int parts, string function)
    {
        if (counts.Length != parts)
            throw new MpiException(ErrorClass.Count, function, $"{counts.Length} counts were given; {parts} are needed, one for each part");
        long sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
                throw new MpiException(ErrorClass.Count, function, $"the count of part {i} is {counts[i]}");
            sum += counts[i];
        }

        return sum <= int.MaxValue
            ? (int)sum
            : throw new MpiException(ErrorClass.Count, function, "the counts add up to more elements than a span can hold; send them in parts");
    }

    /// <summary>Where each part starts when they lie one after the other.</summary>
    public static int[] Places(ReadOnlySpan<int> counts, int parts, string function)
    {
        int[] places = new int[parts];
        Fill(counts, places, function);
        return places;
    }

    /// <summary>Checks that every part lies inside the values.</summary>
    public static void CheckParts(ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int parts, int length, string what, string function)
    {
        if (counts.Length != parts || places.Length != parts)
        {
            throw new MpiException(
                ErrorClass.Count, function, $"{counts.Length} counts and {places.Length} displacements were given; {parts} are needed, one for each part");
        }

        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
                throw new MpiException(ErrorClass.Count, function, $"the count of part {i} is {counts[i]}");
            if (places[i] < 0 || (counts[i] > 0 && (long)places[i] + counts[i] > length))
            {
                throw new MpiException(
                    ErrorClass.Buffer,
                    function,
                    $"{what} have {length} elements; part {i} is elements {places[i]} to {(long)places[i] + counts[i] - 1}");
            }
        }
    }

    /// <summary>Fills in where each part starts when they lie one after the other; returns their sum.</summary>
    public static int Fill(ReadOnlySpan<int> counts, Span<int> places, string function)
    {
        int total = Total(counts, places.Length, function);
        int place = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            places[i] = place;
            place += counts[i];
        }

        return total;
    }
}
