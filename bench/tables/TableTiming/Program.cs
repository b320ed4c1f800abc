using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Twister2.Dataflow;
using Twister2.Mpi;

namespace Twister2.Bench.Tables;

/// <summary>
/// Rows per second of <see cref="TablePartition"/> for an int64 key and a text, beside <see cref="KeyedPartition{TKey, TValue}"/> with the same rows as pairs, in turn; and of
/// <see cref="TableJoin"/>, each row with one of a tenth as many. Arguments: rows per rank, rounds.
/// </summary>
internal static class Program
{
    private const int BatchRows = 64 << 10;

    private static readonly Schema Columns = new([new Field("key", Int64Type.Default, false), new Field("text", StringType.Default, false)], null);

    private static int Main(string[] args)
    {
        int rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 4_000_000, rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        using Mpi.Environment mpi = new(ref args, Threading.Serialized);
        Intracommunicator world = Communicator.world;
        using DataflowEnvironment env = DataflowEnvironment.Create(world);
        (RecordBatch[] batches, KeyValuePair<long, Utf8Text>[][] pairs) = Data(env.Worker, rows);
        (RecordBatch[] few, _) = Data(env.Worker, rows / 10);
        (string Name, Action Run)[] cases = [("TablePartition", () => PartitionTable(env, batches)), ("KeyedPartition", () => PartitionPairs(env, pairs)), ("TableJoin", () => Join(env, batches, few))];
        double[][] seconds = [.. cases.Select(_ => new double[rounds])];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                world.Barrier();
                long start = Stopwatch.GetTimestamp();
                cases[i].Run();
                double time = world.Allreduce(Stopwatch.GetElapsedTime(start).TotalSeconds, Operation<double>.Max);
                if (round >= 0) seconds[i][round] = time;
            }
        }
        for (int i = 0; i < cases.Length && env.Worker == 0; i++)
        {
            System.Array.Sort(seconds[i]);
            double all = (double)rows * env.WorkerCount;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases[i].Name,-15} {all / seconds[i][rounds / 2] / 1e6:F1} million rows/s ({all / seconds[i][^1] / 1e6:F1} to {all / seconds[i][0] / 1e6:F1})"));
        }
        return 0;
    }

    private static void PartitionTable(DataflowEnvironment env, RecordBatch[] batches)
    {
        using TablePartition partition = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), Columns, TablePartitioner.Hash("key"));
        foreach (RecordBatch batch in batches) partition.Add(env.Worker, batch);
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        if (partition.Read(env.Worker).Sum(batch => (long)batch.Length) != partition.CountOf(env.Worker)) throw new InvalidDataException();
    }

    private static void PartitionPairs(DataflowEnvironment env, KeyValuePair<long, Utf8Text>[][] pairs)
    {
        using KeyedPartition<long, Utf8Text> partition = new(env, LogicalPlan.OnePerWorker(env.WorkerCount));
        foreach (KeyValuePair<long, Utf8Text>[] part in pairs) partition.Add(env.Worker, part);
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        long count = 0;
        foreach (ReadOnlySpan<KeyValuePair<long, Utf8Text>> chunk in partition.Read(env.Worker)) count += chunk.Length;
        if (count != partition.CountOf(env.Worker)) throw new InvalidDataException();
    }

    private static void Join(DataflowEnvironment env, RecordBatch[] batches, RecordBatch[] few)
    {
        using TableJoin join = new(env, LogicalPlan.OnePerWorker(env.WorkerCount), Columns, Columns, TableJoinKind.Inner, ["key"], ["key"]);
        foreach (RecordBatch batch in batches) join.AddLeft(env.Worker, batch);
        foreach (RecordBatch batch in few) join.AddRight(env.Worker, batch);
        join.Finish(env.Worker);
        join.WaitForCompletion();
        if (join.Read(env.Worker).Sum(batch => (long)batch.Length) == 0) throw new InvalidDataException();
    }

    private static (RecordBatch[] Batches, KeyValuePair<long, Utf8Text>[][] Pairs) Data(int worker, int rows)
    {
        List<RecordBatch> batches = [];
        List<KeyValuePair<long, Utf8Text>[]> pairs = [];
        for (int start = 0; start < rows; start += BatchRows)
        {
            int count = Math.Min(BatchRows, rows - start);
            Int64Array keys = new Int64Array.Builder().AppendRange(Enumerable.Range(start, count).Select(row => row * 0x9E3779B9L)).Build();
            StringArray.Builder builder = new();
            for (int row = start; row < start + count; row++) builder.Append($"{worker} text {row}");
            StringArray texts = builder.Build();
            batches.Add(new RecordBatch(Columns, [keys, texts], count));
            byte[] bytes = texts.Values.ToArray();
            pairs.Add([.. Enumerable.Range(0, count).Select(row =>
                new KeyValuePair<long, Utf8Text>(keys.GetValue(row)!.Value, new Utf8Text(bytes, texts.ValueOffsets[row], texts.ValueOffsets[row + 1] - texts.ValueOffsets[row])))]);
        }
        return ([.. batches], [.. pairs]);
    }
}
