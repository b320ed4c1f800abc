using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Sampling;

/// <summary>
/// Finds the priority that so many records of all workers are not above: all count theirs in 4096 steps, agree on the step in which it lies, and divide that again, two or three times for as many
/// records as there can be. Nothing that is sent depends on how many are wanted.
/// </summary>
internal sealed class LimitSearch
{
    private const int StepBits = 12, PriorityBits = 64;

    private readonly TreeAgreement<long[]> _agreement;
    private readonly CountPriorities _count;
    private readonly Action<ulong, long> _found;
    private long _wanted;
    private ulong _first;
    private int _shift = PriorityBits - StepBits;
    private int _bits = StepBits;
    private bool _isFound;

    /// <param name="env">The worker.</param>
    /// <param name="name">The operator, for messages.</param>
    /// <param name="wanted">How many records are wanted.</param>
    /// <param name="count">Counts this worker's priorities.</param>
    /// <param name="found">Gets the limit, and how many records there are up to it.</param>
    public LimitSearch(DataflowEnvironment env, string name, long wanted, CountPriorities count, Action<ulong, long> found)
    {
        _wanted = wanted;
        _count = count;
        _found = found;
        _agreement = new TreeAgreement<long[]>(env, name, 0, Sum, goesDown: true) { Conclude = Choose, Continue = TryNextRound };
        Total = wanted;
    }

    /// <summary>Counts priorities from a first one on in steps of 2^<paramref name="shift"/>.</summary>
    public delegate void CountPriorities(ulong first, int shift, Span<long> counts);

    public IEdge Edge => _agreement;

    public bool IsComplete => _isFound;

    /// <summary>How many records there are up to the limit.</summary>
    public long Total { get; private set; }

    /// <summary>All source tasks of this worker have finished.</summary>
    public void Begin()
    {
        long[] counts = new long[1 << _bits];
        _count(_first, _shift, counts);
        _agreement.Give(counts);
    }

    private static long[] Sum(long[] a, long[] b)
    {
        for (int i = 0; i < a.Length; i++) a[i] += b[i];
        return a;
    }

    /// <summary>The step in which the wanted one lies, records before it and in it; no step where there are no more than wanted.</summary>
    private long[] Choose(long[] counts)
    {
        long before = 0;
        for (int step = 0; step < counts.Length; step++)
        {
            if (before + counts[step] >= _wanted) return [step, before, counts[step]];
            before += counts[step];
        }
        return [-1, before, 0];
    }

    private bool TryNextRound()
    {
        if (_isFound) return false;
        (long step, long before, long inStep) = (_agreement.Result[0], _agreement.Result[1], _agreement.Result[2]);
        if (step < 0)
        {
            Total = before;
            return End(ulong.MaxValue);
        }
        _wanted -= before;
        _first += (ulong)step << _shift;
        // No two records have the same priority, so this is so at the latest when steps are one wide.
        if (inStep == _wanted) return End(_first + (1UL << _shift) - 1);
        _bits = Math.Min(StepBits, _shift);
        _shift -= _bits;
        Begin();
        return true;
    }

    private bool End(ulong limit)
    {
        _isFound = true;
        _found(limit, Total);
        return true;
    }
}
