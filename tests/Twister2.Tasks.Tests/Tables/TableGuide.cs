using Apache.Arrow;
using static Twister2.Tasks.Aggregates;
using static Twister2.Tasks.Columns;

namespace Twister2.Tasks.Tests;

public sealed record Sale(string? Country, string Product, double Price, long Amount);

/// <summary>What docs/tables.md shows.</summary>
internal static class TableGuide
{
    public static string Report(BatchEnvironment batch, Sale[] rows)
    {
        Table sales = batch.Parallelize(rows).ToTable();
        Table report = sales
            .Where(Col<double>("Price") > 0.5)
            .With((Col<double>("Price") * Col<long>("Amount").Map(amount => (double)amount)).As("Total"))
            .GroupBy("Country")
            .Aggregate(Sum("Total").As("Total"), Count().As("Sales"))
            .OrderBy(TableOrder.Descending("Total"), "Country");
        string text = report.Show();
        return text;
    }

    public static ((string?, double)[] Prices, Table[] Tables, RecordBatch First) All(BatchEnvironment batch, RecordBatch batchOfThisWorker)
    {
        RecordBatch[] mine = [batchOfThisWorker];
        Table table = batch.FromRecordBatches(mine[0].Schema, mine);
        (string?, double)[] prices = table.Select("Product", "Price").ToTSet<(string?, double)>().Collect();

        Table big = table.Where(Col<string>("Country") == "CH" & Col<long>("Amount") >= 10);
        Table cheap = table.Where<double>("Price", price => Math.Round(price) < 2);
        Table named = table.Select("Product", Map(Col<string>("Product"), Col<long>("Amount"), (product, amount) => $"{amount} {product}").As("Text"));
        Table whole = table.With(Col<string>("Country").Or("?").As("Country"));

        Table perProduct = table.GroupBy("Country", "Product").Aggregate(Min("Price"), Max("Price"), Average("Price").As("Mean"));
        Table all = table.GroupBy().Aggregate(Count(), Sum(Col<long>("Amount") * 2).As("Doubled"));

        Table countries = batch.Parallelize([("CH", "Bern"), ("FR", "Paris")]).ToTable("Country", "Capital");
        Table joined = table.Join(countries, "Country", TableJoinKind.Left);
        Table without = table.Join(countries, ["Country"], ["Country"], TableJoinKind.Anti);

        Table ordered = table.OrderBy("Country", TableOrder.Descending("Price").NullsFirst());
        RecordBatch first = ordered.Take(3);
        return (prices, [big, cheap, named, whole, perProduct, all, joined, without], first);
    }
}
