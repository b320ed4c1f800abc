using Microsoft.Win32.SafeHandles;
using Twister2.Dataflow;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>A file of the input.</summary>
internal readonly record struct InputFile(string Path, long Length)
{
    /// <summary>Rank 0 looks the files up and tells the others, so that all divide the same bytes. Collective.</summary>
    public static InputFile[] FindAll(Intracommunicator world, string[] inputs)
    {
        string[] paths = world.Rank == 0 ? InputFiles.Find(inputs) : [];
        long[] lengths = [.. paths.Select(static path => new FileInfo(path).Length)];
        world.Broadcast(ref paths!, 0);
        world.Broadcast(ref lengths!, 0);
        return [.. paths.Zip(lengths, static (path, length) => new InputFile(path, length))];
    }
}

/// <summary>
/// One of the equal shares of the input's bytes, in blocks of whole lines; a line belongs to the share in which it begins. Words are runs of bytes above 0x20 in these blocks, whatever
/// <paramref name="kind"/> says that words are.
/// </summary>
internal sealed class TextShare(InputFile[] files, WordKind kind, int share, int shares)
{
    private const int BlockBytes = 64 << 10;

    /// <summary>Each in memory of its own, which the collector takes when no word refers to it any more.</summary>
    public IEnumerable<Utf8Text> Blocks()
    {
        Int128 total = files.Sum(static file => file.Length);
        (long first, long end) = ((long)(total * share / shares), (long)(total * (share + 1) / shares));
        long fileAt = 0;
        foreach (InputFile file in files)
        {
            (long from, long to) = (Math.Max(first - fileAt, 0), Math.Min(end - fileAt, file.Length));
            fileAt += file.Length;
            if (from >= to) continue;
            foreach (Utf8Text block in LinesOf(file.Path, from, to)) yield return kind == WordKind.Letters ? Words.OnlyLetters(block.Span) : block;
        }
    }

    /// <summary>The lines that begin in [<paramref name="from"/>, <paramref name="to"/>) of a file.</summary>
    private static IEnumerable<Utf8Text> LinesOf(string path, long from, long to)
    {
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        long at = from == 0 ? 0 : LineStart(file, from);
        byte[] block = [];
        for (int carriedFrom = 0, filled = 0; at < to;)
        {
            // The line that is not complete goes first into the next block.
            int carried = filled - carriedFrom;
            byte[] next = GC.AllocateUninitializedArray<byte>(carried + Math.Max(BlockBytes, carried));
            block.AsSpan(carriedFrom, carried).CopyTo(next);
            filled = carried + RandomAccess.Read(file, next.AsSpan(carried), at + carried);
            bool isLast = filled == carried;
            int lines = isLast ? filled : EndOfLines(next.AsSpan(0, filled), to - at);
            if (lines > 0) yield return new Utf8Text(next, 0, lines);
            if (isLast) yield break;
            at += lines;
            (block, carriedFrom) = (next, lines);
        }
    }

    /// <summary>Where the first line begins at <paramref name="from"/> or behind it.</summary>
    private static long LineStart(SafeFileHandle file, long from)
    {
        byte[] block = new byte[BlockBytes];
        for (long at = from - 1; ;)
        {
            int read = RandomAccess.Read(file, block, at);
            int end = block.AsSpan(0, read).IndexOf((byte)'\n');
            if (end >= 0) return at + end + 1;
            if (read == 0) return long.MaxValue;
            at += read;
        }
    }

    /// <summary>How many bytes complete lines take that begin before <paramref name="limit"/>.</summary>
    private static int EndOfLines(ReadOnlySpan<byte> block, long limit)
    {
        if (limit > block.Length) return block.LastIndexOf((byte)'\n') + 1;
        int lastLine = (int)limit - 1;
        int end = block[lastLine..].IndexOf((byte)'\n');
        return end >= 0 ? lastLine + end + 1 : block.LastIndexOf((byte)'\n') + 1;
    }
}
