using Apache.Arrow;
using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// What a table has on this worker while an action runs: a part for each of the worker's tasks, which is computed while it is passed on. All operators below it are complete. Each part is read once, by one thread, and
/// parts are read at the same time.
/// </summary>
/// <param name="run">Gives a task's part to a sink, a batch at a time; it may stop when that is full. Tasks are counted from 0 on this worker.</param>
/// <param name="below">What is given back when all parts have been read.</param>
internal sealed class TableParts(Action<int, IBatchSink> run, params IDisposable[] below) : IDisposable
{
    public void Run(int task, IBatchSink sink) => run(task, sink);

    public void Dispose()
    {
        foreach (IDisposable one in below) one.Dispose();
    }
}

/// <summary>What a worker's threads do with tables: one of them at a time uses its operators, memory and messages.</summary>
internal static class TableTasks
{
    /// <summary>Gives a part of each task to a sink of its own, and the parts back.</summary>
    public static void RunAll(this WorkerTasks tasks, TableParts parts, Func<int, IBatchSink> sinkOf)
    {
        tasks.ForEach(task => parts.Run(task, sinkOf(task)));
        parts.Dispose();
    }

    /// <summary>Something that is given back with the parts that read it, and also where the action fails.</summary>
    public static IDisposable Keep(this WorkerTasks tasks, IDisposable resource)
    {
        tasks.Opened(resource);
        return new Kept(tasks, resource);
    }

    /// <summary>The number of a task of this worker among those of all.</summary>
    public static int NumberOf(this WorkerTasks tasks, int task) => tasks.First + task;

    /// <summary>Reads batches inside of the gate, and gives them outside.</summary>
    public static IEnumerable<RecordBatch> Outside(this WorkerTasks tasks, IEnumerable<RecordBatch> batches)
    {
        if (!tasks.IsShared)
        {
            foreach (RecordBatch batch in batches) yield return batch;
            yield break;
        }
        using IEnumerator<RecordBatch> next = batches.GetEnumerator();
        while (true)
        {
            RecordBatch current;
            tasks.Gate.Enter();
            try
            {
                tasks.Gate.BetweenChunks();
                if (!next.MoveNext()) yield break;
                current = next.Current;
            }
            finally
            {
                tasks.Gate.Exit();
            }
            yield return current;
        }
    }

    private sealed class Kept(WorkerTasks tasks, IDisposable resource) : IDisposable
    {
        public void Dispose() => tasks.Close(resource);
    }
}

/// <summary>Hands batches of a task to an operator, one thread of the worker at a time, which passes messages on meanwhile.</summary>
internal sealed class OperatorBatches(DataflowOperator operation, WorkerTasks tasks, Action<RecordBatch> add) : IBatchSink
{
    public void Add(RecordBatch batch)
    {
        tasks.Gate.Enter();
        try
        {
            tasks.Gate.Check();
            add(batch);
            operation.Progress();
        }
        finally
        {
            tasks.Gate.Exit();
        }
    }
}
