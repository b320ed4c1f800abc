using System.Diagnostics;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.TeraSort;

/// <summary>Sorts records of 100 bytes by their first ten: makes them, sorts them, validates the result, as its arguments say.</summary>
public sealed class TeraSort : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (TeraSortOptions.Parse(env) is not { } options) return;
        string input = RecordFolder.Agree(env, options.Input ?? Path.Combine(env.JobDirectory, "input"));
        string output = RecordFolder.Agree(env, options.Check ?? options.Output ?? Path.Combine(env.JobDirectory, "sorted"));
        if (options.Generate is { } records) Timed(env, "Made", input, () => Generate(env, options, records, input));
        if (options.Check is null) Timed(env, "Sorted", output, () => Sort(env, options, input, output));
        if (options.Verify || options.Check is not null) Validate(env, input, output);
    }

    private static long Generate(WorkerEnvironment env, TeraSortOptions options, long records, string input) =>
        RecordFolder.Write(env, input, part =>
        {
            (long first, long end) = RecordFiles.Share(records, env.Rank, env.WorkerCount);
            foreach (ReadOnlyMemory<Record> chunk in Gensort.Records(first, end, options.Ascii)) part.Add(chunk.Span);
        });

    private static long Sort(WorkerEnvironment env, TeraSortOptions options, string input, string output)
    {
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(env.Communicator, new() { MemoryBytes = options.Memory is { } mebibytes ? (long)mebibytes << 20 : null });
        BatchEnvironment batch = new(dataflow, env.JobId);
        RecordFiles files = RecordFiles.Find(env, input);
        TSet<Record> sorted = batch.CreateSource<Record>((context, records) =>
            {
                foreach (ReadOnlyMemory<Record> chunk in files.Read(context.Index, context.Parallelism)) records.Add(chunk.Span);
            })
            .Sort(SortOrder.ByBytes<Record>(0, Record.KeyBytes));
        return RecordFolder.Write(env, output, part => sorted.Compute(() => new WriteTo(part)).Count());
    }

    private static void Validate(WorkerEnvironment env, string input, string output)
    {
        Summary expected = Validator.Look(env, input), found = Validator.Look(env, output);
        bool isRight = env.Rank != 0 || Validator.Compare(expected, found);
        if (!env.Dataflow.AllReduce(isRight, static (a, b) => a && b)) throw new InvalidDataException($"The records in '{output}' are not those of '{input}' in order.");
    }

    private static void Timed(WorkerEnvironment env, string what, string where, Func<long> work)
    {
        Stopwatch watch = Stopwatch.StartNew();
        long records = env.Dataflow.AllReduce(work(), static (a, b) => a + b);
        double seconds = watch.Elapsed.TotalSeconds;
        if (env.Rank == 0) Console.WriteLine($"{what} {records:N0} records ({records * Record.Bytes / 1e6:N1} MB) in {seconds:0.00} s: {where}");
    }

    /// <summary>Takes the records of this worker, which come in order, in chunks.</summary>
    private sealed class WriteTo(RecordWriter part) : ComputeFunction<Record, long>
    {
        public override void Compute(ReadOnlySpan<Record> records, RecordCollector<long> output) => part.Add(records);
    }
}
