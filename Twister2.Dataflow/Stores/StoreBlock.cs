using System.Runtime.InteropServices;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Stores;

/// <summary>A piece of native memory that records are appended to. It grows with what its store has, from pages to one huge page.</summary>
internal sealed unsafe class StoreBlock : IDisposable
{
    /// <summary>One huge page: the largest block, unless one batch is larger.</summary>
    public const int Largest = 2 << 20;

    private const int Smallest = 4 << 10;

    private readonly BlockPool _pool;
    private readonly NativeBlock _memory;

    public StoreBlock(BlockPool pool, NativeBlock memory, int capacity)
    {
        _pool = pool;
        _memory = memory;
        Capacity = capacity;
    }

    public int Capacity { get; }

    /// <summary>Bytes that count.</summary>
    public int Length { get; set; }

    public Span<byte> Bytes => new(_memory.Address, Length);

    public Span<byte> Rest => new((byte*)_memory.Address + Length, Capacity - Length);

    public byte* Address => (byte*)_memory.Address;

    internal NativeBlock Memory => _memory;

    /// <summary>How large the next block should be for a store that holds <paramref name="held"/> bytes and has to take <paramref name="needed"/> more in one piece.</summary>
    public static int NextCapacity(long held, int needed)
    {
        int usual = (int)Math.Clamp(held, Smallest, Largest);
        return Math.Max((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)usual), needed);
    }

    public void Dispose() => _pool.Return(this);
}
