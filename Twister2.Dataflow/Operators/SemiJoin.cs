using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>The semi join: the left records whose key the right side has, each once. SQL's WHERE EXISTS.</summary>
/// <remarks><inheritdoc cref="FilterJoin{TKey, TLeft}"/></remarks>
public sealed class SemiJoin<TKey, TLeft> : FilterJoin<TKey, TLeft>
{
    /// <summary>A semi join. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public SemiJoin(DataflowEnvironment environment, LogicalPlan plan, JoinOptions? options = null) : this(environment, plan, plan, options) { }

    /// <summary>A semi join whose sides have source tasks of their own, and the same target tasks. Collective: every worker must build the same operators in the same order.</summary>
    /// <exception cref="ArgumentException">The plans differ in their target tasks.</exception>
    /// <exception cref="NotSupportedException">The key type has no stable hash, or a type cannot be sent; the message says what can be done.</exception>
    public SemiJoin(DataflowEnvironment environment, LogicalPlan leftPlan, LogicalPlan rightPlan, JoinOptions? options = null)
        : base(environment, nameof(SemiJoin<,>), leftPlan, rightPlan,
            () => new JoinCore<TKey, TLeft, None, KeyValuePair<TKey, TLeft>, SemiShape<TKey, TLeft>>(environment, nameof(SemiJoin<,>), leftPlan, rightPlan, options))
    {
    }
}
