using Apache.Arrow;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Tables;

/// <summary>Both sides of a join that does not fit into memory, divided by the hashes of their keys, so that each part can be joined by itself.</summary>
internal sealed class JoinDivision : IDisposable
{
    public const int Parts = 16;

    // Less than this is not worth a chunk on scratch.
    private const int SmallestChunk = 1 << 10;

    private readonly DataflowEnvironment _env;
    private readonly string _owner;
    private readonly OperatorLedger _ledger;
    private readonly int _depth;

    /// <param name="env">The worker.</param>
    /// <param name="owner">The operator, for messages.</param>
    /// <param name="left">The left side, with its rows.</param>
    /// <param name="right">The right side, with its rows.</param>
    /// <param name="depth">How often the rows were divided before: each division goes by other bits.</param>
    /// <param name="ledger">The operator that it is charged to.</param>
    public JoinDivision(DataflowEnvironment env, string owner, (JoinSide Side, BatchStore Rows) left, (JoinSide Side, BatchStore Rows) right, int depth, OperatorLedger ledger)
    {
        _env = env;
        _owner = owner;
        _ledger = ledger;
        _depth = depth;
        Left = NewStores();
        Right = NewStores();
        try
        {
            Divide(left.Side, left.Rows, Left);
            Divide(right.Side, right.Rows, Right);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BatchStore[] Left { get; }

    public BatchStore[] Right { get; }

    public void Dispose()
    {
        foreach (BatchStore store in Left.Concat(Right)) store.Dispose();
    }

    private BatchStore[] NewStores() => [.. Enumerable.Range(0, Parts).Select(_ => new BatchStore(_env, _owner, _ledger))];

    private void Divide(JoinSide side, BatchStore rows, BatchStore[] parts)
    {
        TableLayout layout = new();
        long chunkBytes = Math.Min(_env.Options.ChunkBytes, Math.Max(SmallestChunk, _env.Memory.Limit / (8 * Parts)));
        TableScatter scatter = new(side.Format, Parts, chunkBytes, (part, chunk) =>
        {
            layout.Clear();
            chunk.Give(layout);
            parts[part].Add(0, layout, chunk.Rows, 0);
        });
        ulong[] hashes = [];
        int[] partOf = [];
        for (int i = 0; i < rows.Count; i++)
        {
            int count = rows.RowsOf(i);
            if (hashes.Length < count) (hashes, partOf) = (new ulong[count], new int[count]);
            ChunkBuffer read = rows.BeginReading(i);
            try
            {
                ArrayData[] columns = side.Format.Read(TableBuffers.In(read.Message));
                side.Keys.Hash(columns, 0, hashes.AsSpan(0, count));
                for (int row = 0; row < count; row++) partOf[row] = (int)(StableHash.OfUInt64(hashes[row] + (ulong)_depth) >> 60);
                scatter.Add(columns, 0, partOf.AsSpan(0, count));
            }
            finally
            {
                rows.EndReading(i, read);
            }
        }
        scatter.FlushAll(0);
    }
}
