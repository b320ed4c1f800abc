using Twister2.Dataflow;

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

/// <summary>What a function makes of a data set, with other data sets as inputs.</summary>
public sealed class ComputedTSet<T, TResult> : TSet<TResult>
{
    private readonly TSet<T> _input;
    private readonly Func<ComputeFunction<T, TResult>> _newFunction;
    private readonly IAddedInput[] _inputs;

    internal ComputedTSet(TSet<T> input, Func<ComputeFunction<T, TResult>> newFunction, IAddedInput[] inputs) : base(input.Environment) =>
        (_input, _newFunction, _inputs) = (input, newFunction, inputs);

    /// <summary>
    /// The same with a further data set, of which each task's function gets that task's records by <see cref="TSetContext.GetInput"/>, or chunk by chunk by <see cref="TSetContext.CopyInput"/>; <see cref="TSet{T}.AllGather"/> gives every task all.
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
        IOpenInput[] inputs = [.. _inputs.Select(static input => input.Open())];
        Partitions<T> records = _input.Open();
        return new((task, sink) => Run(records, task, sink, inputs), [records, .. inputs]);
    }

    internal override PlanStep Describe() => new(nameof(Compute), [_input.Describe(), .. _inputs.Select(input => input.Describe())]);

    private void Run(Partitions<T> records, int task, IChunkSink<TResult> sink, IOpenInput[] inputs)
    {
        Dictionary<string, TaskInput> inputsOfTask = [];
        for (int i = 0; i < inputs.Length; i++) inputsOfTask[_inputs[i].Name] = inputs[i].Of(task);
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
