using Twister2.Dataflow;
using Twister2.Dataflow.Memory;

namespace Twister2.Tasks;

/// <summary>A further input of a function.</summary>
internal interface IAddedInput
{
    string Name { get; }

    IOpenInput Open();

    PlanStep Describe();
}

internal sealed class AddedInput<T>(string name, TSet<T> input) : IAddedInput
{
    public string Name => name;

    public IOpenInput Open() => new OpenInput<T>(name, input, input.Open());

    public PlanStep Describe() => input.Describe();
}

/// <summary>A further input while an action runs.</summary>
internal interface IOpenInput : IDisposable
{
    /// <summary>What a task has of it.</summary>
    TaskInput Of(int task);
}

internal sealed class OpenInput<T>(string name, TSet<T> input, Partitions<T> parts) : IOpenInput
{
    public TaskInput Of(int task) => new TaskInput<T>(name, input, parts, task);

    public void Dispose() => parts.Dispose();
}

/// <summary>What a task has of an input.</summary>
internal abstract class TaskInput
{
    public abstract Type RecordType { get; }
}

internal sealed class TaskInput<T>(string name, TSet<T> input, Partitions<T> parts, int task) : TaskInput
{
    private bool _isRead;
    private T[]? _records;

    public override Type RecordType => typeof(T);

    public T[] ToArray()
    {
        // What is cached lies in an array already, the same in each action.
        _records ??= input.KeptArray(task);
        if (_records is not null) return _records;
        ChunkList<T> records = new();
        CopyTo(records);
        return _records = records.ToArray();
    }

    /// <summary>A part can be read once only: memory may be given back behind the reader.</summary>
    public void CopyTo(IChunkSink<T> sink)
    {
        if (_isRead) throw new InvalidOperationException($"Input '{name}' was read already, which is possible once; {nameof(TSetContext.GetInput)} gives an array as often as one likes.");
        _isRead = true;
        parts.Run(task, sink);
    }
}
