using Twister2.Dataflow;

namespace Twister2.JobMaster.Heartbeats;

/// <summary>Something that worker 0 has found out about the workers' health.</summary>
internal abstract record HealthChange;

/// <summary>A worker has not told of itself for too long.</summary>
internal sealed record WorkerLost(int Worker, TimeSpan Silent) : HealthChange;

/// <summary>A worker that was lost tells of itself again.</summary>
internal sealed record WorkerBack(int Worker) : HealthChange;

/// <summary>A worker has been silent for so long that the job is to end.</summary>
internal sealed record WorkerGivenUp(int Worker, TimeSpan Silent) : HealthChange;

/// <summary>Workers tell of themselves, but do not go on.</summary>
/// <param name="Seconds">The longest time that one of them has not gone on.</param>
/// <param name="Workers">Which.</param>
/// <param name="Waits">Who waits for whom.</param>
internal sealed record JobStalled(double Seconds, IReadOnlyList<int> Workers, WaitGraph Waits) : HealthChange;

/// <summary>All go on again.</summary>
internal sealed record JobGoesOn : HealthChange;
