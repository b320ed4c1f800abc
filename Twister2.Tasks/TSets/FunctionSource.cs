using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Adds the records of a task. See <see cref="BatchEnvironment.CreateSource"/>.</summary>
public delegate void SourceFunction<T>(TSetContext context, RecordCollector<T> output);

/// <summary>Records that a function of the user's makes, on each task its own.</summary>
internal sealed class FunctionSource<T>(BatchEnvironment environment, SourceFunction<T> source) : TSet<T>(environment)
{
    internal override Partitions<T> Open() => new(Run);

    internal override PlanStep Describe() => new(nameof(BatchEnvironment.CreateSource));

    private void Run(int task, IChunkSink<T> sink)
    {
        WorkerTasks tasks = Environment.Tasks;
        CountingSink counted = new(tasks.IsShared ? new SourceSink<T>(tasks.Gate, sink) : sink);
        RecordCollector<T> output = new(counted, Environment.ChunkRecords);
        UserPlace place = Environment.PlaceOf(nameof(BatchEnvironment.CreateSource), task);
        try
        {
            source(new TSetContext(tasks.First + task, tasks.Total, []), output);
        }
        catch (Exception e) when (place.Notes(e))
        {
            throw;
        }
        output.Flush();
        tasks.Inside(() => Environment.Dataflow.Counters.RecordsRead += counted.Records);
    }

    private sealed class CountingSink(IChunkSink<T> sink) : IChunkSink<T>
    {
        public long Records { get; private set; }

        public bool IsFull => sink.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            Records += chunk.Length;
            sink.Add(chunk);
        }
    }
}
