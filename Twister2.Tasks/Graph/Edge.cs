using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>An edge of a compute graph: an operator that takes the records of one or more vertices and delivers to the tasks of another. Twister2's <c>Edge</c>.</summary>
public abstract class Edge
{
    private protected Edge(EdgeShape shape, string name, bool useDisk, IReadOnlyList<EdgeInput> inputs, string to, bool isSide, Type recordType)
    {
        (Shape, Name, UseDisk, Inputs, To, IsSide, RecordType) = (shape, name, useDisk, inputs, to, isSide, recordType);
    }

    /// <summary>Its name, which no other edge of the graph has.</summary>
    public string Name { get; }

    /// <summary>The operator, by its name in Twister2.Dataflow.</summary>
    public string Operator => Shape.Operator;

    /// <summary>What the operator does in particular, as <c>by hash</c>; empty where there is nothing to say.</summary>
    public string Details => Shape.Details;

    /// <summary>What it takes records from: two for a join, the left one first.</summary>
    public IReadOnlyList<EdgeInput> Inputs { get; }

    /// <summary>The vertex that it delivers to.</summary>
    public string To { get; }

    /// <summary>Whether it delivers to the side of that vertex.</summary>
    public bool IsSide { get; }

    /// <summary>The type of the records that it delivers.</summary>
    public Type RecordType { get; }

    /// <summary>Whether it may use scratch: <see cref="EdgeOptions.UseDisk"/>.</summary>
    public bool UseDisk { get; }

    /// <summary>Whether target task i has to run on the worker of task i of the first input, because results stay there.</summary>
    public bool StaysInPlace => Shape.StaysInPlace;

    internal EdgeShape Shape { get; }

    /// <summary>Whether records reach the target while sources still add.</summary>
    internal bool IsPipe => Operator == nameof(Pipe<>);

    /// <summary>Operator, vertices and types.</summary>
    public override string ToString() =>
        $"'{Name}' ({Operator}{(Details.Length > 0 ? $" {Details}" : "")}, {string.Join(" + ", Inputs.Select(input => input.From))} → {To})";

    /// <summary>
    /// Makes the operator on this worker, for the tasks where the plan has them. Collective: every worker must open the edges of a graph in the same order.
    /// </summary>
    /// <remarks>A pipe hands on what comes as soon as it is open: where there is one, workers wait for each other between opening and running, so that no record comes before its task is prepared.</remarks>
    /// <param name="environment">This worker.</param>
    /// <param name="plans">Where the tasks of each input run, and those that it delivers to.</param>
    /// <param name="taskOf">Gives the target tasks of this worker.</param>
    internal abstract EdgeOperator Open(DataflowEnvironment environment, LogicalPlan[] plans, Func<int, TaskInstance> taskOf);
}

/// <summary>An edge that delivers records of one type.</summary>
internal sealed class Edge<T>(
    EdgeShape shape, string name, bool useDisk, IReadOnlyList<EdgeInput> inputs, string to, bool isSide, Func<EdgeSetting<T>, EdgeOperator<T>> open)
    : Edge(shape, name, useDisk, inputs, to, isSide, typeof(T))
{
    internal override EdgeOperator Open(DataflowEnvironment environment, LogicalPlan[] plans, Func<int, TaskInstance> taskOf)
    {
        EdgeSetting<T> setting = new(this, environment, plans, target => taskOf(target).InputOf<T>(this));
        return open(setting);
    }
}

/// <summary>What an edge takes records from.</summary>
public abstract class EdgeInput
{
    private protected EdgeInput(string name, string from, Type recordType) => (Name, From, RecordType) = (name, from, recordType);

    /// <summary>The name by which a task writes to it: that of the edge, and for one of several inputs of an edge <c>name.left</c>, <c>name.right</c> or <c>name.0</c>, <c>name.1</c>, …</summary>
    public string Name { get; }

    /// <summary>The vertex.</summary>
    public string From { get; }

    /// <summary>The type of the records.</summary>
    public Type RecordType { get; }

    /// <summary>Lets a task write to the operator.</summary>
    internal abstract void Connect(TaskOutputs outputs, EdgeOperator operation, int input, int task, WorkerGate gate);
}

internal sealed class EdgeInput<T>(string name, string from) : EdgeInput(name, from, typeof(T))
{
    internal override void Connect(TaskOutputs outputs, EdgeOperator operation, int input, int task, WorkerGate gate) => outputs.Add(Name, operation.InputOf<T>(input, task, gate));
}
