using System.Text;
using Twister2.Dataflow.Hashing;

namespace Twister2.Tasks;

/// <summary>A graph of vertices and edges that can be run: what <see cref="ComputeGraphBuilder.Build"/> gives. Twister2's <c>ComputeGraph</c>.</summary>
public sealed class ComputeGraph
{
    private readonly Dictionary<string, Vertex> _byName;
    private readonly string _identity;

    internal ComputeGraph(string name, OperationMode mode, GraphConstraints constraints, IReadOnlyList<Vertex> vertices, IReadOnlyList<Edge> edges)
    {
        (Name, Mode, Constraints, Vertices, Edges) = (name, mode, constraints, vertices, edges);
        _byName = vertices.ToDictionary(vertex => vertex.Name);
        Levels = GraphLevels.Of(vertices, edges);
        _identity = GraphText.Identity(this);
        Hash = StableHash.OfBytes(Encoding.UTF8.GetBytes(_identity));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether its input ends.</summary>
    public OperationMode Mode { get; }

    /// <summary>What holds for the graph as a whole.</summary>
    public GraphConstraints Constraints { get; }

    /// <summary>All vertices, in the order of adding.</summary>
    public IReadOnlyList<Vertex> Vertices { get; }

    /// <summary>All edges, in the order of connecting.</summary>
    public IReadOnlyList<Edge> Edges { get; }

    /// <summary>
    /// The vertices by the number of edges on the longest way to them: level 0 has those that get no records, each other vertex is one level behind the last of those that it gets records from. A batch runs one
    /// level after the other.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Vertex>> Levels { get; }

    /// <summary>
    /// The same on every worker that has built the same graph with the same build of the job, and different, with the certainty of 64 bits, where names, numbers, types, options or functions differ. What functions have captured does not
    /// count.
    /// </summary>
    public ulong Hash { get; }

    /// <summary>The vertex of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Vertex Vertex(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.GetValueOrDefault(name) ?? throw new KeyNotFoundException($"Graph '{Name}' has no vertex '{name}'; it has {Names.List(_byName.Keys)}.");
    }

    /// <summary>The edges that deliver to a vertex, in the order of connecting; those of its side come first.</summary>
    public IEnumerable<Edge> InEdges(string vertex) => Edges.Where(edge => edge.To == vertex && edge.IsSide).Concat(Edges.Where(edge => edge.To == vertex && !edge.IsSide));

    /// <summary>What takes records of a vertex, in the order of connecting.</summary>
    public IEnumerable<EdgeInput> OutEdges(string vertex) => Edges.SelectMany(edge => edge.Inputs).Where(input => input.From == vertex);

    /// <summary>The graph as Graphviz draws it: <c>dot -Tsvg</c>.</summary>
    public string ToDot() => DotText.Of(this);

    /// <summary>Vertices by level, each with the edges that it gets its records from.</summary>
    public override string ToString() => GraphText.Of(this);

    /// <summary>Everything that the hash is of, a line for each vertex and edge.</summary>
    internal string Identity => _identity;
}
