namespace Twister2.Dataflow;

/// <summary>Where a text lies in a block of UTF-8: 8 bytes without a reference, so that words go from a tokenizer to an operator at the cost of two numbers.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">Length in bytes.</param>
public readonly record struct TextRange(int Start, int Length);
