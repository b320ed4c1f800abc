using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>
/// The operator of a data set while an action runs: one for all tasks of all workers or, where every record is on its task already, one for each task, which tells no other worker anything.
/// </summary>
internal sealed class StageOperator<TOperator> : IDisposable, IStageOutput where TOperator : DataflowOperator
{
    private readonly WorkerTasks _tasks;
    private readonly TOperator[] _ofTask;
    private readonly bool _isKept;
    private bool _outlivesAction;

    /// <param name="tasks">The worker's tasks.</param>
    /// <param name="make">Makes it, for a plan.</param>
    /// <param name="isKept">Whether every record is on its task already.</param>
    public StageOperator(WorkerTasks tasks, Func<LogicalPlan, TOperator> make, bool isKept = false)
    {
        (_tasks, _isKept) = (tasks, isKept);
        _ofTask = new TOperator[tasks.Count];
        for (int task = 0; task < _ofTask.Length; task++)
        {
            if (task > 0 && !isKept) _ofTask[task] = _ofTask[0];
            else tasks.Opened(_ofTask[task] = task == 0 ? make(isKept ? tasks.Alone : tasks.Plan) : tasks.InStage(_ofTask[0].Stage, () => make(tasks.Alone)));
        }
    }

    /// <summary>The operator for all tasks.</summary>
    public TOperator Operator => _ofTask[0];

    /// <inheritdoc/>
    public IEnumerable<StageLedger> Stages => [_ofTask[0].Stage];

    /// <summary>Adds a data set that is its only input, and waits for what comes of it.</summary>
    public StageOperator<TOperator> Filled<T>(Partitions<T> input, Func<TOperator, AddRecords<T>> add)
    {
        Add(input, add, static (operation, source) => operation.Finish(source));
        return Completed();
    }

    /// <summary>Adds a data set, and gives that back.</summary>
    public void Add<T>(Partitions<T> input, Func<TOperator, AddRecords<T>> add, Action<TOperator, int> finish) =>
        Add(input, (operation, source) => new OperatorStage<T>(operation, source, add(operation), _tasks.Gate), finish);

    /// <summary>The same, through sinks that add in a way of their own.</summary>
    public void Add<T>(Partitions<T> input, Func<TOperator, int, IChunkSink<T>> sinkOf, Action<TOperator, int> finish)
    {
        _ofTask[0].Stage.ReadsFrom(input.Stages);
        _tasks.ForEach(task =>
        {
            (TOperator operation, int source) = (_ofTask[task], NumberOf(task));
            input.Run(task, sinkOf(operation, source));
            _tasks.Inside(() => finish(operation, source));
        });
        input.Dispose();
    }

    /// <summary>Waits until everything has come.</summary>
    public StageOperator<TOperator> Completed()
    {
        foreach (TOperator operation in Operators()) operation.WaitForCompletion();
        return this;
    }

    /// <summary>What the operator has for each task.</summary>
    /// <param name="pass">Passes what the operator has for a target task to a sink, and stops when that is full. Inside the gate, which the sink leaves.</param>
    /// <param name="passAgain">The same as often as one likes, for an operator that has its records in stores that spill; then they can be kept where they are.</param>
    public Partitions<TResult> Read<TResult>(PassResults<TOperator, TResult> pass, PassResults<TOperator, TResult>? passAgain = null) => new(
        (task, sink) =>
        {
            if (_tasks.IsShared) _tasks.Inside(() => pass(_ofTask[task], NumberOf(task), new OutsideSink<TResult>(_tasks.Gate, sink)));
            else pass(_ofTask[task], NumberOf(task), sink);
        },
        this)
    {
        Keep = passAgain is null ? null : () => Kept(passAgain),
    };

    public void Dispose()
    {
        foreach (TOperator operation in Operators())
        {
            if (_outlivesAction) operation.Dispose();
            else _tasks.Close(operation);
        }
    }

    private Partitions<TResult> Kept<TResult>(PassResults<TOperator, TResult> pass)
    {
        _outlivesAction = true;
        foreach (TOperator operation in Operators()) _tasks.Leave(operation);
        return Read(pass);
    }

    private int NumberOf(int task) => _isKept ? 0 : _tasks.First + task;

    private ReadOnlySpan<TOperator> Operators() => _ofTask.AsSpan(0, _isKept ? _ofTask.Length : 1);
}

/// <summary>Passes what an operator has for a target task to a sink.</summary>
internal delegate void PassResults<TOperator, TResult>(TOperator operation, int target, IChunkSink<TResult> sink);
