namespace Twister2.Tasks.Tests;

/// <summary>A source whose task t of n adds what a function gives, some records at a time.</summary>
internal sealed class Records<T>(Func<int, int, IEnumerable<T>> of) : ISource<T>
{
    private const int AtATime = 7;

    private Queue<T> _left = [];

    public void Prepare(TaskContext context) => _left = new(of(context.TaskIndex, context.Parallelism));

    public bool Execute(RecordCollector<T> output)
    {
        for (int i = 0; i < AtATime && _left.TryDequeue(out T? record); i++) output.Add(record);
        return _left.Count > 0;
    }
}

/// <summary>A sink that keeps all records with their task; tasks of a worker may share the list.</summary>
internal sealed class Kept<T>(List<(int Task, T Record)> all) : ISink<T>
{
    private int _task;

    public void Prepare(TaskContext context) => _task = context.TaskIndex;

    public void Execute(ReadOnlySpan<T> records)
    {
        lock (all)
            foreach (T record in records) all.Add((_task, record));
    }
}

/// <summary>A function of each record.</summary>
internal sealed class Mapped<T, TResult>(Func<T, TResult> map) : ICompute<T, TResult>
{
    public void Execute(ReadOnlySpan<T> records, RecordCollector<TResult> output)
    {
        foreach (T record in records) output.Add(map(record));
    }
}
