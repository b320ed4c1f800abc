using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Twister2.Dataflow.Tables;

/// <summary>The columns' sizes and buffers of a chunk of a table, taken in the order in which a <see cref="TableLayout"/> got them.</summary>
internal sealed class TableBuffers(int[] nodes, ReadOnlyMemory<byte>[] buffers)
{
    private int _node, _buffer;

    /// <summary>Which of an operator's tables a chunk belongs to.</summary>
    public static int TableOf(ReadOnlySpan<byte> chunk) => Header(chunk)[1];

    /// <summary>The rows of a chunk.</summary>
    public static int RowsOf(ReadOnlySpan<byte> chunk) => Header(chunk)[0];

    /// <summary>The buffers of a chunk, where they lie.</summary>
    /// <exception cref="CorruptChunkException">It is no such chunk.</exception>
    public static TableBuffers In(ReadOnlyMemory<byte> chunk)
    {
        ReadOnlySpan<int> header = Header(chunk.Span);
        int nodes = header[2], buffers = header[3];
        if (nodes < 0 || buffers < 0 || (long)TableLayout.HeaderInts + nodes + buffers > chunk.Length / sizeof(int))
            throw new CorruptChunkException($"A chunk of a table says that it has {nodes} sizes and {buffers} buffers in {chunk.Length} bytes.");
        header = MemoryMarshal.Cast<byte, int>(chunk.Span)[TableLayout.HeaderInts..];
        ReadOnlyMemory<byte>[] all = new ReadOnlyMemory<byte>[buffers];
        int at = TableLayout.HeaderBytes(nodes, buffers);
        for (int i = 0; i < buffers; i++)
        {
            int length = header[nodes + i];
            if (length < 0 || length > chunk.Length - at) throw new CorruptChunkException($"A buffer of {length} bytes at {at} in a chunk of {chunk.Length}.");
            all[i] = chunk.Slice(at, length);
            at += TableLayout.Align(length);
        }
        return new TableBuffers(header[..nodes].ToArray(), all);
    }

    /// <summary>The sizes of the next column.</summary>
    public (int Length, int Nulls) NextNode()
    {
        _node += 2;
        if (_node > nodes.Length) throw new CorruptChunkException("A chunk of a table has too few columns.");
        return (nodes[_node - 2], nodes[_node - 1]);
    }

    /// <summary>Its next buffer.</summary>
    public ArrowBuffer Next() => _buffer < buffers.Length ? new ArrowBuffer(buffers[_buffer++]) : throw new CorruptChunkException("A chunk of a table has too few buffers.");

    private static ReadOnlySpan<int> Header(ReadOnlySpan<byte> chunk) =>
        chunk.Length >= TableLayout.HeaderInts * sizeof(int)
            ? MemoryMarshal.Cast<byte, int>(chunk)[..TableLayout.HeaderInts]
            : throw new CorruptChunkException($"A chunk of a table of {chunk.Length} bytes.");
}
