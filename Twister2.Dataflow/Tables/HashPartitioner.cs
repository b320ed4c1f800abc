using Apache.Arrow;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Tables;

/// <inheritdoc cref="TablePartitioner.Hash"/>
internal sealed class HashPartitioner : TablePartitioner
{
    private readonly string[] _columns;

    public HashPartitioner(IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0) throw new ArgumentException("A partition by hash needs a column.", nameof(columns));
        _columns = [.. columns];
    }

    internal override string Describe() => $"a partition by hash of '{string.Join("', '", _columns)}'";

    internal override IRowTargets Bind(TableFormat format, string owner, int worker, LogicalPlan plan) => new Chooser(new TableKeys(format, _columns), plan.Targets);

    private sealed class Chooser(TableKeys keys, int targets) : IRowTargets
    {
        private ulong[] _hashes = [];

        public void Choose(int source, RecordBatch batch, ReadOnlySpan<ArrayData> columns, int start, Span<int> targetOf)
        {
            if (targets == 1)
            {
                targetOf.Clear();
                return;
            }
            if (_hashes.Length < targetOf.Length) _hashes = new ulong[targetOf.Length];
            Span<ulong> hashes = _hashes.AsSpan(0, targetOf.Length);
            keys.Hash(columns, start, hashes);
            for (int i = 0; i < targetOf.Length && i < hashes.Length; i++) targetOf[i] = StableHash.Target(hashes[i], targets);
        }
    }
}
