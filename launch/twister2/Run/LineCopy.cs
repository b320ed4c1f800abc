namespace Twister2.Launch.Cli;

/// <summary>Copies a stream in pieces of whole lines, so that two of them on one terminal do not end up within each other's lines.</summary>
internal static class LineCopy
{
    private const int Block = 1 << 16;

    /// <summary>Until its end. The last piece may be a line without an end; one that is longer than a block is passed on in parts.</summary>
    public static void Run(Stream source, Action<ReadOnlyMemory<byte>> print)
    {
        byte[] block = new byte[Block];
        int held = 0;
        for (int count; (count = source.Read(block, held, block.Length - held)) > 0;)
        {
            int filled = held + count;
            int whole = block.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (whole == 0 && filled == block.Length) whole = filled;
            if (whole > 0) print(block.AsMemory(0, whole));
            block.AsSpan(whole, filled - whole).CopyTo(block);
            held = filled - whole;
        }
        if (held > 0) print(block.AsMemory(0, held));
    }
}
