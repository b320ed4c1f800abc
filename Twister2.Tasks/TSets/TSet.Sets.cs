using Twister2.Dataflow;

namespace Twister2.Tasks;

// Sets, and records on other workers.
public abstract partial class TSet<T>
{
    /// <summary>Each distinct record once. What a worker has several times it sends once; each record ends on one task, chosen by its hash, in no order. LINQ's <c>Distinct</c>.</summary>
    /// <exception cref="NotSupportedException">Such records have no hash, or cannot be sent; the message says what can be done.</exception>
    public TSet<T> Distinct() => new DistinctTSet<T>(this);

    /// <summary>
    /// The records of this set and the others, duplicates kept; nothing moves. Twister2's and Spark's <c>union</c>, SQL's <c>UNION ALL</c>; with <see cref="Distinct"/> behind it LINQ's <c>Union</c>.
    /// </summary>
    public TSet<T> Union(params TSet<T>[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        foreach (TSet<T> other in others) CheckSame(other);
        return new UnionTSet<T>([this, .. others]);
    }

    /// <summary>Each distinct record of this set that the other one has. LINQ's <c>Intersect</c>.</summary>
    /// <exception cref="NotSupportedException">Such records have no hash, or cannot be sent; the message says what can be done.</exception>
    public TSet<T> Intersect(TSet<T> other) => new TwoSetsTSet<T>(nameof(Intersect), this, other, static (env, plan) => new Intersect<T>(env, plan, plan));

    /// <summary>Each distinct record of this set that the other one has not. LINQ's <c>Except</c>.</summary>
    /// <exception cref="NotSupportedException">Such records have no hash, or cannot be sent; the message says what can be done.</exception>
    public TSet<T> Except(TSet<T> other) => new TwoSetsTSet<T>(nameof(Except), this, other, static (env, plan) => new Except<T>(env, plan, plan));

    /// <summary>Every pair of a record of this set and one of the other: the smaller set goes to all workers. SQL's <c>CROSS JOIN</c>.</summary>
    /// <exception cref="NotSupportedException">Records of such a type cannot be sent; the message says what can be done.</exception>
    public TSet<(T Left, TOther Right)> Cross<TOther>(TSet<TOther> other) => new CrossTSet<T, TOther>(this, other);

    /// <summary>The same records, each on the task that a function says: 0 ≤ task &lt; <see cref="BatchEnvironment.TaskCount"/>, which with one thread is the number of workers. Twister2's <c>partition</c>.</summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<T> Partition(Func<T, int> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new MovedTSet<T>(nameof(Partition), "shuffle by a function", this, (env, plan) => new Partition<T>(env, plan, task));
    }

    /// <summary>As <see cref="Partition(Func{T, int})"/>, by a partitioner, which chooses for many records at a time. Each worker makes its own for each action.</summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<T> Partition(Func<IPartitioner<T>> newPartitioner)
    {
        ArgumentNullException.ThrowIfNull(newPartitioner);
        return new MovedTSet<T>(nameof(Partition), "shuffle by a partitioner", this, (env, plan) => new Partition<T>(env, plan, newPartitioner()));
    }

    /// <summary>The same records, all of a key on one task, chosen by the key's hash.</summary>
    /// <exception cref="NotSupportedException">Such keys have no hash, or such records cannot be sent; the message says what can be done.</exception>
    public TSet<T> PartitionByHash<TKey>(Func<T, TKey> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Twister2.Dataflow.Hashing.KeyHasher.For<TKey>();
        return new MovedTSet<T>(nameof(PartitionByHash), "shuffle by hash", this, (env, plan) => Twister2.Dataflow.Partition.ByHash(env, plan, key));
    }

    /// <summary>The same records in about equal shares: each task deals its own out in turn. Spark's <c>repartition</c>.</summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<T> PartitionRoundRobin() => new MovedTSet<T>(nameof(PartitionRoundRobin), "shuffle in turn", this, static (env, plan) => Twister2.Dataflow.Partition.RoundRobin<T>(env, plan));

    /// <summary>All records on every task, in the order of the set; each worker's memory has to hold them once, or its scratch. Twister2's <c>allGather</c>.</summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<T> AllGather() => new MovedTSet<T>(nameof(AllGather), "all records to all workers", this, static (env, plan) => new AllGather<T>(env, plan));

    /// <summary>Twister2's name for <see cref="AllGather"/>: the whole set for every task of what comes next.</summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public TSet<T> Replicate() => AllGather();
}
