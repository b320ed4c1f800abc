namespace Twister2.Tasks;

/// <summary>What tasks of this worker have given by name. It stays here from one run to the next.</summary>
internal sealed class NamedDataTable
{
    private readonly Dictionary<string, Dictionary<int, object?>> _parts = [];

    /// <summary>Each task's part, by the task; none where nothing is known.</summary>
    public IReadOnlyDictionary<int, object?> Of(string name) => _parts.GetValueOrDefault(name) ?? [];

    /// <summary>Sets a task's part.</summary>
    public void Set(string name, int task, object? value)
    {
        if (!_parts.TryGetValue(name, out Dictionary<int, object?>? parts)) _parts[name] = parts = [];
        parts[task] = value;
    }

    /// <summary>Forgets a task's part.</summary>
    public void Remove(string name, int task) => _parts.GetValueOrDefault(name)?.Remove(task);

    /// <summary>What a task takes from the graphs before.</summary>
    /// <exception cref="InvalidOperationException">Nobody has set it.</exception>
    public Dictionary<string, object?> InputsOf(ComputeGraph graph, Vertex vertex, int task)
    {
        Dictionary<string, object?> inputs = [];
        foreach (NamedData input in vertex.Inputs)
        {
            if (!Of(input.Name).TryGetValue(task, out object? value))
                throw new InvalidOperationException(
                    $"Graph '{graph.Name}': task {task} of '{vertex.Name}' takes the data {input}, and nobody has set the part of task {task}. Run the graph that gives it before, with the same executor;"
                    + $" each of its tasks has to call {nameof(TaskContext.SetOutput)}.");
            inputs[input.Name] = value;
        }
        return inputs;
    }
}
