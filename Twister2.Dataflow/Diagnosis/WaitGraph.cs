using System.Text.Json;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow;

/// <summary>A worker's part in an operator.</summary>
public readonly record struct WaitNode(int Worker, string Operator, long Number);

/// <summary>One worker's part in an operator cannot go on before another's.</summary>
public sealed record WaitEdge(WaitNode From, WaitNode To, string Why);

/// <summary>A worker that others wait for and that waits for nobody.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Why">What it has not done.</param>
/// <param name="HoldsUp">Workers that wait for it, directly or through others.</param>
public sealed record Culprit(int Worker, string Why, IReadOnlyList<int> HoldsUp);

/// <summary>
/// Who waits for whom in a job, put together from what its workers tell. A cycle is a deadlock. Where there is none, those that hold the others up are the culprits: workers that are busy with the
/// program's own code, have not come so far, or have not told anything.
/// </summary>
/// <remarks>What the workers tell is not from one moment, so a graph of a job that goes on may show a wait that is over. One of a stuck job does not change.</remarks>
public sealed record WaitGraph
{
    /// <summary>Who waits for whom.</summary>
    public required IReadOnlyList<WaitEdge> Edges { get; init; }

    /// <summary>Waits that lead back to themselves, each in the order of waiting.</summary>
    public required IReadOnlyList<IReadOnlyList<WaitNode>> Cycles { get; init; }

    /// <summary>Those whom all wait for in the end, the one that holds up most first.</summary>
    public required IReadOnlyList<Culprit> Culprits { get; init; }

    /// <summary>The graph of what workers of one job tell. Not all of them need to: those that do not may be why.</summary>
    public static WaitGraph Join(IEnumerable<WorkerWaits> workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        return new WaitGraphBuilder(workers).Build();
    }

    /// <summary>As JSON, for <see cref="FromJson"/>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DiagnosisJson.Default.WaitGraph);

    /// <summary>What <see cref="ToJson"/> gave.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static WaitGraph FromJson(string json) => JsonSerializer.Deserialize(json, DiagnosisJson.Default.WaitGraph) ?? throw new JsonException("This is no wait graph: null.");

    /// <summary>A few lines for a person: the deadlocks, or who holds up the others.</summary>
    public override string ToString()
    {
        List<string> lines = [];
        foreach (IReadOnlyList<WaitNode> cycle in Cycles)
        {
            lines.Add("Deadlock:");
            for (int i = 0; i < cycle.Count; i++)
                lines.Add($"  {Why(cycle[i], cycle[(i + 1) % cycle.Count])}");
        }
        foreach (Culprit culprit in Culprits) lines.Add($"Worker {culprit.Worker} holds up {WaitText.Workers(culprit.HoldsUp)}: {culprit.Why}");
        return lines.Count == 0 ? "No worker waits for another." : string.Join('\n', lines);
    }

    private string Why(WaitNode from, WaitNode to) => Edges.First(edge => edge.From == from && edge.To == to).Why;
}
