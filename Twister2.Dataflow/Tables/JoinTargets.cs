using Apache.Arrow;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// Sends rows where their keys meet. A key with a null in it meets none: its row is not sent, or, where it is of use all the same, goes to the targets in turn, so that many
/// nulls do not burden one.
/// </summary>
internal sealed class JoinTargets(JoinSide side, LogicalPlan plan) : IRowTargets
{
    private readonly int[] _next = [.. Enumerable.Range(0, plan.Sources).Select(source => source % plan.Targets)];
    private ulong[] _hashes = [];
    private bool[] _hasNull = [];

    public void Choose(int source, RecordBatch batch, ReadOnlySpan<ArrayData> columns, int start, Span<int> targets)
    {
        if (_hashes.Length < targets.Length)
        {
            _hashes = new ulong[targets.Length];
            _hasNull = new bool[targets.Length];
        }
        Span<ulong> hashes = _hashes.AsSpan(0, targets.Length);
        Span<bool> hasNull = _hasNull.AsSpan(0, targets.Length);
        side.Keys.Hash(columns, start, hashes);
        for (int i = 0; i < targets.Length; i++) targets[i] = StableHash.Target(hashes[i], plan.Targets);
        if (!side.Keys.FindNulls(columns, start, hasNull)) return;
        for (int i = 0; i < targets.Length; i++)
            if (hasNull[i]) targets[i] = side.KeepsUnmatched ? NextOf(source) : -1;
    }

    private int NextOf(int source)
    {
        int next = _next[source];
        _next[source] = next + 1 == plan.Targets ? 0 : next + 1;
        return next;
    }
}
