namespace Twister2.Dataflow.Diagnosis;

/// <summary>What an edge waits for: how far it is, and from which workers what is missing, those first that hold it up.</summary>
internal readonly record struct EdgeWait(WaitStage Stage, params IReadOnlyList<AwaitedWorker> Missing);

/// <summary>A message that its receiver has not taken yet.</summary>
internal readonly record struct SendUnderWay(OperatorLedger Ledger, int Worker, int Bytes, long Since);
