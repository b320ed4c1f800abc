using Twister2.Mpi;

namespace Twister2.Dataflow.Transport;

/// <summary>Finds out whether all workers have the options of which the way of messages depends. Where they differ, operators would wait for messages that nobody sends.</summary>
internal static class OptionsAgreement
{
    private static readonly string[] Names = [nameof(DataflowOptions.ChunkBytes), nameof(DataflowOptions.ChunkRecords), nameof(DataflowOptions.Routing)];

    /// <summary>Collective over <paramref name="communicator"/>: one reduction of a few numbers.</summary>
    /// <exception cref="ArgumentException">An option differs; thrown on all workers.</exception>
    public static void Check(Intracommunicator communicator, DataflowOptions options)
    {
        int[] mine = [options.ChunkBytes, options.ChunkRecords, (int)options.Routing];
        // The largest, and, negative, the least.
        int[] bounds = [.. mine, .. mine.Select(value => -value)];
        communicator.Allreduce(bounds.AsSpan(), Operation<int>.Max);
        for (int i = 0; i < mine.Length; i++)
        {
            if (bounds[i] == -bounds[mine.Length + i]) continue;
            throw new ArgumentException(
                $"{Names[i]} must be the same on all workers: worker {communicator.Rank} has {Text(i, mine[i])}; the least is {Text(i, -bounds[mine.Length + i])}, the largest {Text(i, bounds[i])}.", nameof(options));
        }
    }

    private static string Text(int option, int value) => option == 2 ? ((ExchangeRouting)value).ToString() : $"{value}";
}
