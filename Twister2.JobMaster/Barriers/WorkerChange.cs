namespace Twister2.JobMaster;

/// <summary>Something that worker 0 has found out about a worker while the program runs.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="State"><see cref="WorkerState.Lost"/>: it has not answered for eight seconds. <see cref="WorkerState.Running"/>: it answers again. <see cref="WorkerState.Completed"/>: its program has returned, before those of others.</param>
/// <param name="Message">The same in words.</param>
public sealed record WorkerChange(int Worker, WorkerState State, string Message);
