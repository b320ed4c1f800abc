using System.Text.Json;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow;

/// <summary>How far an operator has come on one worker.</summary>
public enum WaitStage
{
    /// <summary>Source tasks of this worker may still add.</summary>
    Filling,

    /// <summary>All has been sent; others have not taken all of it.</summary>
    Sending,

    /// <summary>Done here but for what others have to send.</summary>
    Ending,

    /// <summary>It is at work by itself: on what has arrived, or handing on what it kept.</summary>
    Working,

    /// <summary>It has ended here.</summary>
    Complete,
}

/// <summary>What is missing from another worker.</summary>
public enum Awaited
{
    /// <summary>The mark by which it says that it, and those it has heard from, have finished.</summary>
    EndMark,

    /// <summary>A mark of a later round, which cannot come before those of the rounds before; it blocks nobody yet.</summary>
    LaterEndMark,

    /// <summary>The value of a collective.</summary>
    Value,

    /// <summary>It has not taken messages that are on their way to it.</summary>
    Taking,
}

/// <summary>A worker that another waits for.</summary>
/// <param name="Worker">The worker that is waited for.</param>
/// <param name="What">What is missing.</param>
/// <param name="Messages">Messages that it has not taken.</param>
/// <param name="Bytes">Bytes of these.</param>
/// <param name="Oldest">How long the oldest of these has been on its way.</param>
public sealed record AwaitedWorker(int Worker, Awaited What, int Messages = 0, long Bytes = 0, TimeSpan Oldest = default);

/// <summary>What an operator waits for on one worker, at one moment.</summary>
public sealed record OperatorWait
{
    /// <summary>The worker that tells.</summary>
    public required int Worker { get; init; }

    /// <summary>The operator's class, or the name of the collective.</summary>
    public required string Operator { get; init; }

    /// <summary>How many operators were built before it; the same on all workers.</summary>
    public required long Number { get; init; }

    /// <summary>How far it has come here.</summary>
    public required WaitStage Stage { get; init; }

    /// <summary>Source tasks of this worker that have not finished.</summary>
    public IReadOnlyList<int> SourcesNotFinished { get; init; } = [];

    /// <summary>The workers that something is missing from.</summary>
    public IReadOnlyList<AwaitedWorker> Awaits { get; init; } = [];

    /// <summary>How long this worker has been waiting in it without a break: inside <see cref="DataflowOperator.WaitForCompletion"/>, a collective, or an Add that had to wait for room. Null when it is not.</summary>
    public TimeSpan? Blocked { get; init; }

    /// <summary>A sentence for a person.</summary>
    public override string ToString() => WaitText.Of(this);
}

/// <summary>What all operators of a worker wait for at one moment: a part of the <see cref="WaitGraph"/>.</summary>
public sealed record WorkerWaits
{
    /// <summary>The worker.</summary>
    public required int Worker { get; init; }

    /// <summary>Workers of the job.</summary>
    public required int Workers { get; init; }

    /// <summary>How many operators it has come to, collectives included: those with lower numbers were built here.</summary>
    public required long Built { get; init; }

    /// <summary>The operators that are open here.</summary>
    public required IReadOnlyList<OperatorWait> Operators { get; init; }

    /// <summary>How old this is.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>As JSON, for <see cref="FromJson"/>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DiagnosisJson.Default.WorkerWaits);

    /// <summary>What <see cref="ToJson"/> gave.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static WorkerWaits FromJson(string json) => JsonSerializer.Deserialize(json, DiagnosisJson.Default.WorkerWaits) ?? throw new JsonException("These are no waits of a worker: null.");

    /// <summary>A few lines for a person.</summary>
    public override string ToString() => WaitText.Of(this);
}
