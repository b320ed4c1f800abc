using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// What the collectives check before MPI writes: a room that is too small would be overrun, not reported.
public unsafe partial class Intracommunicator
{
    // Up to so many ranks the places of a flattened collective lie on the stack.
    private const int StackRanks = 256;

    /// <summary>MPI_IN_PLACE.</summary>
    private static void* InPlace => (void*)Native.Abi.InPlace;

    private void CheckRoot(int root, string function)
    {
        if ((uint)root >= (uint)Size)
            throw new MpiException(ErrorClass.Root, function, $"there is no rank {root} to be the root; the communicator has {Size}, numbered from 0");
    }

    private static void CheckRoom(long room, long needed, string function) => PartLayout.CheckRoom(room, needed, function);

    private static void CheckSame(int actual, int expected, string what, string function)
    {
        if (actual != expected)
            throw new MpiException(ErrorClass.Count, function, $"{what}: {actual} were given, {expected} are needed");
    }

    /// <summary>One rank's share of values that are split evenly.</summary>
    private int EvenPart(int length, string function) => length % Size == 0
        ? length / Size
        : throw new MpiException(ErrorClass.Count, function, $"{length} values cannot be split evenly over {Size} ranks");

    /// <summary>Fills in where each rank's part starts when they lie one after the other; returns their sum.</summary>
    private int FillPlaces(ReadOnlySpan<int> counts, Span<int> places, string function)
    {
        int sum = Total(counts, function);
        int place = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            places[i] = place;
            place += counts[i];
        }

        return sum;
    }

    /// <summary>The sum of the counts, one for each rank.</summary>
    private int Total(ReadOnlySpan<int> counts, string function)
    {
        CheckSame(counts.Length, Size, "counts, one for each rank", function);
        long sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
                throw new MpiException(ErrorClass.Count, function, $"the count for rank {i} is {counts[i]}");
            sum += counts[i];
        }

        return sum <= int.MaxValue
            ? (int)sum
            : throw new MpiException(ErrorClass.Count, function, "the counts add up to more elements than a span can hold; send them in parts");
    }

    /// <summary>Checks that every rank's part lies inside the values.</summary>
    private void CheckParts(ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int length, string what, string function)
    {
        CheckSame(counts.Length, Size, "counts, one for each rank", function);
        CheckSame(places.Length, Size, "displacements, one for each rank", function);
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
                throw new MpiException(ErrorClass.Count, function, $"the count for rank {i} is {counts[i]}");
            if (places[i] < 0 || (counts[i] > 0 && (long)places[i] + counts[i] > length))
            {
                throw new MpiException(
                    ErrorClass.Buffer,
                    function,
                    $"{what} have {length} elements; the part of rank {i} is elements {places[i]} to {(long)places[i] + counts[i] - 1}");
            }
        }
    }
}
