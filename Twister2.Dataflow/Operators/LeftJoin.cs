using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>
/// The left outer join: each left record with each right record that has its key, or without one where there is none. SQL's LEFT JOIN, LINQ's <c>LeftJoin</c>.
/// </summary>
/// <remarks><inheritdoc cref="JoinOperator{TKey, TLeft, TRight, TResult}"/></remarks>
public sealed class LeftJoin<TKey, TLeft, TRight> : JoinOperator<TKey, TLeft, TRight, (TKey Key, TLeft Left, Optional<TRight> Right)>
{
    /// <summary>A left join. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public LeftJoin(DataflowEnvironment environment, LogicalPlan plan, JoinOptions? options = null) : this(environment, plan, plan, options) { }

    /// <summary>A left join whose sides have source tasks of their own, and the same target tasks. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="ArgumentException">The plans differ in their target tasks.</exception>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public LeftJoin(DataflowEnvironment environment, LogicalPlan leftPlan, LogicalPlan rightPlan, JoinOptions? options = null)
        : base(environment, nameof(LeftJoin<,,>), leftPlan, rightPlan,
            () => new JoinCore<TKey, TLeft, TRight, (TKey Key, TLeft Left, Optional<TRight> Right), LeftShape<TKey, TLeft, TRight>>(environment, nameof(LeftJoin<,,>), leftPlan, rightPlan, options))
    {
    }
}
