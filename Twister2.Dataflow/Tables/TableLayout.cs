using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// A chunk of a table as it is sent, stored and spilled: how many rows, the sizes of its columns and buffers, then the buffers as Arrow wants them, each at a multiple of 8
/// bytes, so that a batch is read where it lies.
/// </summary>
/// <remarks>Arrow's own IPC messages hold the same buffers, with a flatbuffer in front that takes longer to build and to read, and dictionaries as messages of their own.</remarks>
internal sealed class TableLayout
{
    /// <summary>Rows, table, nodes, buffers.</summary>
    internal const int HeaderInts = 4;

    private readonly List<int> _nodes = [];
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private long _bufferBytes;

    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public int Bytes => checked((int)(HeaderBytes(_nodes.Count, _buffers.Count) + _bufferBytes));

    /// <summary>Begins again.</summary>
    public void Clear()
    {
        _nodes.Clear();
        _buffers.Clear();
        _bufferBytes = 0;
    }

    /// <summary>The sizes of a column, or of one within a column.</summary>
    public void AddNode(int length, int nulls)
    {
        _nodes.Add(length);
        _nodes.Add(nulls);
    }

    /// <summary>The next buffer of the column.</summary>
    public void AddBuffer(ReadOnlyMemory<byte> buffer)
    {
        _buffers.Add(buffer);
        _bufferBytes += Align(buffer.Length);
    }

    /// <summary>Writes the chunk.</summary>
    /// <param name="to"><see cref="Bytes"/> bytes.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="table">Which of an operator's tables it belongs to.</param>
    public void WriteTo(Span<byte> to, int rows, int table)
    {
        Span<int> header = MemoryMarshal.Cast<byte, int>(to[..HeaderBytes(_nodes.Count, _buffers.Count)]);
        header.Clear();
        (header[0], header[1], header[2], header[3]) = (rows, table, _nodes.Count, _buffers.Count);
        CollectionsMarshal.AsSpan(_nodes).CopyTo(header[HeaderInts..]);
        for (int i = 0; i < _buffers.Count; i++) header[HeaderInts + _nodes.Count + i] = _buffers[i].Length;
        int at = HeaderBytes(_nodes.Count, _buffers.Count);
        foreach (ReadOnlyMemory<byte> buffer in _buffers)
        {
            buffer.Span.CopyTo(to[at..]);
            int end = Align(buffer.Length);
            to.Slice(at + buffer.Length, end - buffer.Length).Clear();
            at += end;
        }
    }

    /// <summary>What was given, to be read without a copy, until the builder is cleared.</summary>
    public TableBuffers Share() => new([.. _nodes], [.. _buffers]);

    internal static int HeaderBytes(int nodes, int buffers) => Align((HeaderInts + nodes + buffers) * sizeof(int));

    internal static int Align(int bytes) => checked(bytes + 7) & ~7;
}
