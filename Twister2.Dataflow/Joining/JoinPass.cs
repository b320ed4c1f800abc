using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Joining;

/// <summary>Passes the results of one target task on to a sink.</summary>
internal interface IJoinPass : IDisposable
{
    int Target { get; }

    /// <summary>Whether the sink has had all.</summary>
    bool IsDone { get; }

    /// <summary>Whether one side lies in a table, and the other is gone through while it comes.</summary>
    bool HasTable { get; }

    /// <summary>Does what can be done now. Returns whether it did anything.</summary>
    bool Continue();
}

/// <summary>
/// Passes the results of one target task on as they are found: when one side is there, and its table fits, the other is gone through while it comes. Else all are found at the end.
/// </summary>
/// <param name="env">The worker.</param>
/// <param name="name">The operator.</param>
/// <param name="build">Which side may build the table; null where none may.</param>
/// <param name="salt">That of the table.</param>
/// <param name="core">The sides.</param>
/// <param name="target">The target task.</param>
/// <param name="open">Joins what both sides have kept.</param>
/// <param name="sink">Takes the results.</param>
internal sealed class JoinPass<TKey, TLeft, TRight, TResult, TShape>(
    DataflowEnvironment env, string name, JoinBuild? build, ulong salt, JoinCore<TKey, TLeft, TRight, TResult> core, int target, Func<int, IChunkSource<TResult>> open, IChunkSink<TResult> sink)
    : IJoinPass
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    private readonly string _place = env.PlaceOf(name, target);
    private readonly GuardedSink<TResult> _sink = new(sink, env.PlaceOf(name, target));
    private IProbedSide? _probed;
    private bool _doesNotFit, _isPassing;

    public int Target => target;

    public bool IsDone { get; private set; }

    public bool HasTable => _probed is not null;

    [MethodImpl(Compiled.Once)]
    public bool Continue()
    {
        // Not from within the sink, and not while this worker is in the middle of adding: the sink might add to the same operator.
        if (IsDone || _isPassing || env.Engine.IsSending) return false;
        bool moved;
        _isPassing = true;
        if (_probed is { } probed) moved = probed.Continue();
        else moved = !core.HasAll && TryBegin();
        if (core.HasAll && _probed?.HasMore != true)
        {
            if (_probed is null) PassAll();
            else _probed.End();
            IsDone = moved = true;
        }
        _isPassing = false;
        return moved;
    }

    public void Dispose() => _probed?.Dispose();

    /// <summary>Builds the table of the side that is there, if there is one.</summary>
    private bool TryBegin()
    {
        if (_doesNotFit) return false;
        if (core.Left.Edge.IsComplete && build is JoinBuild.Left or JoinBuild.Smaller)
            _probed = TryBuild<TLeft, TRight, LeftBuilds<TKey, TLeft, TRight, TResult, TShape>>(core.Left, core.Right);
        else if (core.Right.Edge.IsComplete && build is JoinBuild.Right or JoinBuild.Smaller)
            _probed = TryBuild<TRight, TLeft, RightBuilds<TKey, TLeft, TRight, TResult, TShape>>(core.Right, core.Left);
        return _probed is not null;
    }

    private ProbedSide<TKey, TProbe, TResult>? TryBuild<TBuild, TProbe, TProbeShape>(JoinSide<TKey, TBuild> buildSide, JoinSide<TKey, TProbe> probeSide)
        where TProbeShape : struct, IProbeShape<TKey, TBuild, TProbe, TResult>
    {
        IRecordSource<KeyValuePair<TKey, TBuild>> records = buildSide.Received(target);
        _doesNotFit = !HashJoin.Fits(env, records);
        if (_doesNotFit) return null;
        IProbedJoin<TKey, TProbe, TResult> join = NewTable<TBuild, TProbe, TProbeShape>(records);
        buildSide.TakeOut(target).Dispose();
        ProbedSide<TKey, TProbe, TResult> probed = new(env, name, _place, join, _sink);
        probed.Kept = probeSide.TakeOver(target, probed);
        return probed;
    }

    private IProbedJoin<TKey, TProbe, TResult> NewTable<TBuild, TProbe, TProbeShape>(IRecordSource<KeyValuePair<TKey, TBuild>> records)
        where TProbeShape : struct, IProbeShape<TKey, TBuild, TProbe, TResult>
    {
        try
        {
            return HashJoin.New<TKey, TBuild, TProbe, TResult, TProbeShape>(env, records, null, salt);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(_place, "comparing or hashing keys", e);
        }
    }

    private void PassAll()
    {
        using IChunkSource<TResult> results = open(target);
        while (results.MoveNext()) _sink.Add(results.Current);
    }
}
