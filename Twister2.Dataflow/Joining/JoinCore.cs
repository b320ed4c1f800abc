using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Both sides of a join and how its results are read, for every kind of join.</summary>
internal abstract class JoinCore<TKey, TLeft, TRight, TResult>(JoinSide<TKey, TLeft> left, JoinSide<TKey, TRight> right) : IDisposable
{
    private readonly List<IJoinPass> _passes = [];

    public JoinSide<TKey, TLeft> Left => left;

    public JoinSide<TKey, TRight> Right => right;

    public bool IsComplete => HasAll && _passes.TrueForAll(static pass => pass.IsDone);

    /// <summary>Whether all records have come.</summary>
    public bool HasAll => left.Edge.IsComplete && right.Edge.IsComplete;

    /// <summary>The results of a target of this worker.</summary>
    /// <exception cref="InvalidOperationException">They are passed on to a sink.</exception>
    public ChunkSequence<TResult> Read(int target)
    {
        if (_passes.Exists(pass => pass.Target == target)) throw new InvalidOperationException($"The results of target task {target} are passed on to a sink: there is nothing to read.");
        return new(Open(target));
    }

    /// <summary>Passes the results of a target of this worker on as they are found.</summary>
    /// <exception cref="InvalidOperationException">All records have come, or they are passed on already.</exception>
    public void PassTo(int target, IChunkSink<TResult> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (HasAll) throw new InvalidOperationException("All records have come: read the results, or pass them on to a sink before the last source task finishes.");
        if (_passes.Exists(pass => pass.Target == target)) throw new InvalidOperationException($"The results of target task {target} are passed on to a sink already.");
        _passes.Add(NewPass(target, sink));
        left.Continues = right.Continues = Continue;
    }

    /// <summary>Whether the results of a target are found while records come.</summary>
    public bool HasTable(int target) => _passes.Exists(pass => pass.Target == target && pass.HasTable);

    public void Dispose()
    {
        foreach (IJoinPass pass in _passes) pass.Dispose();
        left.Dispose();
        right.Dispose();
    }

    /// <summary>Joins what is there for a target of this worker.</summary>
    protected abstract IChunkSource<TResult> Open(int target);

    protected abstract IJoinPass NewPass(int target, IChunkSink<TResult> sink);

    [MethodImpl(Compiled.Once)]
    private bool Continue()
    {
        bool moved = false;
        // By index: a sink may ask for another.
        for (int i = 0; i < _passes.Count; i++) moved |= _passes[i].Continue();
        return moved;
    }
}

internal sealed class JoinCore<TKey, TLeft, TRight, TResult, TShape>(DataflowEnvironment env, string name, LogicalPlan leftPlan, LogicalPlan rightPlan, JoinOptions? options)
    : JoinCore<TKey, TLeft, TRight, TResult>(
        new(env, $"{name} (left)", leftPlan, Sorts(options), dropsNull: !default(TShape).KeepsLeft),
        new(env, $"{name} (right)", rightPlan, Sorts(options), dropsNull: !default(TShape).KeepsRight))
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    // Twice the number: the tables of other operators have the salts of theirs.
    private ulong Salt => 2 * (ulong)Left.Edge.Id.Sequence;

    protected override IChunkSource<TResult> Open(int target) => Sorts(options) ? Merge(target) : new CheckedSource<TResult>(Hash(target), env.PlaceOf(name, target), "comparing or hashing keys");

    protected override IJoinPass NewPass(int target, IChunkSink<TResult> sink)
    {
        Left.CheckHas(target);
        JoinBuild? build = Sorts(options) ? null : options?.Build ?? JoinBuild.Smaller;
        return new JoinPass<TKey, TLeft, TRight, TResult, TShape>(env, name, build, Salt, this, target, Open, sink);
    }

    private static bool Sorts(JoinOptions? options) => options?.Algorithm == JoinAlgorithm.SortMerge;

    private JoinReader<TKey, TLeft, TRight, TResult, TShape> Hash(int target) =>
        new(env, name, options?.Build ?? JoinBuild.Smaller, Salt, Left.Received(target), Right.Received(target));

    private MergeJoin<TKey, TLeft, TRight, TResult, TShape> Merge(int target)
    {
        SortedCursor<TKey, TLeft> left = Left.Sorted(target);
        try
        {
            return new(env, name, left, Right.Sorted(target), CheckedComparison.For<TKey>(env.PlaceOf(name, target)));
        }
        catch
        {
            left.Dispose();
            throw;
        }
    }
}
