using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>A process's part of an array that is dealt out over a grid of processes in blocks, or in blocks in turn.</summary>
internal static unsafe class DistributedArray
{
    [UnmanagedCallersOnly]
    public static int Make(
        int size, int rank, int dimensions, int* wholes, int* distributions, int* arguments, int* grid, int order, nint type, nint* result)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Datatype(type) is not { } element)
                return (int)ErrorClass.Type;
            if (order != Abi.Table.OrderC || (uint)rank >= (uint)size)
                return (int)ErrorClass.Argument;
            var map = element;
            for (int i = dimensions - 1; i >= 0; i--)
            {
                // The last dimension of the grid changes fastest.
                int coordinate = rank % grid[i];
                rank /= grid[i];
                int block = Block(wholes[i], distributions[i], arguments[i], grid[i]);
                if (block < 1)
                    return (int)ErrorClass.Argument;
                map = Dimension(map, wholes[i], block, coordinate, grid[i]);
            }

            *result = ProcessState.Add(map);
            return Abi.Success;
        }
    }

    private static int Block(int whole, int distribution, int argument, int processes)
    {
        bool isDefault = argument == Abi.Table.DefaultDistribution;
        return Array.IndexOf(Abi.Table.Distributions, distribution) switch
        {
            0 => processes == 1 ? Math.Max(whole, 1) : 0,
            1 => isDefault ? Math.Max((whole + processes - 1) / processes, 1) : (long)argument * processes >= whole ? argument : 0,
            2 => isDefault ? 1 : argument,
            _ => 0,
        };
    }

    private static TypeMap Dimension(TypeMap inner, int whole, int block, int coordinate, int processes)
    {
        var blocks = new List<(TypeMap, long, long)>();
        for (long start = (long)coordinate * block; start < whole; start += (long)block * processes)
            blocks.Add((inner, start * inner.Extent, Math.Min(block, whole - start)));
        return TypeMap.Of(blocks).Resized(0, whole * inner.Extent);
    }
}
