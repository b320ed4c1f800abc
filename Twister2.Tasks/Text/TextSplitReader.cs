using Microsoft.Win32.SafeHandles;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>What a record of a text source is.</summary>
internal enum TextRecords
{
    /// <summary>A line.</summary>
    Lines,

    /// <summary>Any number of successive lines with the line ends between them: for functions that split at line ends in any case, and are faster on large pieces.</summary>
    RunsOfLines,
}

/// <summary>
/// Reads the lines of splits as views of the blocks they were read into. A block is handed out once and never written again: the garbage collector takes it when no record
/// refers to it any more, which for records that are not kept costs next to nothing. Where the sink keeps no text, one block does for all: it stays in the level-2 cache.
/// </summary>
internal sealed class TextSplitReader(IChunkSink<Utf8Text> sink, TextRecords records, int chunkRecords, DataflowCounters counters, bool keepsTexts = true)
{
    // Small enough for the nursery of the garbage collector (and the L2 cache), large enough for one system call each.
    private const int BlockBytes = 64 << 10;

    // So that words at the end of a block can be read with wide loads.
    private const int Padding = 64;

    private readonly Utf8Text[] _lines = new Utf8Text[chunkRecords];
    private int _lineCount;

    public void Read(FileSplit split)
    {
        using SafeFileHandle file = Attempt(split, () => File.OpenHandle(split.File, options: FileOptions.SequentialScan));
        counters.BytesRead += Math.Min(ReadLines(file, split), split.End) - split.Start;
    }

    /// <summary>Gives where it stopped, which is the end of the split or further unless the sink is full before.</summary>
    private long ReadLines(SafeFileHandle file, FileSplit split)
    {
        // A split that does not begin the file begins behind the first line end at or after its last foreign byte.
        bool skipping = split.Start > 0;
        long blockAt = skipping ? split.Start - 1 : 0;
        byte[] block = GC.AllocateUninitializedArray<byte>(BlockBytes + Padding);
        int filled = 0, searched = 0;
        while (true)
        {
            int got = ReadBlock(file, split, block.AsMemory(filled, block.Length - Padding - filled), blockAt + filled);
            filled += got;
            bool atEnd = blockAt + filled >= split.FileLength;
            if (got == 0 && !atEnd)
                throw new DataAccessException(
                    $"Input '{split.File}' ends at byte {blockAt + filled:N0}, but had {split.FileLength:N0} bytes when the job began: it was changed.");
            if (atEnd) filled = (int)(split.FileLength - blockAt); // What was appended since is not part of the input.

            int lineStart = 0;
            if (skipping)
            {
                int end = block.AsSpan(0, filled).IndexOf((byte)'\n');
                lineStart = end < 0 ? filled : end + 1;
                skipping = end < 0;
                searched = lineStart;
            }
            long limit = split.End - blockAt;
            lineStart = records == TextRecords.Lines ? TakeLines(block, lineStart, searched, filled, limit) : TakeRun(block, lineStart, searched, filled, limit);
            bool done = lineStart >= limit;
            if (atEnd && !done && !skipping && lineStart < filled) AddText(block, lineStart, filled); // No line end: a last '\r' belongs to the line.
            PassOn();
            if (atEnd || done) return split.End;
            if (sink.IsFull) return Math.Max(blockAt + lineStart, split.Start);

            // The line that is not complete moves to the front of a new block, which grows with it.
            int carried = filled - lineStart;
            if (carried > (Array.MaxLength - Padding) / 2)
                throw new DataAccessException($"Input '{split.File}' has a line of more than {carried:N0} bytes at byte {blockAt + lineStart:N0}; a line must stay below 1 GiB.");
            int needed = Math.Max(BlockBytes, 2 * carried) + Padding;
            byte[] next = keepsTexts || block.Length < needed ? GC.AllocateUninitializedArray<byte>(needed) : block;
            block.AsSpan(lineStart, carried).CopyTo(next);
            blockAt += lineStart;
            block = next;
            filled = searched = carried;
        }
    }

    private static int ReadBlock(SafeFileHandle file, FileSplit split, Memory<byte> destination, long at) =>
        Attempt(split, () => RandomAccess.Read(file, destination.Span, at));

    /// <summary>Says which file failed. Only round calls of the file system: what the job's own functions throw stays as it is.</summary>
    private static TResult Attempt<TResult>(FileSplit split, Func<TResult> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (DataAccessException.IsFileError(e))
        {
            throw new DataAccessException($"Input '{split.File}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Takes complete lines that begin before <paramref name="limit"/>; returns where the first line begins that it did not take.</summary>
    private int TakeLines(byte[] block, int lineStart, int searched, int filled, long limit)
    {
        while (lineStart < limit)
        {
            int length = block.AsSpan(searched, filled - searched).IndexOf((byte)'\n');
            if (length < 0) break;
            int end = searched + length;
            AddLine(block, lineStart, end);
            lineStart = searched = end + 1;
        }
        return lineStart;
    }

    /// <summary>Takes all complete lines that begin before <paramref name="limit"/> as one record, line ends included; returns where the first line begins that it did not take.</summary>
    private int TakeRun(byte[] block, int lineStart, int searched, int filled, long limit)
    {
        if (lineStart >= limit) return lineStart;
        int end = -1;
        // Where the split ends inside the block: the first line end that is not followed by a line of this split.
        if (limit <= filled)
        {
            int from = Math.Max(searched, (int)limit - 1);
            end = block.AsSpan(from, filled - from).IndexOf((byte)'\n') is >= 0 and var at ? from + at : -1;
        }
        if (end < 0) end = block.AsSpan(searched, filled - searched).LastIndexOf((byte)'\n') is >= 0 and var last ? searched + last : -1;
        if (end < 0) return lineStart;
        counters.RecordsRead += block.AsSpan(lineStart, end - lineStart).Count((byte)'\n');
        AddLine(block, lineStart, end);
        return end + 1;
    }

    /// <summary>Adds the text before a <c>\n</c>, which is part of a line end <c>\r\n</c> if a <c>\r</c> stands before it.</summary>
    private void AddLine(byte[] block, int start, int end) => AddText(block, start, end > start && block[end - 1] == '\r' ? end - 1 : end);

    private void AddText(byte[] block, int start, int end)
    {
        if (_lineCount == _lines.Length) PassOn();
        _lines[_lineCount++] = Utf8Text.Unchecked(block, start, end - start);
    }

    /// <summary>Passes the lines on while their block is still in the cache.</summary>
    private void PassOn()
    {
        if (_lineCount == 0) return;
        counters.RecordsRead += _lineCount;
        sink.Add(_lines.AsSpan(0, _lineCount));
        _lineCount = 0;
    }
}
