using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>
/// What a data set has on this worker while an action runs: a part for each of the worker's tasks, which is computed while it is passed on. All operators below it are complete. Each part is read once, by one thread, and
/// parts are read at the same time.
/// </summary>
/// <param name="run">Gives a task's part to a sink, a chunk at a time; it may stop when that is full. Tasks are counted from 0 on this worker.</param>
/// <param name="below">What is given back when all parts have been read.</param>
internal sealed class Partitions<T>(Action<int, IChunkSink<T>> run, params IDisposable[] below) : IDisposable, IStageOutput
{
    /// <summary>
    /// Where an operator below has all records in its memory or on scratch: makes it keep them beyond the action, and gives the parts to be read as often as one likes, until they are disposed of. Null where records are
    /// computed while they are passed on.
    /// </summary>
    public Func<Partitions<T>>? Keep { get; init; }

    /// <inheritdoc/>
    public IEnumerable<StageLedger> Stages => below.OfType<IStageOutput>().SelectMany(static one => one.Stages);

    public void Run(int task, IChunkSink<T> sink) => run(task, sink);

    public void Dispose()
    {
        foreach (IDisposable one in below) one.Dispose();
    }
}

/// <summary>Records that come out of operators.</summary>
internal interface IStageOutput
{
    /// <summary>The stages of these operators.</summary>
    IEnumerable<StageLedger> Stages { get; }
}
