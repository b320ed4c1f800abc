namespace Twister2.Tasks;

/// <summary>A vertex while its graph is built.</summary>
public class VertexConnection
{
    private protected readonly Vertex Vertex;

    internal VertexConnection(Vertex vertex) => Vertex = vertex;

    /// <summary>
    /// The vertex takes named data: what the vertex of an earlier graph has set, task by task. Both have the same number of tasks, and task i runs where the data of task i is. Twister2's <c>Receptor</c>.
    /// </summary>
    public VertexConnection AddInput<T>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Vertex.AddInput(new NamedData(name, typeof(T)));
        return this;
    }

    /// <summary>The vertex gives named data: each task sets its part with <see cref="TaskContext.SetOutput"/>. Twister2's <c>Collector</c>.</summary>
    public VertexConnection AddOutput<T>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Vertex.AddOutput(new NamedData(name, typeof(T)));
        return this;
    }

    /// <summary>The vertex also writes records of another type, to edges that it names with <see cref="TaskContext.Output"/>.</summary>
    public VertexConnection AlsoWrites<T>()
    {
        Vertex.AddWritten(typeof(T));
        return this;
    }
}
