using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Both sides of a join and how its results are read, for every kind of join.</summary>
internal abstract class JoinCore<TKey, TLeft, TRight, TResult>(JoinSide<TKey, TLeft> left, JoinSide<TKey, TRight> right) : IDisposable
{
    public JoinSide<TKey, TLeft> Left => left;

    public JoinSide<TKey, TRight> Right => right;

    public bool IsComplete => left.Edge.IsComplete && right.Edge.IsComplete;

    public abstract ChunkSequence<TResult> Read(int target);

    public void Dispose()
    {
        left.Dispose();
        right.Dispose();
    }
}

internal sealed class JoinCore<TKey, TLeft, TRight, TResult, TShape>(DataflowEnvironment env, string name, LogicalPlan leftPlan, LogicalPlan rightPlan, JoinOptions? options)
    : JoinCore<TKey, TLeft, TRight, TResult>(
        new(env, $"{name} (left)", leftPlan, Sorts(options), dropsNull: !default(TShape).KeepsLeft),
        new(env, $"{name} (right)", rightPlan, Sorts(options), dropsNull: !default(TShape).KeepsRight))
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    public override ChunkSequence<TResult> Read(int target) => new(Sorts(options) ? Merge(target) : new CheckedSource<TResult>(Hash(target), PlaceOf(target), "comparing or hashing keys"));

    private string PlaceOf(int target) => $"{name}: worker {env.Worker}, target task {target}";

    private static bool Sorts(JoinOptions? options) => options?.Algorithm == JoinAlgorithm.SortMerge;

    private JoinReader<TKey, TLeft, TRight, TResult, TShape> Hash(int target) =>
        // Twice the number: the tables of other operators have the salts of theirs.
        new(env, name, options?.Build ?? JoinBuild.Smaller, 2 * (ulong)Left.Edge.Id.Sequence, Left.Received(target), Right.Received(target));

    private MergeJoin<TKey, TLeft, TRight, TResult, TShape> Merge(int target)
    {
        SortedCursor<TKey, TLeft> left = Left.Sorted(target);
        try
        {
            return new(env, name, left, Right.Sorted(target), CheckedComparison.For<TKey>(PlaceOf(target)));
        }
        catch
        {
            left.Dispose();
            throw;
        }
    }
}
