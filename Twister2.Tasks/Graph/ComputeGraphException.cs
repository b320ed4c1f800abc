namespace Twister2.Tasks;

/// <summary>A graph that cannot be run. All that is wrong with it is said at once, when it is built.</summary>
public sealed class ComputeGraphException : Exception
{
    /// <summary>Nothing is known about the errors.</summary>
    public ComputeGraphException() : this("The graph cannot be built.") { }

    /// <summary>One error.</summary>
    public ComputeGraphException(string message) : base(message) => Errors = [message];

    /// <summary>One error and its cause.</summary>
    public ComputeGraphException(string message, Exception innerException) : base(message, innerException) => Errors = [message];

    internal ComputeGraphException(string graph, IReadOnlyList<string> errors) : base(Describe(graph, errors)) => Errors = errors;

    /// <summary>Each error by itself: the vertex and the edge, what is wrong, and what to do.</summary>
    public IReadOnlyList<string> Errors { get; }

    private static string Describe(string graph, IReadOnlyList<string> errors) => errors.Count == 1
        ? $"Graph '{graph}': {errors[0]}"
        : $"Graph '{graph}' has {errors.Count} errors:{string.Concat(errors.Select((error, i) => $"\n  {i + 1}. {error}"))}";
}
