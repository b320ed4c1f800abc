namespace Twister2.JobMaster;

/// <summary>The other workers on this node, whose processes can be looked at.</summary>
internal static class Neighbors
{
    /// <summary>
    /// The first of them that has ended, or null. For the first worker that a signal ends: the others, where the signal hits them too, wait until it has told, so whoever is gone by then was not ended by it.
    /// </summary>
    public static WorkerInfo? FirstGone(IReadOnlyList<WorkerInfo> workers, int self, JobDirectory directory) => workers.FirstOrDefault(worker =>
        worker.Rank != self && worker.Node == workers[self].Node
        && !JobProcess.IsAlive(new WorkerRecord(worker.Rank) { Node = worker.Node, ProcessId = worker.ProcessId }, directory));
}
