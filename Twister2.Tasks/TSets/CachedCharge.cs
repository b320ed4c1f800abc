using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>What a cached part takes of the worker's memory and scratch: it outlives the part, which nobody disposes of, to give that back. Inside the gate.</summary>
internal sealed class CachedCharge(BatchEnvironment environment)
{
    /// <summary>Bytes that are charged at a time: a lock for each.</summary>
    public const long Step = 1 << 18;

    private long _bytes;

    public OperatorLedger Ledger { get; } = new("Cache");

    /// <summary>Bytes of objects in memory.</summary>
    public long Bytes => _bytes;

    /// <summary>Where the records are that were packed.</summary>
    public IDisposable? Store { get; set; }

    public void Reserve(long bytes)
    {
        environment.Dataflow.Memory.Reserve(bytes, Ledger);
        _bytes += bytes;
    }

    public void Release()
    {
        environment.Dataflow.Memory.Release(_bytes, Ledger);
        _bytes = 0;
    }

    public void GiveBack()
    {
        Release();
        Store?.Dispose();
        Store = null;
    }
}
