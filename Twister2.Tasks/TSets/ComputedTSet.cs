using Twister2.Dataflow;
using Twister2.Dataflow.Memory;

namespace Twister2.Tasks;

/// <summary>A function over all records of a worker. See <see cref="TSet{T}.Compute"/>. One object serves one worker in one action, so it may keep what it likes.</summary>
public abstract class ComputeFunction<T, TResult>
{
    /// <summary>Called before the first records.</summary>
    public virtual void Prepare(TSetContext context) { }

    /// <summary>Called with records of this worker, in their order; the span is used again when the call returns.</summary>
    public abstract void Compute(ReadOnlySpan<T> records, RecordCollector<TResult> output);

    /// <summary>Called after the last records, also where there were none.</summary>
    public virtual void End(RecordCollector<TResult> output) { }
}

/// <summary>Where a function runs, and what else it has. Twister2's <c>TSetContext</c>.</summary>
public sealed class TSetContext
{
    private readonly Dictionary<string, object> _inputs;

    internal TSetContext(int index, int parallelism, Dictionary<string, object> inputs)
    {
        Index = index;
        Parallelism = parallelism;
        _inputs = inputs;
    }

    /// <summary>The task, which is the worker, 0 ≤ index &lt; <see cref="Parallelism"/>.</summary>
    public int Index { get; }

    /// <summary>How many tasks there are.</summary>
    public int Parallelism { get; }

    /// <summary>This worker's records of an input that was added under a name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    /// <exception cref="InvalidCastException">Its records are of another type.</exception>
    public IReadOnlyList<TInput> GetInput<TInput>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_inputs.TryGetValue(name, out object? input))
            throw new KeyNotFoundException($"There is no input '{name}'; there {(_inputs.Count == 0 ? "are none" : $"are: {string.Join(", ", _inputs.Keys)}")}.");
        return input as TInput[] ?? throw new InvalidCastException($"The records of input '{name}' are of type {input.GetType().GetElementType()}, not {typeof(TInput)}.");
    }
}

/// <summary>What a function makes of a data set, with other data sets as inputs.</summary>
public sealed class ComputedTSet<T, TResult> : TSet<TResult>
{
    private readonly TSet<T> _input;
    private readonly Func<ComputeFunction<T, TResult>> _newFunction;
    private readonly (string Name, Func<object> Evaluate)[] _inputs;

    internal ComputedTSet(TSet<T> input, Func<ComputeFunction<T, TResult>> newFunction, (string, Func<object>)[] inputs) : base(input.Environment) =>
        (_input, _newFunction, _inputs) = (input, newFunction, inputs);

    /// <summary>
    /// The same with a further data set, of which each worker's function gets that worker's records, in memory, by <see cref="TSetContext.GetInput"/>; <see cref="TSet{T}.AllGather"/> gives every worker all.
    /// Twister2's <c>addInput</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is an input of that name already.</exception>
    public ComputedTSet<T, TResult> AddInput<TInput>(string name, TSet<TInput> input)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        CheckSame(input);
        if (_inputs.Any(other => other.Name == name)) throw new ArgumentException($"There is an input '{name}' already.", nameof(name));
        return new ComputedTSet<T, TResult>(_input, _newFunction, [.. _inputs, (name, () => Records(input))]);
    }

    internal override void Run(IChunkSink<TResult> sink)
    {
        Dictionary<string, object> inputs = [];
        foreach ((string name, Func<object> evaluate) in _inputs) inputs[name] = evaluate();
        ComputeFunction<T, TResult> function = _newFunction() ?? throw new InvalidOperationException($"{nameof(Compute)}: there is no function, but null.");
        function.Prepare(new TSetContext(Environment.Worker, Environment.WorkerCount, inputs));
        RecordCollector<TResult> output = new(sink, Environment.Dataflow.Options.ChunkRecords);
        _input.Run(new Stage(function, output));
        function.End(output);
        output.Flush();
    }

    private static TInput[] Records<TInput>(TSet<TInput> input)
    {
        ChunkList<TInput> records = new();
        input.Run(records);
        return records.ToArray();
    }

    private sealed class Stage(ComputeFunction<T, TResult> function, RecordCollector<TResult> output) : IChunkSink<T>
    {
        public bool IsFull => output.IsFull;

        public void Add(ReadOnlySpan<T> chunk) => function.Compute(chunk, output);
    }
}
