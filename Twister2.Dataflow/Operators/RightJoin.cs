using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>
/// The right outer join: each right record with each left record that has its key, or without one where there is none. SQL's RIGHT JOIN, LINQ's <c>RightJoin</c>.
/// </summary>
/// <remarks><inheritdoc cref="JoinOperator{TKey, TLeft, TRight, TResult}"/></remarks>
public sealed class RightJoin<TKey, TLeft, TRight> : JoinOperator<TKey, TLeft, TRight, (TKey Key, Optional<TLeft> Left, TRight Right)>
{
    /// <summary>A right join. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public RightJoin(DataflowEnvironment environment, LogicalPlan plan, JoinOptions? options = null) : this(environment, plan, plan, options) { }

    /// <summary>A right join whose sides have source tasks of their own, and the same target tasks. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="ArgumentException">The plans differ in their target tasks.</exception>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public RightJoin(DataflowEnvironment environment, LogicalPlan leftPlan, LogicalPlan rightPlan, JoinOptions? options = null)
        : base(environment, nameof(RightJoin<,,>), leftPlan, rightPlan,
            () => new JoinCore<TKey, TLeft, TRight, (TKey Key, Optional<TLeft> Left, TRight Right), RightShape<TKey, TLeft, TRight>>(environment, nameof(RightJoin<,,>), leftPlan, rightPlan, options))
    {
    }
}
