using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>
/// The full outer join: each left record with each right record that has its key, and those of both sides for whose key the other has none. SQL's FULL JOIN.
/// </summary>
/// <remarks><inheritdoc cref="JoinOperator{TKey, TLeft, TRight, TResult}"/></remarks>
public sealed class FullJoin<TKey, TLeft, TRight> : JoinOperator<TKey, TLeft, TRight, (TKey Key, Optional<TLeft> Left, Optional<TRight> Right)>
{
    /// <summary>A full join. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public FullJoin(DataflowEnvironment environment, LogicalPlan plan, JoinOptions? options = null) : this(environment, plan, plan, options) { }

    /// <summary>A full join whose sides have source tasks of their own, and the same target tasks. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="ArgumentException">The plans differ in their target tasks.</exception>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public FullJoin(DataflowEnvironment environment, LogicalPlan leftPlan, LogicalPlan rightPlan, JoinOptions? options = null)
        : base(environment, nameof(FullJoin<,,>), leftPlan, rightPlan,
            () => new JoinCore<TKey, TLeft, TRight, (TKey Key, Optional<TLeft> Left, Optional<TRight> Right), FullShape<TKey, TLeft, TRight>>(environment, nameof(FullJoin<,,>), leftPlan, rightPlan, options))
    {
    }
}
