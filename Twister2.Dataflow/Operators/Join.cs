using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>
/// The inner join: each left record with each right record that has its key. SQL's INNER JOIN, LINQ's <c>Join</c>.
/// </summary>
/// <remarks><inheritdoc cref="JoinOperator{TKey, TLeft, TRight, TResult}"/></remarks>
public sealed class Join<TKey, TLeft, TRight> : JoinOperator<TKey, TLeft, TRight, (TKey Key, TLeft Left, TRight Right)>
{
    /// <summary>An inner join. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public Join(DataflowEnvironment environment, LogicalPlan plan, JoinOptions? options = null) : this(environment, plan, plan, options) { }

    /// <summary>An inner join whose sides have source tasks of their own, and the same target tasks. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="ArgumentException">The plans differ in their target tasks.</exception>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public Join(DataflowEnvironment environment, LogicalPlan leftPlan, LogicalPlan rightPlan, JoinOptions? options = null)
        : base(environment, nameof(Join<,,>), leftPlan, rightPlan,
            () => new JoinCore<TKey, TLeft, TRight, (TKey Key, TLeft Left, TRight Right), InnerShape<TKey, TLeft, TRight>>(environment, nameof(Join<,,>), leftPlan, rightPlan, options))
    {
    }
}
