using Twister2.Dataflow;
using Twister2.Tasks;

namespace Twister2.Examples.MultiStageGraph;

/// <summary>
/// Two graphs. The first adds up what each customer has spent, and keeps it by name; the second joins it with where customers live, adds it up by region, and lists the regions in order. Stages have as many tasks as
/// their work wants: many that make sales, fewer that add up, one that lists.
/// </summary>
internal static class ShopGraphs
{
    /// <summary>The list that the second graph gives.</summary>
    public const string Report = "report";

    private const string Spent = "spent by customer";

    /// <summary>What each customer has spent.</summary>
    public static ComputeGraph AddUp(Shop shop, int workers)
    {
        ComputeGraphBuilder builder = new("add up", parallelism: 2 * workers);
        builder.AddSource("sales", () => new Numbered<Sale>(shop.Sales, (number, output) => output.Add(shop[number])), parallelism: 4 * workers);
        builder.AddCompute("by customer", () => new ByCustomer(), parallelism: 4 * workers).Pipe("sales");
        builder.AddSink("keep", () => new Keep<KeyValuePair<int, long>>(Spent))
            .KeyedReduce("by customer", ReduceOperation.Sum)
            .AddOutput<DataPartition<KeyValuePair<int, long>>>(Spent);
        return builder.Build();
    }

    /// <summary>What each region has spent, most first.</summary>
    public static ComputeGraph List(Shop shop, int workers)
    {
        ComputeGraphBuilder builder = new("list", parallelism: workers);
        builder.AddSource("spent", () => new Kept<KeyValuePair<int, long>>(Spent), parallelism: 2 * workers).AddInput<DataPartition<KeyValuePair<int, long>>>(Spent);
        builder.AddSource("customers", () => new Numbered<KeyValuePair<int, int>>(shop.Customers, (customer, output) =>
        {
            if (shop.RegionOf((int)customer) is { } region) output.Add(new KeyValuePair<int, int>((int)customer, region));
        }));
        builder.AddCompute("by region", () => new ByRegion()).Join("spent", "customers");
        builder.AddCompute("totals", () => new ToTotals()).KeyedReduce("by region", (a, b) => (a.Cents + b.Cents, a.Customers + b.Customers));
        builder.AddCompute("in order", () => new AsTheyAre<RegionTotal>()).Sort("totals", SortOrder.Using<RegionTotal>(MostFirst));
        builder.AddSink("list", () => new Listed<RegionTotal>(Report), parallelism: 1).Gather("in order").AddOutput<List<RegionTotal>>(Report);
        return builder.Build();
    }

    /// <summary>By cents, most first; equal ones by region.</summary>
    public static int MostFirst(RegionTotal a, RegionTotal b) => a.Cents != b.Cents ? b.Cents.CompareTo(a.Cents) : a.Region.CompareTo(b.Region);

    private sealed class AsTheyAre<T> : ICompute<T, T>
    {
        public void Execute(ReadOnlySpan<T> records, RecordCollector<T> output) => output.Add(records);
    }
}
