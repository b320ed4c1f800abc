using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow.Joining;

/// <summary>The values of one key, as many as an eighth of the memory takes.</summary>
internal sealed class KeyRun<TValue>(DataflowEnvironment env) : IDisposable
{
    private const int First = 16, ShareOfBudget = 8;

    private readonly long _most = Math.Clamp(env.Memory.Limit / ShareOfBudget / Unsafe.SizeOf<TValue>(), First, Array.MaxLength);
    private readonly OperatorLedger _ledger = env.Ledgers.Current;
    private TValue[] _values = [];
    private int _count;
    private long _charged;

    public ReadOnlySpan<TValue> Values => _values.AsSpan(0, _count);

    /// <summary>Adds a value, unless there are too many already.</summary>
    public bool TryAdd(TValue value)
    {
        if (_count == _values.Length && !TryGrow()) return false;
        _values[_count++] = value;
        return true;
    }

    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TValue>()) _values.AsSpan(0, _count).Clear();
        _count = 0;
    }

    public void Dispose()
    {
        env.Memory.Release(_charged, _ledger);
        _charged = 0;
        _values = [];
    }

    private bool TryGrow()
    {
        if (_count >= _most) return false;
        int grown = (int)Math.Clamp(2L * _count, First, _most);
        long more = (grown - (long)_values.Length) * Unsafe.SizeOf<TValue>();
        env.Memory.Reserve(more, _ledger);
        _charged += more;
        Array.Resize(ref _values, grown);
        return true;
    }
}
