namespace Twister2.JobMaster.Metrics;

/// <summary>What all workers together have done in one stage: an operator, a vertex of a compute graph, or a stage of a data set's plan. One that is run over and over again is one stage.</summary>
public sealed record StageProgress
{
    /// <summary>Names it in this job.</summary>
    public string Id { get; init; } = "";

    /// <summary>For a person.</summary>
    public string Name { get; init; } = "";

    /// <summary>The operator's class, or <c>source</c>, <c>compute</c>, <c>sink</c>, <c>stage</c>; the first letter small.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The compute graph, or the action of a data set, that it is a part of; empty where an operator is used by hand.</summary>
    public string Graph { get; init; } = "";

    /// <summary>The stages that it reads from, by their <see cref="Id"/>.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>How far it has come.</summary>
    public StageState State { get; init; }

    /// <summary>Its tasks, of all workers, in all runs so far; of an operator, one for each worker that has come to it.</summary>
    public long Tasks { get; init; }

    /// <summary>Those that are done.</summary>
    public long TasksDone { get; init; }

    /// <summary>How often it has been run, or is being run: one stage for all iterations.</summary>
    public long Runs { get; init; } = 1;

    /// <summary>Records that came in.</summary>
    public long RecordsIn { get; init; }

    /// <summary>Records that went out: of an operator, those sent to other workers.</summary>
    public long RecordsOut { get; init; }

    /// <summary>Bytes sent to other workers.</summary>
    public long BytesOut { get; init; }

    /// <summary>Bytes written to scratch.</summary>
    public long Spilled { get; init; }

    /// <summary>Seconds that its workers have waited in it for each other, added up.</summary>
    public double Waiting { get; init; }

    /// <summary>How many records will come in, where that is known.</summary>
    public long? Expected { get; init; }

    /// <summary>When the first worker came to it.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When the last worker was done with it; null while it is at work.</summary>
    public DateTimeOffset? Ended { get; init; }
}
