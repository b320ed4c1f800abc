namespace Twister2.Dataflow;

/// <summary>The source tasks of several inputs as those of one operator: those of the first input, then those of the next.</summary>
internal sealed class InputSources
{
    private readonly int[] _first;
    private readonly string[] _names;

    /// <summary>Inputs by the source tasks of their plans, which all must have the same targets unless the operator's are others.</summary>
    /// <exception cref="ArgumentException">There is no input, or plans are not of the same workers and targets.</exception>
    public InputSources(string owner, ReadOnlySpan<LogicalPlan> inputs, string[] names, int[]? targets = null)
    {
        if (inputs.IsEmpty) throw new ArgumentException($"{owner}: there must be an input.", nameof(inputs));
        foreach (LogicalPlan input in inputs) ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        _names = names;
        _first = new int[inputs.Length + 1];
        int[] shared = targets ?? TargetsOf(inputs[0]);
        List<int> sources = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            LogicalPlan input = inputs[i];
            if (input.Workers != inputs[0].Workers || (targets is null && !TargetsOf(input).AsSpan().SequenceEqual(shared)))
                throw new ArgumentException($"{owner}: the plans of {names[0]} and {names[i]} must have the same workers{(targets is null ? " and the same target tasks" : "")}.", nameof(inputs));
            sources.AddRange(SourcesOf(input));
            _first[i + 1] = sources.Count;
        }
        Plan = new LogicalPlan(inputs[0].Workers, [.. sources], shared) { IsAlone = inputs.ToArray().All(static input => input.IsAlone) };
    }

    /// <summary>All source tasks, and the target tasks.</summary>
    public LogicalPlan Plan { get; }

    /// <summary>Inputs.</summary>
    public int Count => _names.Length;

    public int FirstOf(int input) => _first[input];

    public int CountOf(int input) => _first[input + 1] - _first[input];

    /// <summary>A source task, as its input's user knows it.</summary>
    public string NameOf(int source)
    {
        int input = InputOf(source);
        return input < 0 ? $"Source task {source}" : $"Source task {source - _first[input]} of {_names[input]}";
    }

    /// <summary>The input that a source task is one of; −1 where there is no such task.</summary>
    public int InputOf(int source)
    {
        for (int input = 0; input < Count; input++)
            if (source >= _first[input] && source < _first[input + 1]) return input;
        return -1;
    }

    /// <summary>The worker of each source task.</summary>
    public static int[] SourcesOf(LogicalPlan plan) => [.. Enumerable.Range(0, plan.Sources).Select(plan.WorkerOfSource)];

    private static int[] TargetsOf(LogicalPlan plan) => [.. Enumerable.Range(0, plan.Targets).Select(plan.WorkerOfTarget)];
}
