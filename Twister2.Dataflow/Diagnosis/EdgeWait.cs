namespace Twister2.Dataflow.Diagnosis;

/// <summary>What an edge waits for: how far it is, and from which workers what is missing, those first that hold it up.</summary>
internal readonly record struct EdgeWait(WaitStage Stage, params IReadOnlyList<AwaitedWorker> Missing);
