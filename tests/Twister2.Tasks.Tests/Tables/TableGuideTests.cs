using Apache.Arrow;

namespace Twister2.Tasks.Tests;

/// <summary>The code in docs/tables.md is that of <see cref="TableGuide"/>, which gives what stands there, and every operation is named.</summary>
[Trait("ranks", "none")]
public sealed class TableGuideTests
{
    private const string Page = "tables.md";

    private static readonly Sale[] Sales = [new("CH", "tea", 1, 4), new("DE", "tea", 3, 3), new(null, "milk", 1, 5), new("CH", "milk", 0.25, 100), new("CH", "milk", 1, 10)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_report_is_the_one_in_the_guide(int workers) =>
        Assert.All(LocalCluster.Run(workers, env => TableGuide.Report(new BatchEnvironment(env), Sales)), text => Assert.Contains(text, GuidePage.Read(Page), StringComparison.Ordinal));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_examples_give_what_one_expects(int workers) => LocalCluster.Run(workers, env =>
    {
        BatchEnvironment batch = new(env);
        RecordBatch all = batch.Parallelize(Sales).ToTable().Collect();
        int from = all.Length * env.Worker / workers, to = all.Length * (env.Worker + 1) / workers;
        ((string?, double)[] prices, Table[] tables, RecordBatch first) = TableGuide.All(batch, all.Slice(from, to - from));
        Assert.Equal([("milk", 0.25), ("milk", 1), ("milk", 1), ("tea", 1), ("tea", 3)], prices.Order());
        Assert.Equal([2, 4, 5, 5, 4, 1, 5, 2], tables.Select(table => (int)table.Count()));
        Assert.Equal(["CH|0.25", "CH|1", "DE|3"], Lines(tables[4].OrderBy("Country").Where(Columns.Col<string>("Country").IsNotNull()).Select("Country", "min_Price").Distinct()));
        Assert.Equal(["5|244"], Lines(tables[5]));
        Assert.Equal(["4 tea"], Lines(tables[2].Select("Text").Limit(100).Where(Columns.Col<string>("Text") == "4 tea")));
        Assert.Equal(["CH|1", "CH|1", "CH|0.25"], Enumerable.Range(0, 3).Select(row => FormattableString.Invariant($"{((StringArray)first.Column(0)).GetString(row)}|{((DoubleArray)first.Column(2)).GetValue(row)}")));
        Assert.Equal(["Country", "Product", "Price", "Amount", "Capital"], tables[6].Schema.FieldsList.Select(field => field.Name));
    });

    [Fact]
    public void Every_line_of_code_in_the_guide_is_here()
    {
        string[] lines = GuidePage.Code(Page);
        Assert.True(lines.Length > 20, $"{lines.Length} lines of code were found");
        Assert.Empty(GuidePage.Missing(lines, "Twister2.Tasks.Tests/Tables/TableGuide.cs"));
    }

    [Fact]
    public void Every_operation_is_named()
    {
        string page = GuidePage.Read(Page);
        Type[] types = [typeof(Table), typeof(TableGroups), typeof(Columns), typeof(Aggregates), typeof(RecordBatchSources)];
        string[] names = [.. types.SelectMany(type => type.GetMethods()).Where(method => method.DeclaringType != typeof(object) && !method.IsSpecialName).Select(method => method.Name).Distinct()];
        Assert.True(names.Length > 25, string.Join(", ", names));
        Assert.DoesNotContain(names.Except(["Value", "Null", "op_Addition"]), name => !name.StartsWith("op_", StringComparison.Ordinal) && !page.Contains(name, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Lines(Table table) => table.Show(1000).Split('\n').Skip(3).Where(line => line.Length > 0).Select(line => string.Join('|', line.Split('|').Select(part => part.Trim()))).Order(StringComparer.Ordinal);
}
