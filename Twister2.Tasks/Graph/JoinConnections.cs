using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// Edges that join the pairs of two vertices by their keys; what a join gives is the record type of the vertex that it is connected to. A task writes to one side by the name of the edge with
/// <c>.left</c> or <c>.right</c> behind it; Twister2's <c>viaLeftEdge</c>, <c>viaRightEdge</c>.
/// </summary>
public static class JoinConnections
{
    /// <summary>The rows of keys that both sides have. Twister2's <c>innerJoin</c>.</summary>
    public static ComputeConnection<(TKey Key, TLeft Left, TRight Right)> Join<TKey, TLeft, TRight>(
        this ComputeConnection<(TKey Key, TLeft Left, TRight Right)> to, string left, string right, JoinOptions? options = null, EdgeOptions? via = null) =>
        Joined(to, nameof(Join), left, right, options, via, s => new Join<TKey, TLeft, TRight>(s.Environment, s.Plan, s.Right, options));

    /// <summary>The rows of all left pairs.</summary>
    public static ComputeConnection<(TKey Key, TLeft Left, Optional<TRight> Right)> LeftJoin<TKey, TLeft, TRight>(
        this ComputeConnection<(TKey Key, TLeft Left, Optional<TRight> Right)> to, string left, string right, JoinOptions? options = null, EdgeOptions? via = null) =>
        Joined(to, nameof(LeftJoin), left, right, options, via, s => new LeftJoin<TKey, TLeft, TRight>(s.Environment, s.Plan, s.Right, options));

    /// <summary>The rows of all right pairs.</summary>
    public static ComputeConnection<(TKey Key, Optional<TLeft> Left, TRight Right)> RightJoin<TKey, TLeft, TRight>(
        this ComputeConnection<(TKey Key, Optional<TLeft> Left, TRight Right)> to, string left, string right, JoinOptions? options = null, EdgeOptions? via = null) =>
        Joined(to, nameof(RightJoin), left, right, options, via, s => new RightJoin<TKey, TLeft, TRight>(s.Environment, s.Plan, s.Right, options));

    /// <summary>The rows of all pairs of both sides.</summary>
    public static ComputeConnection<(TKey Key, Optional<TLeft> Left, Optional<TRight> Right)> FullJoin<TKey, TLeft, TRight>(
        this ComputeConnection<(TKey Key, Optional<TLeft> Left, Optional<TRight> Right)> to, string left, string right, JoinOptions? options = null, EdgeOptions? via = null) =>
        Joined(to, nameof(FullJoin), left, right, options, via, s => new FullJoin<TKey, TLeft, TRight>(s.Environment, s.Plan, s.Right, options));

    /// <summary>The left pairs whose key the right vertex writes; it writes keys only.</summary>
    public static ComputeConnection<KeyValuePair<TKey, TLeft>> SemiJoin<TKey, TLeft>(
        this ComputeConnection<KeyValuePair<TKey, TLeft>> to, string left, string right, JoinOptions? options = null, EdgeOptions? via = null) =>
        Filtered(to, nameof(SemiJoin), left, right, options, via, s => new SemiJoin<TKey, TLeft>(s.Environment, s.Plan, s.Right, options));

    /// <summary>The left pairs whose key the right vertex does not write; it writes keys only.</summary>
    public static ComputeConnection<KeyValuePair<TKey, TLeft>> AntiJoin<TKey, TLeft>(
        this ComputeConnection<KeyValuePair<TKey, TLeft>> to, string left, string right, JoinOptions? options = null, EdgeOptions? via = null) =>
        Filtered(to, nameof(AntiJoin), left, right, options, via, s => new AntiJoin<TKey, TLeft>(s.Environment, s.Plan, s.Right, options));

    /// <summary>Each key of both sides with all its values of each, in memory.</summary>
    public static ComputeConnection<(TKey Key, TLeft[] Left, TRight[] Right)> CoGroup<TKey, TLeft, TRight>(
        this ComputeConnection<(TKey Key, TLeft[] Left, TRight[] Right)> to, string left, string right, JoinOptions? options = null, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Connect<KeyValuePair<TKey, TLeft>, KeyValuePair<TKey, TRight>>(Shape<TKey, TLeft, TRight>(nameof(CoGroup), options), left, right, via, s =>
        {
            CoGroup<TKey, TLeft, TRight> operation = new(s.Environment, s.Plan, s.Right, options);
            return new(
                s, operation, (target, sink) => PassGroups(operation, target, sink, s.Environment.Options.ChunkRecords),
                (AddRecords<KeyValuePair<TKey, TLeft>>)operation.AddLeft, (AddRecords<KeyValuePair<TKey, TRight>>)operation.AddRight);
        });
    }

    private static EdgeShape Shape<TKey, TLeft, TRight>(string name, JoinOptions? options) => new(name)
    {
        IsBatchOnly = true,
        Details = Details(options),
        CheckTypes = static () =>
        {
            KeyTypes.Check<TKey, TLeft>();
            KeyTypes.Check<TKey, TRight>();
        },
    };

    private static string Details(JoinOptions? options) => options is null || options == new JoinOptions() ? "" : $"{options.Algorithm}, table of {options.Build}";

    private static ComputeConnection<TRow> Joined<TKey, TLeft, TRight, TRow>(
        ComputeConnection<TRow> to, string name, string left, string right, JoinOptions? options, EdgeOptions? via, Func<EdgeSetting<TRow>, JoinOperator<TKey, TLeft, TRight, TRow>> open)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Connect<KeyValuePair<TKey, TLeft>, KeyValuePair<TKey, TRight>>(Shape<TKey, TLeft, TRight>(name, options), left, right, via, s =>
        {
            JoinOperator<TKey, TLeft, TRight, TRow> operation = open(s);
            return new(
                s, operation, operation.CopyTo, (AddRecords<KeyValuePair<TKey, TLeft>>)operation.AddLeft, (AddRecords<KeyValuePair<TKey, TRight>>)operation.AddRight);
        });
    }

    private static ComputeConnection<KeyValuePair<TKey, TLeft>> Filtered<TKey, TLeft>(
        ComputeConnection<KeyValuePair<TKey, TLeft>> to, string name, string left, string right, JoinOptions? options, EdgeOptions? via,
        Func<EdgeSetting<KeyValuePair<TKey, TLeft>>, FilterJoin<TKey, TLeft>> open)
    {
        ArgumentNullException.ThrowIfNull(to);
        EdgeShape shape = new(name) { IsBatchOnly = true, Details = Details(options), CheckTypes = KeyTypes.Check<TKey, TLeft> };
        return to.Connect<KeyValuePair<TKey, TLeft>, TKey>(shape, left, right, via, s =>
        {
            FilterJoin<TKey, TLeft> operation = open(s);
            return new(s, operation, operation.CopyTo, (AddRecords<KeyValuePair<TKey, TLeft>>)operation.AddLeft, (AddRecords<TKey>)operation.AddRight);
        });
    }

    private static void PassGroups<TKey, TLeft, TRight>(CoGroup<TKey, TLeft, TRight> operation, int target, IChunkSink<(TKey Key, TLeft[] Left, TRight[] Right)> sink, int chunkRecords)
    {
        GroupChunks<(TKey, TLeft[], TRight[])> rows = new(sink, chunkRecords);
        foreach (CoGroupItem<TKey, TLeft, TRight> item in operation.Read(target))
        {
            TLeft[] left = item.Left.ToArray();
            TRight[] right = item.Right.ToArray();
            rows.Add((item.Key, left, right), left.Length + right.Length);
        }
        rows.Flush();
    }
}
