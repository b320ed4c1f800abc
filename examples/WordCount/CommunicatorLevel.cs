using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;

namespace Twister2.Examples.WordCount;

/// <summary>
/// Word count as an MPI program writes it: each rank counts its share in a table, sends each word's count to the rank that its hash says (one <c>MPI_Alltoallv</c>), and adds up what it gets. Nothing
/// but Twister2.Mpi moves anything here; the table has to fit into memory.
/// </summary>
internal static class CommunicatorLevel
{
    private const int CountBytes = sizeof(long), LengthBytes = sizeof(int);

    public static WordCounts Count(WorkerEnvironment env, WordCountOptions options, string[] inputs, string output)
    {
        Intracommunicator world = env.Communicator;
        InputFile[] files = InputFile.FindAll(world, inputs);
        Dictionary<byte[], long> mine = CountWords(new TextShare(files, options.Words, world.Rank, world.Size));

        ArrayBufferWriter<byte> outbox = new();
        int[] sizes = Pack(mine, world.Size, outbox);
        byte[] inbox = world.AlltoallFlattened(outbox.WrittenSpan, sizes, out _);

        Dictionary<byte[], long> counts = Merge(inbox);
        return ResultFolder.Write(env, output, [.. counts.Select(pair => new CountedWord(new Utf8Text(pair.Key, 0, pair.Key.Length), pair.Value))], options.Top);
    }

    private static Dictionary<byte[], long> CountWords(TextShare share)
    {
        Dictionary<byte[], long> counts = new(WordBytes.Comparer);
        var bySpan = counts.GetAlternateLookup<ReadOnlySpan<byte>>(); // Only a new word becomes an array.
        List<TextRange> words = [];
        foreach (Utf8Text block in share.Blocks())
        {
            Words.Find(block.Span, words);
            foreach (TextRange word in CollectionsMarshal.AsSpan(words))
                CollectionsMarshal.GetValueRefOrAddDefault(bySpan, block.Span.Slice(word.Start, word.Length), out _)++;
        }
        return counts;
    }

    /// <summary>The counts for rank 0, then those for rank 1, and so on: count, length, bytes of each word. Returns how many bytes go to each rank.</summary>
    private static int[] Pack(Dictionary<byte[], long> counts, int ranks, ArrayBufferWriter<byte> outbox)
    {
        ILookup<int, KeyValuePair<byte[], long>> byRank = counts.ToLookup(pair => WordBytes.RankOf(pair.Key, ranks));
        int[] sizes = new int[ranks];
        for (int rank = 0; rank < ranks; rank++)
        {
            int before = outbox.WrittenCount;
            foreach ((byte[] word, long count) in byRank[rank])
            {
                Span<byte> room = outbox.GetSpan(CountBytes + LengthBytes + word.Length);
                BinaryPrimitives.WriteInt64LittleEndian(room, count);
                BinaryPrimitives.WriteInt32LittleEndian(room[CountBytes..], word.Length);
                word.CopyTo(room[(CountBytes + LengthBytes)..]);
                outbox.Advance(CountBytes + LengthBytes + word.Length);
            }
            sizes[rank] = outbox.WrittenCount - before;
        }
        return sizes;
    }

    private static Dictionary<byte[], long> Merge(ReadOnlySpan<byte> inbox)
    {
        Dictionary<byte[], long> counts = new(WordBytes.Comparer);
        var bySpan = counts.GetAlternateLookup<ReadOnlySpan<byte>>();
        while (!inbox.IsEmpty)
        {
            long count = BinaryPrimitives.ReadInt64LittleEndian(inbox);
            int length = BinaryPrimitives.ReadInt32LittleEndian(inbox[CountBytes..]);
            ReadOnlySpan<byte> word = inbox.Slice(CountBytes + LengthBytes, length);
            CollectionsMarshal.GetValueRefOrAddDefault(bySpan, word, out _) += count;
            inbox = inbox[(CountBytes + LengthBytes + length)..];
        }
        return counts;
    }
}
