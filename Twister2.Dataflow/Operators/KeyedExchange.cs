using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow;

/// <summary>
/// Brings pairs to the target task that their key's hash chooses, and keeps them as they were packed, within the budget: together for each target, or, where their order counts,
/// apart for each source.
/// </summary>
internal sealed class KeyedExchange<TKey, TValue> : IDisposable
{
    private const int Batch = 256;

    private readonly LogicalPlan _plan;
    private readonly string _name;
    private readonly int _worker;
    private readonly ulong[] _hashes = new ulong[Batch];

    public KeyedExchange(DataflowEnvironment env, string name, LogicalPlan plan, bool bySource)
    {
        (_plan, _name, _worker) = (plan, name, env.Worker);
        Hasher = PairHasher.For<TKey, TValue>();
        Received = new(env, name, plan, bySource);
        Edge = new(env, name, plan, DataPackers.For<KeyValuePair<TKey, TValue>>(), Received);
    }

    public Exchange<KeyValuePair<TKey, TValue>> Edge { get; }

    public IPairHasher<TKey, TValue> Hasher { get; }

    public ReceivedStores<KeyValuePair<TKey, TValue>> Received { get; }

    public void Add(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        while (!pairs.IsEmpty)
        {
            ReadOnlySpan<KeyValuePair<TKey, TValue>> batch = pairs[..Math.Min(Batch, pairs.Length)];
            HashAll(source, batch);
            for (int i = 0; i < batch.Length; i++) Edge.Add(source, StableHash.Target(_hashes[i], _plan.Targets), in batch[i]);
            pairs = pairs[batch.Length..];
        }
    }

    public void Dispose() => Received.Dispose();

    private void HashAll(int source, ReadOnlySpan<KeyValuePair<TKey, TValue>> batch)
    {
        try
        {
            Hasher.HashAll(batch, _hashes);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of($"{_name}: worker {_worker}, source task {source}", "hashing a key", e);
        }
    }
}
