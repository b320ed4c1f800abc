using System.Text.Json;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow;

/// <summary>What all operators of a worker have done up to a moment.</summary>
public sealed record WorkerStatistics
{
    /// <summary>The worker.</summary>
    public required int Worker { get; init; }

    /// <summary>Workers of the job.</summary>
    public required int Workers { get; init; }

    /// <summary>Bytes that the operators may hold together, hold now, and held at most.</summary>
    public required long MemoryLimit { get; init; }

    /// <inheritdoc cref="MemoryLimit"/>
    public required long Memory { get; init; }

    /// <inheritdoc cref="MemoryLimit"/>
    public required long PeakMemory { get; init; }

    /// <summary>
    /// The operators in the order of their numbers: those at work, and those that have ended. The last 256 of these stand by themselves, earlier ones are summed up by name, and so are
    /// <see cref="DataflowEnvironment.AllReduce"/>, <see cref="DataflowEnvironment.Broadcast"/> and <see cref="DataflowEnvironment.Barrier"/>.
    /// </summary>
    public required IReadOnlyList<OperatorStatistics> Operators { get; init; }

    /// <summary>As JSON, for <see cref="FromJson"/>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DiagnosisJson.Default.WorkerStatistics);

    /// <summary>What <see cref="ToJson"/> gave.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static WorkerStatistics FromJson(string json) =>
        JsonSerializer.Deserialize(json, DiagnosisJson.Default.WorkerStatistics) ?? throw new JsonException("These are no statistics of a worker: null.");

    /// <summary>A table for a person: a line for each operator.</summary>
    public string ToTable() => StatisticsTable.Of(this);
}
