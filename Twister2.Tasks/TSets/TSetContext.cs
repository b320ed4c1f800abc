using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Where a function runs, and what else it has. Twister2's <c>TSetContext</c>.</summary>
public sealed class TSetContext
{
    private readonly Dictionary<string, TaskInput> _inputs;

    internal TSetContext(int index, int parallelism, Dictionary<string, TaskInput> inputs)
    {
        Index = index;
        Parallelism = parallelism;
        _inputs = inputs;
    }

    /// <summary>The task, 0 ≤ index &lt; <see cref="Parallelism"/>; with one thread per worker that is the worker.</summary>
    public int Index { get; }

    /// <summary>How many tasks there are on all workers.</summary>
    public int Parallelism { get; }

    /// <summary>This task's records of an input that was added under a name, in one array, which is the same each time. Those of a cached one are not copied.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    /// <exception cref="InvalidCastException">Its records are of another type.</exception>
    /// <exception cref="InvalidOperationException">The input was read by <see cref="CopyInput"/>.</exception>
    public IReadOnlyList<TInput> GetInput<TInput>(string name) => InputOf<TInput>(name).ToArray();

    /// <summary>As <see cref="GetInput"/>, as memory, for loops. Of a cached input it is the same memory in each action.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    /// <exception cref="InvalidCastException">Its records are of another type.</exception>
    /// <exception cref="InvalidOperationException">The input was read by <see cref="CopyInput"/>.</exception>
    public ReadOnlySpan<TInput> GetInputSpan<TInput>(string name) => InputOf<TInput>(name).ToArray();

    /// <summary>Gives this task's records of an input to a sink, a chunk at a time, from where they lie: once. For inputs that are large, or that are made into something else at once.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    /// <exception cref="InvalidCastException">Its records are of another type.</exception>
    /// <exception cref="InvalidOperationException">The input was read before.</exception>
    public void CopyInput<TInput>(string name, IChunkSink<TInput> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        InputOf<TInput>(name).CopyTo(sink);
    }

    private TaskInput<TInput> InputOf<TInput>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_inputs.TryGetValue(name, out TaskInput? input))
            throw new KeyNotFoundException($"There is no input '{name}'; there {(_inputs.Count == 0 ? "are none" : $"are: {string.Join(", ", _inputs.Keys)}")}.");
        return input as TaskInput<TInput> ?? throw new InvalidCastException($"The records of input '{name}' are of type {input.RecordType}, not {typeof(TInput)}.");
    }
}
