namespace Twister2.Dataflow;

/// <summary>
/// Sends each pair to the target task that the hash of its key chooses: equal keys go to the same task, on every run with as many tasks. Targets get their pairs in no
/// particular order. Past the memory budget they are kept on scratch.
/// </summary>
/// <remarks>Costs: the pairs, once over the network; memory for what is received.</remarks>
public sealed class KeyedPartition<TKey, TValue> : KeyedExchangeOperator<TKey, TValue>
{
    /// <summary>A partition of pairs by key.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public KeyedPartition(DataflowEnvironment environment, LogicalPlan plan) : base(environment, nameof(KeyedPartition<,>), plan, bySource: false) { }
}
