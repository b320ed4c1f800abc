using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Stores;

/// <summary>A piece of native memory that records are appended to. It grows with what its store has, from pages to one huge page.</summary>
internal sealed unsafe class StoreBlock : IDisposable
{
    /// <summary>One huge page: the largest block, unless one batch is larger.</summary>
    public const int Largest = 2 << 20;

    public const int Smallest = 4 << 10;

    private readonly BlockPool _pool;
    private bool _disposed;

    public StoreBlock(BlockPool pool, void* address, int capacity, NativeBlock? own, OperatorLedger? ledger)
    {
        _pool = pool;
        Address = (byte*)address;
        Capacity = capacity;
        Own = own;
        Ledger = ledger;
    }

    public byte* Address { get; }

    public int Capacity { get; }

    /// <summary>Bytes that count.</summary>
    public int Length { get; set; }

    public Span<byte> Bytes => new(Address, Length);

    public Span<byte> Rest => new(Address + Length, Capacity - Length);

    /// <summary>Its memory, where that is no page of the pool.</summary>
    internal NativeBlock? Own { get; }

    /// <summary>The operator that it is charged to.</summary>
    internal OperatorLedger? Ledger { get; }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _pool.Return(this);
    }
}
