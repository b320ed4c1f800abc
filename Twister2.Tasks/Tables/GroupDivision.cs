using Apache.Arrow;
using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Groups that do not fit into memory together, divided by the hashes of their keys, so that each part can be aggregated by itself.</summary>
internal sealed class GroupDivision : IDisposable
{
    public const int Parts = 16;

    // Less than this is not worth a chunk on scratch.
    private const int SmallestChunk = 1 << 10;

    private readonly TableFormat _format;
    private readonly TableKeys _keys;
    private readonly BatchStore[] _parts;
    private readonly TableScatter _scatter;
    private readonly int _depth;
    private bool _isSealed;

    /// <param name="env">The worker.</param>
    /// <param name="plan">The columns.</param>
    /// <param name="depth">How often the groups were divided before: each division goes by other bits.</param>
    /// <param name="ledger">The operator that it is charged to.</param>
    public GroupDivision(DataflowEnvironment env, GroupPlan plan, int depth, OperatorLedger ledger)
    {
        _format = new TableFormat(nameof(Table.GroupBy), plan.States);
        _keys = new TableKeys(_format, [.. plan.Keys.FieldsList.Select(field => field.Name)]);
        _depth = depth;
        _parts = [.. Enumerable.Range(0, Parts).Select(_ => new BatchStore(env, nameof(Table.GroupBy), ledger))];
        TableLayout layout = new();
        long chunkBytes = Math.Min(env.Options.ChunkBytes, Math.Max(SmallestChunk, env.Memory.Limit / (8 * Parts)));
        _scatter = new TableScatter(_format, Parts, chunkBytes, (part, chunk) =>
        {
            layout.Clear();
            chunk.Give(layout);
            _parts[part].Add(0, layout, chunk.Rows, 0);
        });
    }

    /// <summary>Adds groups with their states.</summary>
    public void Add(RecordBatch states)
    {
        ArrayData[] columns = _format.ColumnsOf(states);
        ulong[] hashes = new ulong[Math.Min(states.Length, _scatter.PartRows)];
        int[] partOf = new int[hashes.Length];
        for (int start = 0; start < states.Length; start += _scatter.PartRows)
        {
            int count = Math.Min(_scatter.PartRows, states.Length - start);
            _keys.Hash(columns, start, hashes.AsSpan(0, count));
            for (int i = 0; i < count; i++) partOf[i] = (int)(StableHash.OfUInt64(hashes[i] + (ulong)_depth + 1) >> 60);
            _scatter.Add(columns, start, partOf.AsSpan(0, count));
        }
    }

    /// <summary>The groups of a part; they are read once.</summary>
    public IEnumerable<RecordBatch> Consume(int part)
    {
        if (!_isSealed) _scatter.FlushAll(0);
        _isSealed = true;
        for (int chunk = 0; chunk < _parts[part].Count; chunk++) yield return _format.ToBatch(_parts[part].Show(chunk, consume: true));
        _parts[part].Dispose();
    }

    public void Dispose()
    {
        foreach (BatchStore part in _parts) part.Dispose();
    }
}
