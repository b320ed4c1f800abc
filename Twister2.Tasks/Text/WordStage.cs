using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Counts the words of texts where they lie. It keeps no view of a text, so blocks can be read into again.</summary>
internal sealed class WordStage(KeyedReduce<Utf8Text, long> counts, int task, WorkerGate gate) : IChunkSink<Utf8Text>
{
    // The edges of so many words and their text stay in the level-1 cache until the words are counted.
    private const int Words = 512;

    // To ask MPI for messages takes longer than to count a few hundred words.
    private const int ChunksPerProgress = 16;

    private readonly int[] _edges = new int[2 * Words + WordEdges.Spare];
    private byte[] _block = [];
    private int _count;
    private int _chunks;

    public void Add(ReadOnlySpan<Utf8Text> chunk)
    {
        foreach (Utf8Text text in chunk)
        {
            if (text.IsEmpty) continue;
            // Texts of one block, as lines are, are counted together.
            if (!ReferenceEquals(_block, text.Block))
            {
                Flush();
                _block = text.Block!;
            }
            for (int at = 0; (at = WordEdges.Find(text, at, _edges, ref _count)) < text.Length;) Flush();
        }
        Flush();
        if (++_chunks % ChunksPerProgress == 0) Progress();
    }

    private void Flush()
    {
        ReadOnlySpan<TextRange> words = WordEdges.Words(_edges, _count);
        if (!words.IsEmpty) Count(words);
        WordEdges.RemoveWords(_edges, ref _count);
    }

    private void Count(ReadOnlySpan<TextRange> words)
    {
        gate.Enter();
        try
        {
            counts.AddWords(task, _block, words, 1L);
        }
        finally
        {
            gate.Exit();
        }
    }

    private void Progress()
    {
        gate.Enter();
        try
        {
            gate.Check();
            counts.Progress();
        }
        finally
        {
            gate.Exit();
        }
    }
}
