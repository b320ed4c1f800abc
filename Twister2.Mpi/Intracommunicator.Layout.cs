using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// What the collectives check before MPI writes: a room that is too small would be overrun, not reported.
public partial class Intracommunicator
{
    // Up to so many ranks the places of a flattened collective lie on the stack.
    private const int StackRanks = 256;

    private void CheckRoot(int root, string function)
    {
        if ((uint)root >= (uint)Size)
            throw new MpiException(ErrorClass.Root, function, $"there is no rank {root} to be the root; the communicator has {Size}, numbered from 0");
    }

    private static void CheckRoom(long room, long needed, string function)
    {
        if (room < needed)
            throw new MpiException(ErrorClass.Buffer, function, $"the room for the result holds {room} elements; {needed} are needed");
    }

    private static void CheckSame(int actual, int expected, string what, string function)
    {
        if (actual != expected)
            throw new MpiException(ErrorClass.Count, function, $"{what}: {actual} were given, {expected} are needed");
    }

    /// <summary>Fills in where each rank's part starts when they lie one after the other; returns their sum.</summary>
    private int FillPlaces(ReadOnlySpan<int> counts, Span<int> places, string function)
    {
        CheckSame(counts.Length, Size, "counts, one for each rank", function);
        long sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
                throw new MpiException(ErrorClass.Count, function, $"the count for rank {i} is {counts[i]}");
            places[i] = (int)sum;
            sum += counts[i];
            if (sum > int.MaxValue)
                throw new MpiException(ErrorClass.Count, function, "the counts add up to more elements than a span can hold; send them in parts");
        }

        return (int)sum;
    }
}
