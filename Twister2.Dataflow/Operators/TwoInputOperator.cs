namespace Twister2.Dataflow;

/// <summary>An operator with a left and a right side, each with source tasks of its own that are numbered from 0.</summary>
/// <remarks><see cref="DataflowOperator.Plan"/> has the source tasks of the left side and behind them those of the right side.</remarks>
public abstract class TwoInputOperator<TLeft, TRight> : DataflowOperator
{
    private protected const int LeftSide = 0, RightSide = 1;

    private readonly InputSources _sources;
    private readonly OperatorInput<TLeft> _left;
    private readonly OperatorInput<TRight> _right;

    private protected TwoInputOperator(DataflowEnvironment environment, InputSources sources) : base(environment, sources.Plan)
    {
        _sources = sources;
        _left = new OperatorInput<TLeft>(this, sources, LeftSide, AddToLeft);
        _right = new OperatorInput<TRight>(this, sources, RightSide, AddToRight);
    }

    /// <summary>Adds a record of a source task of the left side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void AddLeft(int source, TLeft record) => _left.Add(source, record);

    /// <summary>Adds records of a source task of the left side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void AddLeft(int source, ReadOnlySpan<TLeft> records) => _left.Add(source, records);

    /// <summary>
    /// Adds records of a source task of the left side, unless more bytes than <see cref="DataflowOptions.BytesInFlight"/> are on their way: then nothing is added, and false tells the caller to
    /// do something else, or <see cref="DataflowOperator.Progress"/>, first. It does not wait for room.
    /// </summary>
    public bool TryAddLeft(int source, ReadOnlySpan<TLeft> records) => _left.TryAdd(source, records);

    /// <summary>Says that a source task adds no more to the left side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or was finished before.</exception>
    public void FinishLeft(int source) => _left.Finish(source);

    /// <summary>Adds a record of a source task of the right side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void AddRight(int source, TRight record) => _right.Add(source, record);

    /// <summary>Adds records of a source task of the right side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or has finished.</exception>
    public void AddRight(int source, ReadOnlySpan<TRight> records) => _right.Add(source, records);

    /// <summary>As <see cref="TryAddLeft"/>, for the right side.</summary>
    public bool TryAddRight(int source, ReadOnlySpan<TRight> records) => _right.TryAdd(source, records);

    /// <summary>Says that a source task adds no more to the right side.</summary>
    /// <exception cref="ArgumentException">The task does not run here, or was finished before.</exception>
    public void FinishRight(int source) => _right.Finish(source);

    /// <summary>Takes records of the left side; the source task is one of <see cref="DataflowOperator.Plan"/>.</summary>
    private protected abstract void AddToLeft(int source, ReadOnlySpan<TLeft> records);

    /// <summary>Takes records of the right side; the source task is one of <see cref="DataflowOperator.Plan"/>.</summary>
    private protected abstract void AddToRight(int source, ReadOnlySpan<TRight> records);

    /// <summary>The number on the right side of a source task of <see cref="DataflowOperator.Plan"/>.</summary>
    private protected int OnRight(int source) => source - _sources.FirstOf(RightSide);

    private protected override string NameOf(int source) => _sources.NameOf(source);

    /// <summary>The source tasks of both sides; the target tasks are those given, or those that both plans have.</summary>
    private protected static InputSources Sides(string name, LogicalPlan left, LogicalPlan right, int[]? targets = null) =>
        new(name, [left, right], ["the left side", "the right side"], targets);
}
