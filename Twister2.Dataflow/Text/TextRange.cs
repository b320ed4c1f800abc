namespace Twister2.Dataflow;

/// <summary>Where a text lies in a block of UTF-8: 8 bytes without a reference, so that words go from a tokenizer to an operator at the cost of two numbers.</summary>
/// <remarks>It lies in memory as where the text begins and where it ends: so the edges that a tokenizer finds are ranges already.</remarks>
public readonly record struct TextRange
{
    // In this order: two edges in memory are a range.
    private readonly int _start;
    private readonly int _end;

    /// <summary>The text of <paramref name="length"/> bytes from <paramref name="start"/> on.</summary>
    public TextRange(int start, int length)
    {
        _start = start;
        _end = start + length;
    }

    /// <summary>The first byte.</summary>
    public int Start => _start;

    /// <summary>Length in bytes.</summary>
    public int Length => _end - _start;
}
