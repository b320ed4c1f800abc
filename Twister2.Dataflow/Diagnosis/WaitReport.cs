using System.Diagnostics;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>Puts together what a worker's operators wait for, from its edges and the messages under way.</summary>
internal sealed class WaitReport(ProgressEngine engine, int worker, int workers)
{
    /// <summary>All operators that are open, and those that are closed while others have not taken all they sent.</summary>
    public WorkerWaits All(long built)
    {
        List<OperatorWait> waits = [];
        foreach (OperatorLedger ledger in engine.Operators())
        {
            OperatorWait wait = Of(ledger);
            int at = waits.Count;
            while (at > 0 && waits[at - 1].Number > wait.Number) at--;
            waits.Insert(at, wait);
        }
        return new WorkerWaits { Worker = worker, Workers = workers, Built = built, Operators = waits };
    }

    /// <summary>One operator.</summary>
    public OperatorWait Of(OperatorLedger ledger)
    {
        IEdge[] edges = engine.EdgesOf(ledger);
        int[] notFinished = ledger.SourcesNotFinished?.Invoke() ?? [];
        // Of several edges the one that holds the operator up: what is not finished here, else what others have not sent, else the first that is open.
        IEdge? edge = edges.FirstOrDefault(e => notFinished.Length > 0 ? e.Wait.Stage == WaitStage.Filling : e.Wait.Stage is WaitStage.Sending or WaitStage.Ending)
            ?? edges.FirstOrDefault(e => e.Wait.Stage != WaitStage.Complete) ?? edges.LastOrDefault();
        AwaitedWorker[] notTaken = engine.NotTakenOf(ledger);
        EdgeWait wait = edge?.Wait ?? new EdgeWait(notTaken.Length > 0 ? WaitStage.Sending : WaitStage.Complete);
        int[] sources = wait.Stage == WaitStage.Filling ? notFinished : [];
        // What is kept until all have finished is handed on without the sources.
        WaitStage stage = wait.Stage == WaitStage.Filling && ledger.SourcesNotFinished is not null && sources.Length == 0 ? WaitStage.Working : wait.Stage;
        return new OperatorWait
        {
            Worker = worker,
            Operator = ledger.Name,
            // Collectives of one name share a ledger; they are told apart by their edges.
            Number = ledger.IsCollective && edge is not null ? edge.Id.Sequence : ledger.Number,
            Stage = stage,
            SourcesNotFinished = sources,
            Awaits = [.. wait.Missing, .. notTaken],
            Blocked = engine.BlockedSince(ledger) is { } since ? Stopwatch.GetElapsedTime(since) : null,
        };
    }

    /// <summary>What an edge waits for, for the log: with what has not been taken, and what else this worker has not finished, which is what others may wait for.</summary>
    public string Line(IEdge edge)
    {
        OperatorLedger ledger = engine.LedgerOf(edge);
        OperatorWait[] open = [.. All(0).Operators.Where(wait => wait.Stage != WaitStage.Complete)];
        OperatorWait? mine = open.FirstOrDefault(wait => wait.Operator == ledger.Name && wait.Blocked is not null);
        string[] others = [.. open.Where(wait => wait != mine).Select(wait => wait.ToString())];
        string line = edge.DescribeWait() + (mine is null ? "" : WaitText.NotTaken(mine));
        return others.Length == 0 ? line : $"{line}. Also open on worker {worker}: {WaitText.Cut(others)}";
    }
}
