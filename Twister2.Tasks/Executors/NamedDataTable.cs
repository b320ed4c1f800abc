namespace Twister2.Tasks;

/// <summary>What tasks of this worker have given by name. It stays here from one run to the next. Partitions of records are given back when no name has them any more.</summary>
internal sealed class NamedDataTable : IDisposable
{
    private readonly Dictionary<string, Dictionary<int, object?>> _parts = [];

    /// <summary>Each task's part, by the task; none where nothing is known.</summary>
    public IReadOnlyDictionary<int, object?> Of(string name) => _parts.GetValueOrDefault(name) ?? [];

    /// <summary>Sets a task's part.</summary>
    public void Set(string name, int task, object? value)
    {
        if (!_parts.TryGetValue(name, out Dictionary<int, object?>? parts)) _parts[name] = parts = [];
        parts.TryGetValue(task, out object? before);
        parts[task] = value;
        GiveBack(before);
    }

    /// <summary>Forgets a task's part.</summary>
    public void Remove(string name, int task)
    {
        if (_parts.TryGetValue(name, out Dictionary<int, object?>? parts) && parts.Remove(task, out object? before)) GiveBack(before);
    }

    /// <summary>Whether some name has this value.</summary>
    public bool Has(object value) => _parts.Values.Any(parts => parts.Values.Any(part => ReferenceEquals(part, value)));

    /// <summary>Forgets everything.</summary>
    public void Dispose()
    {
        foreach (IDataPartition partition in _parts.Values.SelectMany(parts => parts.Values).OfType<IDataPartition>()) partition.Dispose();
        _parts.Clear();
    }

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

    private void GiveBack(object? before)
    {
        if (before is IDataPartition partition && !Has(before)) partition.Dispose();
    }
}
