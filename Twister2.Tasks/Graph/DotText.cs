using System.Globalization;
using System.Text;

namespace Twister2.Tasks;

/// <summary>A graph in the language of Graphviz.</summary>
internal static class DotText
{
    public static string Of(ComputeGraph graph)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"digraph {Quote(graph.Name)} {{\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (IReadOnlyList<Vertex> level in graph.Levels)
        {
            foreach (Vertex vertex in level)
                text.Append(CultureInfo.InvariantCulture, $"  {Quote(vertex.Name)} [label={Quote($"{vertex.Name}\n{Amounts.Tasks(vertex.Parallelism)}")}{ShapeOf(vertex)}];\n");
            text.Append(CultureInfo.InvariantCulture, $"  {{ rank=same; {string.Concat(level.Select(vertex => $"{Quote(vertex.Name)}; "))}}}\n");
        }
        foreach (Edge edge in graph.Edges)
        {
            string details = edge.Details.Length > 0 ? $" {edge.Details}" : "";
            foreach (EdgeInput input in edge.Inputs)
                text.Append(CultureInfo.InvariantCulture, $"  {Quote(input.From)} -> {Quote(edge.To)} [label={Quote($"{input.Name}\n{edge.Operator}{details}")}{(edge.IsSide ? ", style=dashed" : "")}];\n");
        }
        return text.Append("}\n").ToString();
    }

    private static string ShapeOf(Vertex vertex) => vertex.Kind == VertexKind.Compute ? "" : ", style=rounded";

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
