using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>MPI_Status of the standard ABI, with its private part as this implementation uses it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct SingleStatus
{
    public int Source;
    public int Tag;
    public int Error;
    public int Cancelled;
    public long Bytes;

    /// <summary>What a completed send, or no operation at all, has.</summary>
    public static SingleStatus Empty => new() { Source = Abi.AnySource, Tag = Abi.AnyTag };

    /// <summary>What a receive from no process has.</summary>
    public static SingleStatus FromNobody => new() { Source = Abi.ProcNull, Tag = Abi.AnyTag };

    public static SingleStatus Of(int tag, long bytes) => new() { Tag = tag, Bytes = bytes };
}
