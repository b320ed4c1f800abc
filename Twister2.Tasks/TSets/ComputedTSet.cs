using Twister2.Dataflow;
using Twister2.Dataflow.Memory;

namespace Twister2.Tasks;

/// <summary>A function over all records of a task. See <see cref="TSet{T}.Compute"/>. One object serves one task in one action, so it may keep what it likes.</summary>
public abstract class ComputeFunction<T, TResult>
{
    /// <summary>Called before the first records.</summary>
    public virtual void Prepare(TSetContext context) { }

    /// <summary>Called with records of this task, in their order; the span is used again when the call returns.</summary>
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

    /// <summary>The task, 0 ≤ index &lt; <see cref="Parallelism"/>; with one thread per worker that is the worker.</summary>
    public int Index { get; }

    /// <summary>How many tasks there are on all workers.</summary>
    public int Parallelism { get; }

    /// <summary>This task's records of an input that was added under a name. Those of a cached one are not copied.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    /// <exception cref="InvalidCastException">Its records are of another type.</exception>
    public IReadOnlyList<TInput> GetInput<TInput>(string name) => InputOf<TInput>(name);

    /// <summary>As <see cref="GetInput"/>, as memory, for loops. Of a cached input it is the same memory in each action.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    /// <exception cref="InvalidCastException">Its records are of another type.</exception>
    public ReadOnlySpan<TInput> GetInputSpan<TInput>(string name) => InputOf<TInput>(name);

    private TInput[] InputOf<TInput>(string name)
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
    private readonly IAddedInput[] _inputs;

    internal ComputedTSet(TSet<T> input, Func<ComputeFunction<T, TResult>> newFunction, IAddedInput[] inputs) : base(input.Environment) =>
        (_input, _newFunction, _inputs) = (input, newFunction, inputs);

    /// <summary>
    /// The same with a further data set, of which each task's function gets that task's records, in memory, by <see cref="TSetContext.GetInput"/>; <see cref="TSet{T}.AllGather"/> gives every task all.
    /// Twister2's <c>addInput</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is an input of that name already.</exception>
    public ComputedTSet<T, TResult> AddInput<TInput>(string name, TSet<TInput> input)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        CheckSame(input);
        if (_inputs.Any(other => other.Name == name)) throw new ArgumentException($"There is an input '{name}' already.", nameof(name));
        return new ComputedTSet<T, TResult>(_input, _newFunction, [.. _inputs, new AddedInput<TInput>(name, input)]);
    }

    internal override Partitions<TResult> Open()
    {
        Func<int, object>[] inputs = new Func<int, object>[_inputs.Length];
        IDisposable[] below = new IDisposable[_inputs.Length + 1];
        for (int i = 0; i < inputs.Length; i++) (inputs[i], below[i + 1]) = _inputs[i].Open();
        Partitions<T> records = _input.Open();
        below[0] = records;
        return new((task, sink) => Run(records, task, sink, inputs), below);
    }

    internal override PlanStep Describe() => new(nameof(Compute), [_input.Describe(), .. _inputs.Select(input => input.Describe())]);

    private void Run(Partitions<T> records, int task, IChunkSink<TResult> sink, Func<int, object>[] inputs)
    {
        Dictionary<string, object> inputsOfTask = [];
        for (int i = 0; i < inputs.Length; i++) inputsOfTask[_inputs[i].Name] = inputs[i](task);
        UserPlace place = Environment.PlaceOf(nameof(Compute), task);
        RecordCollector<TResult> output = new(sink, Environment.ChunkRecords);
        try
        {
            ComputeFunction<T, TResult> function = _newFunction() ?? throw new InvalidOperationException($"{nameof(Compute)}: there is no function, but null.");
            function.Prepare(new TSetContext(Environment.Tasks.First + task, Environment.Tasks.Total, inputsOfTask));
            records.Run(task, new Stage(function, output, place));
            function.End(output);
        }
        catch (Exception e) when (place.Notes(e))
        {
            throw;
        }
        output.Flush();
    }

    private sealed class Stage(ComputeFunction<T, TResult> function, RecordCollector<TResult> output, UserPlace place) : IChunkSink<T>
    {
        public bool IsFull => output.IsFull;

        public void Add(ReadOnlySpan<T> chunk)
        {
            try
            {
                function.Compute(chunk, output);
            }
            catch (Exception e) when (place.Notes(e))
            {
                throw;
            }
        }
    }
}

/// <summary>A further input of a function.</summary>
internal interface IAddedInput
{
    string Name { get; }

    /// <summary>What gives each task its records, as an array; and what it is to give back.</summary>
    (Func<int, object> RecordsOf, IDisposable Below) Open();

    PlanStep Describe();
}

internal sealed class AddedInput<T>(string name, TSet<T> input) : IAddedInput
{
    public string Name => name;

    public (Func<int, object> RecordsOf, IDisposable Below) Open()
    {
        Partitions<T> below = input.Open();
        return (
            task =>
            {
                if (input.KeptArray(task) is { } kept) return kept;
                ChunkList<T> records = new();
                below.Run(task, records);
                return records.ToArray();
            },
            below);
    }

    public PlanStep Describe() => input.Describe();
}
