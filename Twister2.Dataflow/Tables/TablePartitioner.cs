using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Dataflow;

/// <summary>Writes the target task of each row of a batch, 0 ≤ task &lt; <see cref="LogicalPlan.Targets"/>.</summary>
/// <param name="batch">Some rows; those of a large batch come in parts.</param>
/// <param name="targets">As many as the batch has rows.</param>
public delegate void TableTargets(RecordBatch batch, Span<int> targets);

/// <summary>How the rows of a table are divided among target tasks.</summary>
public abstract class TablePartitioner
{
    private protected TablePartitioner()
    {
    }

    /// <summary>
    /// Rows with equal values in these columns go to the same task, the same in every run with as many tasks. Null is a value like others, all NaN are equal, -0.0 equals 0.0, and
    /// it makes no difference whether a column has a dictionary. One column sends a value to the task to which <see cref="KeyedPartition{TKey, TValue}"/> sends it: integers, floating-point
    /// numbers, and texts as <see cref="Utf8Text"/>.
    /// </summary>
    public static TablePartitioner Hash(params IReadOnlyList<string> columns) => new HashPartitioner(columns);

    /// <summary>One row after the other to the next task. Each source task begins at the target task with its own number.</summary>
    public static TablePartitioner RoundRobin { get; } = new RoundRobinPartitioner();

    /// <summary>
    /// Rows by the order of one column: task t gets those that are not less than bound t - 1 and less than bound t. Null comes before everything, then NaN; texts are ordered by
    /// their bytes.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="bounds">One fewer than there are tasks, ascending, of the column's type, or that of the values of its dictionary.</param>
    public static TablePartitioner Range(string column, IArrowArray bounds) => new RangePartitioner(column, bounds);

    /// <summary>As a function says.</summary>
    public static TablePartitioner Custom(TableTargets targets) => new CustomPartitioner(targets);

    /// <summary>What it is, so that workers can compare theirs.</summary>
    internal abstract string Describe();

    /// <summary>Looks up its columns in a table.</summary>
    internal abstract IRowTargets Bind(TableFormat format, string owner, int worker, LogicalPlan plan);
}
