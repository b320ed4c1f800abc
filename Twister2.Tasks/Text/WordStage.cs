using System.Runtime.CompilerServices;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Counts the words of texts where they lie. It keeps no view of a text, so blocks can be read into again.</summary>
internal sealed class WordStage(KeyedReduce<Utf8Text, long> counts, int task, int chunkRecords) : IChunkSink<Utf8Text>
{
    // To ask MPI for messages takes longer than to count a few hundred words.
    private const int ChunksPerProgress = 16;

    private readonly TextRange[] _words = new TextRange[chunkRecords];
    private byte[] _block = [];
    private int _count;
    private int _chunks;

    public void Add(ReadOnlySpan<Utf8Text> chunk)
    {
        foreach (Utf8Text text in chunk)
        {
            if (text.IsEmpty) continue;
            _block = text.Block!;
            Tokenizer.SplitAtSpaces(text, new Output(this));
            Flush();
        }
        if (++_chunks % ChunksPerProgress == 0) counts.Progress();
    }

    private void Flush()
    {
        if (_count > 0) counts.AddWords(task, _block, _words.AsSpan(0, _count), 1L);
        _count = 0;
    }

    private readonly struct Output(WordStage stage) : IWordOutput
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(int start, int length)
        {
            TextRange[] words = stage._words;
            if (stage._count >= words.Length) stage.Flush();
            words[stage._count++] = new TextRange(start, length);
        }
    }
}
