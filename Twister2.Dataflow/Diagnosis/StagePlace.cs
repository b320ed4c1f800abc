namespace Twister2.Dataflow.Diagnosis;

/// <summary>Where operators are built: by hand, for an edge of a graph, or for an action that is run.</summary>
/// <param name="group">The stages that were begun there, in all runs.</param>
/// <param name="inputs">The stages that these operators read from.</param>
/// <param name="isRun">Whether it is one run of something that is run again in the same way.</param>
internal sealed class StagePlace(StageGroup group, IReadOnlyList<StageLedger> inputs, bool isRun)
{
    private Dictionary<Type, Begun>? _begun;

    public StageGroup Group => group;

    public IReadOnlyList<StageLedger> Inputs => inputs;

    public bool IsRun => isRun;

    /// <summary>The one stage of all operators; null where each has its own.</summary>
    public StageLedger? Shared { get; private init; }

    /// <summary>The same place, where all operators are parts of one stage.</summary>
    public StagePlace With(StageLedger shared) => new(group, inputs, isRun) { Shared = shared };

    /// <summary>How many operators of the class were begun in this run before.</summary>
    public int Next(Type operation)
    {
        _begun ??= [];
        if (!_begun.TryGetValue(operation, out Begun? begun)) _begun[operation] = begun = new Begun();
        return begun.Operators++;
    }

    private sealed class Begun
    {
        public int Operators;
    }
}

/// <summary>The stages of a graph or an action, or of one edge of a graph.</summary>
internal sealed class StageGroup(string graph, string? name)
{
    /// <summary>The graph or action; empty for neither.</summary>
    public string Graph => graph;

    /// <summary>The name of what is one operator; null for the name of the operator's class.</summary>
    public string? Name => name;

    /// <summary>By class: in a run the n-th of a class is another run of the n-th.</summary>
    public Dictionary<Type, List<StageLedger>> Operators { get; } = [];

    /// <summary>By name.</summary>
    public Dictionary<string, StageLedger> Collectives { get; } = [];
}
