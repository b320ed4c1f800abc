using System.Globalization;
using System.Text;

namespace Twister2.Tasks;

/// <summary>A graph as text: for a person, and with all details for its hash.</summary>
internal static class GraphText
{
    public static string Of(ComputeGraph graph)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Graph '{graph.Name}', {graph.Mode.ToString().ToLowerInvariant()}");
        if (graph.Constraints.MaxTasksPerWorker is { } most) text.Append(CultureInfo.InvariantCulture, $", at most {Amounts.Tasks(most)} per worker");
        for (int level = 0; level < graph.Levels.Count; level++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nlevel {level}");
            foreach (Vertex vertex in graph.Levels[level])
            {
                text.Append("\n  ").Append(Line(vertex));
                foreach (Edge edge in graph.InEdges(vertex.Name)) text.Append("\n    ").Append(Line(edge));
            }
        }
        return text.Append('\n').ToString();
    }

    public static string Identity(ComputeGraph graph)
    {
        StringBuilder text = new();
        text.Append($"graph '{graph.Name}' {graph.Mode.ToString()} {graph.Constraints.MaxTasksPerWorker?.ToString(CultureInfo.InvariantCulture)}\n");
        foreach (Vertex vertex in graph.Vertices)
        {
            string cores = vertex.Constraints.Cores.ToString("R", CultureInfo.InvariantCulture), bytes = vertex.Constraints.MemoryBytes.ToString(CultureInfo.InvariantCulture);
            text.Append($"vertex {Line(vertex)} ({cores} cores, {bytes} bytes, {vertex.InputType}, {vertex.SideType} to {string.Join(", ", vertex.OutputTypes)})\n");
        }
        foreach (Edge edge in graph.Edges)
        {
            string inputs = string.Join(", ", edge.Inputs.Select(input => $"{input.Name} from '{input.From}' {input.RecordType}"));
            text.Append($"edge {edge} side {edge.IsSide.ToString()} disk {edge.UseDisk.ToString()} gives {edge.RecordType} of {inputs} {edge.Shape.Identity}\n");
        }
        return text.ToString();
    }

    private static string Line(Vertex vertex)
    {
        string constraints = vertex.Constraints.ToString();
        return string.Join(", ", Parts());

        IEnumerable<string> Parts()
        {
            yield return $"'{vertex.Name}' {vertex.Kind.ToString().ToLowerInvariant()}";
            yield return Amounts.Tasks(vertex.Parallelism);
            if (constraints.Length > 0) yield return constraints;
            if (vertex.OutputTypes.Count > 0) yield return $"writes {string.Join(" and ", vertex.OutputTypes.Select(Names.Of))}";
            if (vertex.Inputs.Count > 0) yield return $"takes data {string.Join(" and ", vertex.Inputs)}";
            if (vertex.Outputs.Count > 0) yield return $"gives data {string.Join(" and ", vertex.Outputs)}";
        }
    }

    private static string Line(Edge edge)
    {
        string details = edge.Details.Length > 0 ? $" {edge.Details}" : "";
        string from = string.Join(" and ", edge.Inputs.Select(input => $"'{input.From}'"));
        return $"← {edge.Operator}{details} of {from}{(edge.IsSide ? " to its side" : "")}: {Names.Of(edge.RecordType)} via '{edge.Name}'{(edge.UseDisk ? "" : ", no disk")}";
    }
}
