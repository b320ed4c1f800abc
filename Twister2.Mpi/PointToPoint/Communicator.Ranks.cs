using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// Our ranks and tags to the library's: its negative numbers differ between families, and what it would not check is checked here.
public abstract partial class Communicator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected int Destination(int rank, string function) =>
        (uint)rank < (uint)PeerCount ? rank : SpecialRank(rank, function, anyAllowed: false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected int Origin(int rank, string function) =>
        (uint)rank < (uint)PeerCount ? rank : SpecialRank(rank, function, anyAllowed: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static int SendTag(int tag, string function) => tag >= 0 ? tag : SpecialTag(tag, function, anyAllowed: false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static int ReceiveTag(int tag, string function) => tag >= 0 ? tag : SpecialTag(tag, function, anyAllowed: true);

    private int SpecialRank(int rank, string function, bool anyAllowed)
    {
        if (rank == procNull)
            return Native.Abi.ProcNull;
        if (rank == anySource && anyAllowed)
            return Native.Abi.AnySource;
        throw new MpiException(
            ErrorClass.Rank, function, $"there is no rank {rank}; the communicator has {PeerCount}, numbered from 0");
    }

    private static int SpecialTag(int tag, string function, bool anyAllowed) => tag == anyTag && anyAllowed
        ? Native.Abi.AnyTag
        : throw new MpiException(ErrorClass.Tag, function, $"tag {tag} is negative; a message's tag is 0 or greater");
}
