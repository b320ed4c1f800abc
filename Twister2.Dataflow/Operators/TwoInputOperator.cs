using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow;

/// <summary>How records of a known type come to the left and the right side of an operator.</summary>
public abstract class TwoInputOperator<TLeft, TRight> : TwoSidedOperator
{
    /// <param name="environment">The worker.</param>
    /// <param name="name">The operator, for messages.</param>
    /// <param name="leftPlan">The left side.</param>
    /// <param name="rightPlan">The right side.</param>
    /// <param name="targets">The workers of the target tasks; null for those that both plans have.</param>
    /// <param name="right">What records of the right side are on their way; null for what they are.</param>
    private protected TwoInputOperator(DataflowEnvironment environment, string name, LogicalPlan leftPlan, LogicalPlan rightPlan, int[]? targets = null, Type? right = null)
        : base(environment, leftPlan, rightPlan, new InputSources(name, [leftPlan, rightPlan], ["the left side", "the right side"], targets))
    {
        // Before one side is open, and others send to it what nobody would give back if the other one could not be opened.
        environment.Packers.Check($"{name} (left)", typeof(TLeft));
        environment.Packers.Check($"{name} (right)", right ?? typeof(TRight));
    }

    /// <summary>Adds a record of a source task to the left side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void AddLeft(int source, TLeft record) => AddLeft(source, new ReadOnlySpan<TLeft>(in record));

    /// <summary>Adds records of a source task to the left side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void AddLeft(int source, ReadOnlySpan<TLeft> records)
    {
        CheckLeft(source);
        AddToLeft(source, records);
    }

    /// <summary>
    /// Adds records to the left side, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAddLeft(int source, ReadOnlySpan<TLeft> records)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        AddLeft(source, records);
        return true;
    }

    /// <summary>Adds a record of a source task to the right side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void AddRight(int source, TRight record) => AddRight(source, new ReadOnlySpan<TRight>(in record));

    /// <summary>Adds records of a source task to the right side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void AddRight(int source, ReadOnlySpan<TRight> records)
    {
        CheckRight(source);
        AddToRight(source, records);
    }

    /// <summary>As <see cref="TryAddLeft"/>, to the right side.</summary>
    public bool TryAddRight(int source, ReadOnlySpan<TRight> records)
    {
        if (!HasRoom) return false;
        using ProgressEngine.RoomMode mode = WaitForRoom(false);
        AddRight(source, records);
        return true;
    }

    /// <summary>Takes records of a source task of the left side that runs here, and counts them.</summary>
    private protected abstract void AddToLeft(int source, ReadOnlySpan<TLeft> records);

    /// <summary>Takes records of a source task of the right side that runs here, and counts them.</summary>
    private protected abstract void AddToRight(int source, ReadOnlySpan<TRight> records);
}
