namespace Twister2.Dataflow.Diagnosis;

/// <summary>What was done in a stage, by one worker or by several: counts are added, of times the first start and the last end count.</summary>
/// <param name="Tasks">Tasks that were begun.</param>
/// <param name="TasksDone">Tasks that are done.</param>
/// <param name="RecordsIn">Records that came in.</param>
/// <param name="RecordsOut">Records that went out.</param>
/// <param name="BytesOut">Bytes sent to other workers.</param>
/// <param name="Spilled">Bytes written to scratch.</param>
/// <param name="Waited">Microseconds of waiting for other workers.</param>
/// <param name="Started">When the first task was begun, in UTC ticks; 0 for never.</param>
/// <param name="Ended">When the last task was done; 0 for never.</param>
/// <remarks>A class, as all that goes into collections here: code for collections of structs would have to be compiled when a worker starts.</remarks>
internal sealed record StageCounts(long Tasks, long TasksDone, long RecordsIn, long RecordsOut, long BytesOut, long Spilled, long Waited, long Started, long Ended)
{
    /// <summary>Nothing.</summary>
    public static StageCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public StageCounts Plus(StageCounts other) => new(
        Tasks + other.Tasks,
        TasksDone + other.TasksDone,
        RecordsIn + other.RecordsIn,
        RecordsOut + other.RecordsOut,
        BytesOut + other.BytesOut,
        Spilled + other.Spilled,
        Waited + other.Waited,
        Started == 0 || other.Started == 0 ? Started + other.Started : Math.Min(Started, other.Started),
        Math.Max(Ended, other.Ended));

    /// <summary>What has been done since: added to <paramref name="before"/> it gives this.</summary>
    public StageCounts Since(StageCounts before) => new(
        Tasks - before.Tasks,
        TasksDone - before.TasksDone,
        RecordsIn - before.RecordsIn,
        RecordsOut - before.RecordsOut,
        BytesOut - before.BytesOut,
        Spilled - before.Spilled,
        Waited - before.Waited,
        Started,
        Ended);
}
