using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi;

// MPI chapter 8.6: neighbourhood collectives of one value for each neighbour; objects travel packed, their lengths before them.
public abstract unsafe partial class TopologicalCommunicator
{
    /// <summary>
    /// Gives one value, or object, to each destination, and gets one from each source (MPI_Neighbor_allgather; of objects MPI_Neighbor_allgatherv too).
    /// Collective: every process must call this.
    /// </summary>
    /// <returns>The values in the order of <see cref="Sources"/>; the default value where there is no process.</returns>
    /// <exception cref="MpiException">An object cannot be packed, or the library failed.</exception>
    public T[] NeighborAllgather<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T value)
    {
        var result = new T[InDegree];
        if (Raw.Is<T>())
        {
            AllgatherRaw(new ReadOnlySpan<T>(in value), result);
            return result;
        }

        Exception? failure = null;
        byte[] packet = ObjectPacket.Pack(new ReadOnlySpan<T>(in value), Rank, "MPI_Neighbor_allgather", ref failure);
        int[] lengths = NeighborAllgather(packet.Length);
        byte[] all = GC.AllocateUninitializedArray<byte>(PartLayout.Total(lengths, InDegree, "MPI_Neighbor_allgatherv"));
        NeighborAllgatherFlattened<byte>(packet, lengths, all);
        if (failure is not null)
            throw failure;
        Unpack(all, lengths, result, "MPI_Neighbor_allgather");
        return result;
    }

    /// <summary>
    /// Gives each destination its value, or object, and gets one from each source (MPI_Neighbor_alltoall; of objects MPI_Neighbor_alltoallv too).
    /// Collective: every process must call this.
    /// </summary>
    /// <param name="values">One value for each of <see cref="Destinations"/>, in their order.</param>
    /// <returns>The values in the order of <see cref="Sources"/>; the default value where there is no process.</returns>
    /// <exception cref="MpiException">There is not one value for each destination, an object cannot be packed, or the library failed.</exception>
    public T[] NeighborAlltoall<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(T[] values)
    {
        const string Function = "MPI_Neighbor_alltoall";
        ArgumentNullException.ThrowIfNull(values);
        if (Raw.Is<T>())
            return AlltoallRaw<T>(values);
        CheckSame(values.Length, OutDegree, "values, one for each destination", Function);
        Exception? failure = null;
        int[] ones = new int[OutDegree];
        Array.Fill(ones, 1);
        byte[][] packets = PackParts(values, ones, OutDegree, Function, ref failure);
        int[] lengths = Array.ConvertAll(packets, p => p.Length);
        int[] came = AlltoallRaw<int>(lengths);
        byte[] all = GC.AllocateUninitializedArray<byte>(PartLayout.Total(came, InDegree, Function));
        NeighborAlltoallFlattened<byte>(Joined(packets, PartLayout.Total(lengths, OutDegree, Function)), lengths, came, all);
        if (failure is not null)
            throw failure;
        var result = new T[InDegree];
        Unpack(all, came, result, Function);
        return result;
    }

    private T[] AlltoallRaw<T>(ReadOnlySpan<T> values)
    {
        CheckSame(values.Length, OutDegree, "values, one for each destination", "MPI_Neighbor_alltoall");
        var result = new T[InDegree];
        AlltoallRaw(values, result);
        return result;
    }

    // Nothing comes from where there is no process.
    private static void Unpack<[DynamicallyAccessedMembers(ObjectWire.Kept)] T>(byte[] all, int[] lengths, T[] result, string function)
    {
        var parts = Parts(all, lengths);
        for (int i = 0; i < result.Length; i++)
        {
            if (lengths[i] > 0)
                result[i] = ObjectPacket.Unpack<T>(parts[i].Span, function)[0];
        }
    }
}
