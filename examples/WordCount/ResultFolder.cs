using System.Text;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>
/// What data sets do by <c>WriteText</c> and <c>Top</c>, for the levels below, with MPI alone: a file for each worker in a folder that appears when all are complete, and the most frequent words.
/// </summary>
internal static class ResultFolder
{
    /// <summary>Collective.</summary>
    public static WordCounts Write(WorkerEnvironment env, string output, List<CountedWord> counted, int top)
    {
        Intracommunicator world = env.Communicator;
        string path = Path.GetFullPath(output);
        world.Broadcast(ref path!, 0); // Processes of other nodes may have been started elsewhere.
        string temporary = $"{path}.tmp-{env.JobId}";
        if (world.Rank == 0) Create(path, temporary);
        world.Barrier();
        try
        {
            WritePart(Path.Combine(temporary, $"part-{world.Rank:00000}"), counted);
        }
        catch
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            throw;
        }
        world.Barrier();
        if (world.Rank == 0) Directory.Move(temporary, path);
        long words = world.Allreduce(counted.Sum(static word => word.Count), Operation<long>.Add);
        long distinct = world.Allreduce((long)counted.Count, Operation<long>.Add);
        return new WordCounts(path, words, distinct, MostFrequent(world, counted, top));
    }

    private static void Create(string path, string temporary)
    {
        if (Path.Exists(path)) throw new DataAccessException($"Output '{path}' exists already. Remove it or choose another path; results are never overwritten.");
        try
        {
            Directory.CreateDirectory(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataAccessException($"Output '{path}' cannot be made: {e.Message}", e);
        }
    }

    private static void WritePart(string file, List<CountedWord> counted)
    {
        using FileStream part = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        foreach (CountedWord word in counted)
        {
            part.Write(word.Word.Span);
            part.Write(Encoding.ASCII.GetBytes($"\t{word.Count}\n"));
        }
        part.Flush(flushToDisk: true);
    }

    /// <summary>On rank 0: the first of the first of each rank.</summary>
    private static CountedWord[] MostFrequent(Intracommunicator world, List<CountedWord> counted, int top)
    {
        KeyValuePair<byte[], long>[] mine = [.. First(counted, top).Select(static word => KeyValuePair.Create(word.Word.Span.ToArray(), word.Count))];
        KeyValuePair<byte[], long>[][] all = world.Gather(mine, 0) ?? [];
        return [.. First(all.SelectMany(static words => words).Select(static pair => new CountedWord(new Utf8Text(pair.Key, 0, pair.Key.Length), pair.Value)), top)];
    }

    private static IEnumerable<CountedWord> First(IEnumerable<CountedWord> words, int top) =>
        words.OrderDescending(Comparer<CountedWord>.Create(CountedWord.MoreFrequent)).Take(top);
}
