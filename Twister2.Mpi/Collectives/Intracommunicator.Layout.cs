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

    /// <summary>One rank's share of values that are split evenly.</summary>
    private int EvenPart(int length, string function) => length % Size == 0
        ? length / Size
        : throw new MpiException(ErrorClass.Count, function, $"{length} values cannot be split evenly over {Size} ranks");

    /// <summary>Fills in where each rank's part starts when they lie one after the other; returns their sum.</summary>
    private static int FillPlaces(ReadOnlySpan<int> counts, Span<int> places, string function) => PartLayout.Fill(counts, places, function);

    /// <summary>The sum of the counts, one for each rank.</summary>
    private int Total(ReadOnlySpan<int> counts, string function) => PartLayout.Total(counts, Size, function);

    /// <summary>Checks that every rank's part lies inside the values.</summary>
    private void CheckParts(ReadOnlySpan<int> counts, ReadOnlySpan<int> places, int length, string what, string function) =>
        PartLayout.CheckParts(counts, places, Size, length, what, function);
}
