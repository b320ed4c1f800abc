using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow;

/// <summary>
/// An all-to-all operator of one worker: source tasks add records and finish, target tasks get theirs when all workers have finished.
/// Collective: every worker must build the same operators in the same order.
/// </summary>
/// <remarks>It has no thread: adding, <see cref="Progress"/> and <see cref="WaitForCompletion"/> move its messages and those of all other operators of the worker.</remarks>
public abstract class DataflowOperator : IDisposable
{
    private readonly OperatorLedger _ledger;
    private readonly bool[] _adds;
    private int _unfinished;
    private readonly long _began;
    private bool _hasEnded;

    private protected DataflowOperator(DataflowEnvironment environment, LogicalPlan plan)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(plan);
        Environment = environment;
        Plan = plan;
        _ledger = new OperatorLedger(GetType().Name.Split('`')[0]) { SourcesNotFinished = SourcesNotFinished, Stage = environment.Stages.Begin(GetType()) };
        environment.Ledgers.Begin(_ledger);
        if (environment.Trace is not null) _began = System.Diagnostics.Stopwatch.GetTimestamp();
        _adds = new bool[plan.Sources];
        foreach (int source in plan.SourcesOf(environment.Worker))
        {
            _adds[source] = true;
            _unfinished++;
        }
    }

    /// <summary>Which worker runs which task.</summary>
    public LogicalPlan Plan { get; }

    /// <summary>Whether every worker has finished and everything for this worker has arrived.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>What the operator waits for, for a person to read.</summary>
    public virtual string DescribeWait() => GetWait().ToString();

    /// <summary>What the operator waits for, for a program to read: how far it is here, which source tasks have not finished, which workers have not, and which messages are under way.</summary>
    public OperatorWait GetWait() => Environment.WaitOf(_ledger);

    /// <summary>What the operator has done on this worker so far.</summary>
    public OperatorStatistics Statistics => _ledger.ToStatistics();

    /// <summary>What it counts for together with the runs before it.</summary>
    internal StageLedger Stage => _ledger.Stage!;

    private protected DataflowEnvironment Environment { get; }

    private protected abstract Engine.IEdge Edge { get; }

    /// <summary>Whether fewer bytes than may be are on their way from this worker.</summary>
    internal bool HasRoom => Environment.Engine.HasRoom;

    /// <summary>Until the result is disposed of, sends wait for room or do not.</summary>
    internal Engine.ProgressEngine.RoomMode WaitForRoom(bool waits) => Environment.Engine.WaitForRoom(waits);

    /// <summary>
    /// Says that a source task adds no more. A worker without source tasks needs not say anything. Where there are several inputs their source tasks are numbered one input after the other here.
    /// </summary>
    /// <exception cref="ArgumentException">The task does not run here, or was finished before.</exception>
    public void Finish(int source)
    {
        CheckAdds(source);
        _adds[source] = false;
        Finished(source);
        if (--_unfinished == 0) FinishAll();
    }

    /// <summary>Moves messages without waiting. Returns whether anything happened.</summary>
    public bool Progress() => Environment.Engine.Progress();

    /// <summary>Moves messages until <see cref="IsComplete"/>.</summary>
    public void WaitForCompletion()
    {
        CheckNotDisposed();
        if (_unfinished > 0)
            throw new InvalidOperationException($"{NameOf(Array.IndexOf(_adds, true))} of worker {Environment.Worker} has not finished; nobody could complete.");
        Environment.Engine.WaitUntil(() => IsComplete, Edge);
        EndStage();
        CheckResult();
    }

    /// <summary>Waits as <see cref="WaitForCompletion"/> does, until a condition of the caller's own.</summary>
    internal void WaitFor(Func<bool> condition) => Environment.Engine.WaitUntil(condition, Edge);

    /// <summary>Gives back what the operator holds. Before it is complete this gives it up: the job cannot go on, and nobody waits at its end until what the operator sent has been taken.</summary>
    public virtual void Dispose()
    {
        if (!_ledger.HasEnded && !IsComplete) _ledger.IsGivenUp = true;
        Environment.Engine.Close(Edge);
        EndStage();
        Stage.IsFree |= !_ledger.HasEnded;
        Environment.Ledgers.End(_ledger);
        Array.Clear(_adds);
        GC.SuppressFinalize(this);
    }

    /// <summary>Counts records that were added, where not all of them go through an exchange as they are. For many at a time.</summary>
    private protected void CountAdded(long records) => _ledger.AddRecords(records);

    /// <summary>Only a source task of this worker that has not finished may add.</summary>
    private protected void CheckAdds(int source)
    {
        if ((uint)source < (uint)_adds.Length && _adds[source]) return;
        CheckNotDisposed();
        throw new ArgumentException($"{NameOf(source)} does not run on worker {Environment.Worker}, or has finished.", nameof(source));
    }

    /// <summary>The plan must be for the workers that there are. An exchange looks by itself.</summary>
    private protected void CheckWorkers(string name)
    {
        if (Plan.Workers != Environment.WorkerCount)
            throw new ArgumentException($"{name}: the plan is for {Plan.Workers} workers, the job has {Environment.WorkerCount}.");
    }

    /// <summary>A source task as users know it.</summary>
    private protected virtual string NameOf(int source) => $"Source task {source}";

    /// <summary>Results are there when the operator is complete, not before.</summary>
    private protected void CheckComplete()
    {
        CheckNotDisposed();
        if (!IsComplete) throw new InvalidOperationException($"Not complete yet: {DescribeWait()}. Call {nameof(WaitForCompletion)} first.");
        CheckResult();
        Environment.Ledgers.Read(_ledger);
    }

    /// <summary>What was disposed of has nothing to give.</summary>
    private void CheckNotDisposed() => ObjectDisposedException.ThrowIf(_ledger.HasEnded, this);

    /// <summary>Throws where all workers have come to the end and found that there can be no result.</summary>
    private protected virtual void CheckResult() { }

    /// <summary>Called when a source task of this worker has finished.</summary>
    private protected virtual void Finished(int source) { }

    /// <summary>All has come: what is read of it from now on is done for whatever reads.</summary>
    private void EndStage()
    {
        if (_hasEnded) return;
        _hasEnded = true;
        if (!_ledger.IsGivenUp) Stage.Done();
        if (_began > 0) Environment.Trace?.Add(Stage.Name, TraceKind.Operator, _began, Stage.Graph);
    }

    private int[] SourcesNotFinished()
    {
        List<int> sources = [];
        for (int source = 0; source < _adds.Length; source++)
            if (_adds[source]) sources.Add(source);
        return [.. sources];
    }

    /// <summary>Called once, when the last source task of this worker has finished, or when the operator is built where there is none.</summary>
    private protected abstract void FinishAll();

    /// <summary>Ends the sending side of a worker that has no source task. The last step of each operator's constructor.</summary>
    private protected void FinishIfNoSource()
    {
        Environment.Ledgers.Built();
        if (_unfinished == 0) FinishAll();
    }
}
