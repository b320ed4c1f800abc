namespace Twister2.Dataflow;

/// <summary>
/// Gives every record of every source task to every target task, in the order of the sources and, of each source, of adding. With one source task, as is usual, it is MPI's Bcast of
/// records whose number the receivers do not know.
/// </summary>
/// <remarks>
/// Chunks go down a tree that knows which workers share a node, and are passed on while the next ones are still being added: a node gets each record once, and nobody sends it more than four times.
/// The target tasks of a worker share one copy.
/// </remarks>
public sealed class Broadcast<T> : ReplicatedOperator<T>
{
    /// <summary>A broadcast.</summary>
    /// <exception cref="NotSupportedException">Records of the type cannot be sent; the message says what can be done.</exception>
    public Broadcast(DataflowEnvironment environment, LogicalPlan plan) : base(environment, plan, nameof(Broadcast<>)) { }
}
