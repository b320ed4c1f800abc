using System.Runtime.CompilerServices;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Takes words as ranges of the block that the text lies in. Implemented by structs, so that a tokenizer is compiled for each.</summary>
internal interface IWordOutput
{
    void Add(int start, int length);
}

/// <summary>Makes each word a record.</summary>
internal readonly struct WordViews(byte[]? block, RecordCollector<Utf8Text> words) : IWordOutput
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int start, int length) => words.Add(Utf8Text.Unchecked(block, start, length));
}
