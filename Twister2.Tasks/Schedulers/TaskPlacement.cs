namespace Twister2.Tasks;

/// <summary>Where the tasks of a vertex run.</summary>
/// <param name="Vertex">The vertex's name.</param>
/// <param name="Workers">The worker of each task.</param>
/// <param name="Data">The named data that the vertex takes or gives; it stays where these tasks are.</param>
public sealed record TaskPlacement(string Vertex, IReadOnlyList<int> Workers, IReadOnlyList<string> Data)
{
    /// <summary>Whether both have the same tasks on the same workers.</summary>
    public bool Equals(TaskPlacement? other) => other is not null && Vertex == other.Vertex && Workers.SequenceEqual(other.Workers) && Data.SequenceEqual(other.Data);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Vertex, Workers.Count);
}
