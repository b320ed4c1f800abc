using Apache.Arrow;
using Twister2.Dataflow;

namespace Twister2.Tasks;

// Joins: of rows whose keys are equal. A key with a null in it equals none.
public abstract partial class Table
{
    /// <summary>
    /// Joins the rows of two tables with equal values in columns of the same name. The result has these columns once, with the values of whichever side has the row, then the others of the left table, then
    /// those of the right one; of the left one only for a semi or anti join. A name of the right table that the left one has, too, gets <paramref name="rightSuffix"/> behind it.
    /// </summary>
    /// <exception cref="ArgumentException">A column is not there, the types differ, or the tables are of different environments.</exception>
    public Table Join(Table right, string on, TableJoinKind kind = TableJoinKind.Inner, string rightSuffix = "_right") => Join(right, [on], kind, rightSuffix);

    /// <summary>As <see cref="Join(Table, string, TableJoinKind, string)"/>, by several columns.</summary>
    /// <exception cref="ArgumentException">A column is not there, the types differ, or the tables are of different environments.</exception>
    public Table Join(Table right, string[] on, TableJoinKind kind = TableJoinKind.Inner, string rightSuffix = "_right")
    {
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(on);
        CheckEnvironment(right);
        return JoinedTable.OfSameNames(this, right, on, kind, rightSuffix);
    }

    /// <summary>
    /// Joins the rows of two tables whose keys are equal, column by column. The result has all columns of the left table, then all of the right one; of the left one only for a semi or anti join. A name of
    /// the right table that the left one has, too, gets <paramref name="rightSuffix"/> behind it.
    /// </summary>
    /// <exception cref="ArgumentException">A column is not there, the types differ, or the tables are of different environments.</exception>
    public Table Join(Table right, string[] leftKeys, string[] rightKeys, TableJoinKind kind = TableJoinKind.Inner, string rightSuffix = "_right")
    {
        ArgumentNullException.ThrowIfNull(right);
        CheckEnvironment(right);
        return new JoinedTable(this, right, kind, leftKeys, rightKeys, new TableJoinOptions { RightSuffix = rightSuffix });
    }
}
