namespace Twister2.Tasks;

/// <summary>Whether a graph's input ends. Twister2's <c>OperationMode</c>.</summary>
public enum OperationMode
{
    /// <summary>Sources end. Tasks run level by level, and an edge delivers when all its sources have ended; a pipe before.</summary>
    Batch,

    /// <summary>Sources go on. All tasks run at the same time, and edges deliver as records come.</summary>
    Streaming,
}
