using Apache.Arrow;
using Apache.Arrow.Types;
using static Twister2.Tasks.Aggregates;
using static Twister2.Tasks.Columns;

namespace Twister2.Tasks.Tests;

/// <summary>What is wrong with a table is said where it is written, with the names that there are.</summary>
[Trait("ranks", "none")]
public sealed class TableErrorTests
{
    private sealed record WithUri(int Id, Uri Place);

    private sealed record Two(int A, int B);

    private static readonly TheoryData<string, Func<Table, object>> All = new()
    {
        { "Select: no column is called 'c'; there are 'a', 'b'", table => table.Select("c") },
        { "Select: two columns would be called 'a'. Give one another name with As", table => table.Select("a", Col<string>("b").As("a")) },
        { "Select: column 1 is computed and has no name. Give it one with As", table => table.Select("a", Col<long>("a") + 1) },
        { "Select: a table needs a column", table => table.Select() },
        { "Where: column 'a' is of type int64, which has no values of the C# type Int32; those are of type int32", table => table.Where(Col<int>("a") > 1) },
        { "Where: no column is called 'x'; there are 'a', 'b'", table => table.Where(Col<long>("a") > 1 & Col<string>("x") == "y") },
        { "No column has values of the C# type System.Uri", _ => Col<Uri>("a") },
        { "Rename: no column is called 'x'", table => table.Rename(("x", "y")) },
        { "GroupBy: no column is called 'x'", table => table.GroupBy("x") },
        { "Aggregate: column 'b' is of type utf8, of which there is no Sum", table => table.GroupBy("a").Aggregate(Sum("b")) },
        { "Aggregate: two columns would be called 'count'", table => table.GroupBy("a").Aggregate(Count(), Count()) },
        { "Aggregate: the Max of a computed column has no name", table => table.GroupBy("a").Aggregate(Max(Col<long>("a") + 1)) },
        { "Aggregate: nothing is asked for", table => table.GroupBy("a").Aggregate() },
        { "OrderBy: no column is called 'x'", table => table.OrderBy("x") },
        { "OrderBy: no column to order by", table => table.OrderBy() },
        { "right table: no column is called 'a'; there are 'b'", table => table.Join(table.Select("b"), "a") },
        { "key column 'a' on the left is of type int64, 'a' on the right of type utf8", table => table.Join(table.Select(((TableColumn)"b").As("a")), "a") },
        { "a key of 2 columns on the left and of 1 on the right", table => table.Join(table, ["a", "b"], ["a"]) },
        { "Union: column 1 of one table is 'b' of type utf8, of another not there", table => table.Union(table.Select("a")) },
        { "ToTSet: no column is called 'B', which", table => table.Select("a").ToTSet<Two>() },
        { "ToTSet<Two>: column 'a' is of type int64, which has no values of the C# type Int32", table => table.ToTSet<Two>() },
        { "is made of 1 columns; the table has 2: a, b", table => table.ToTSet<long>() },
    };

    public static TheoryData<string> Messages { get; } = [.. All.Select(row => row.Data.Item1)];

    [Theory, MemberData(nameof(Messages))]
    public void It_is_said_when_it_is_written(string message)
    {
        Func<Table, object> make = All.Single(row => row.Data.Item1 == message).Data.Item2;
        LocalCluster.Run(2, env =>
        {
            Exception e = Assert.ThrowsAny<Exception>(() => make(Small(env)));
            Assert.True(e is ArgumentException or NotSupportedException, e.GetType().Name);
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Records_without_columns_are_refused() => LocalCluster.Run(1, env =>
    {
        BatchEnvironment batch = new(env);
        Assert.Contains("'Place' of", Assert.Throws<NotSupportedException>(() => batch.Parallelize<WithUri>([]).ToTable()).Message, StringComparison.Ordinal);
        Assert.Contains("type System.Uri", Assert.Throws<NotSupportedException>(() => batch.Parallelize<WithUri>([]).ToTable()).Message, StringComparison.Ordinal);
        Assert.Contains("3 names for the 2 columns of", Assert.Throws<ArgumentException>(() => batch.Parallelize([(1, 2)]).ToTable("a", "b", "c")).Message, StringComparison.Ordinal);
        Assert.Contains("DateTimeKind", Assert.Throws<NotSupportedException>(() => batch.Parallelize([DateTimeKind.Utc]).ToTable()).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void What_a_function_throws_reaches_the_caller_with_its_place() => LocalCluster.Run(1, env =>
    {
        Table table = Small(env);
        FormatException thrown = Assert.Throws<FormatException>(() => table.Where(Col<long>("a").Map<bool>(_ => throw new FormatException("no")) | false).Count());
        Assert.Contains("Where: worker 0: the function of a column failed", (string)thrown.Data["Twister2.Place"]!, StringComparison.Ordinal);
        Assert.Throws<OverflowException>(() => table.Select((Col<long>("a") * long.MaxValue).As("x")).Count());
        Assert.Throws<DivideByZeroException>(() => table.Select((Col<long>("a") / 0).As("x")).Count());
        Assert.Contains("Sum", Assert.Throws<OverflowException>(() => table.Select(Value(long.MaxValue).As("x")).GroupBy().Aggregate(Sum("x")).Count()).Message, StringComparison.Ordinal);
        Assert.Equal(0, env.Memory.Used);
    });

    [Fact]
    public void A_null_where_there_can_be_none_is_named() => LocalCluster.Run(1, env =>
    {
        Table table = new BatchEnvironment(env).Parallelize<int?>([1, null]).ToTable("a");
        Assert.Contains("column 'a' has a null, which a Int32 cannot be", Assert.Throws<ArgumentException>(() => table.ToTSet<int>().Collect()).Message, StringComparison.Ordinal);
        Assert.Equal([1, null], table.ToTSet<int?>().Collect());
    });

    [Fact]
    public void A_batch_of_other_columns_is_named() => LocalCluster.Run(1, env =>
    {
        Schema schema = new([new Field("a", Int32Type.Default, true)], null);
        Table table = new BatchEnvironment(env).FromRecordBatches(schema, [new BatchEnvironment(env).Parallelize([1L]).ToTable("a").Collect()]);
        Assert.Contains("column 'a' is of type int64 in this batch; the table has int32", Assert.Throws<ArgumentException>(() => table.Count()).Message, StringComparison.Ordinal);
    });

    private static Table Small(DataflowEnvironment env) => new BatchEnvironment(env).Parallelize([(1L, "x"), (2L, "y"), (3L, "z")]).ToTable("a", "b");
}
