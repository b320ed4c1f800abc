using Twister2.Tasks;

namespace Twister2.Examples.Joins;

/// <summary>
/// The two tables. Customers are numbered from 0. Order i is customer 2·(i mod p)'s, with p three quarters of the number of customers: those with odd numbers buy nothing, and a third of the orders
/// are of customers that do not exist. So the number of rows of each join is known.
/// </summary>
internal sealed class Shop(long customers, long orders)
{
    private readonly long _buyers = Math.Max(1, customers * 3 / 4);

    /// <summary>All orders, by customer.</summary>
    public TupleTSet<long, Order> Orders(BatchEnvironment batch) => Spread(batch, orders, OrderAt);

    /// <summary>All customers' names.</summary>
    public TupleTSet<long, string> Customers(BatchEnvironment batch) => Spread(batch, customers, CustomerAt);

    /// <summary>The same for one process.</summary>
    public IEnumerable<KeyValuePair<long, Order>> Orders() => Sequence(orders).Select(OrderAt);

    /// <summary>The same for one process.</summary>
    public IEnumerable<KeyValuePair<long, string>> Customers() => Sequence(customers).Select(CustomerAt);

    /// <summary>How many rows a join has.</summary>
    public long RowsOf(JoinKind kind)
    {
        long known = Math.Min(_buyers, (customers + 1) / 2); // Buyers that are in the table of customers: they come first.
        long served = known * (orders / _buyers) + Math.Min(known, orders % _buyers);
        long withOrders = Math.Min(known, orders);
        return kind switch
        {
            JoinKind.Inner or JoinKind.Semi => served,
            JoinKind.Left => orders,
            JoinKind.Right => served + customers - withOrders,
            JoinKind.Full => orders + customers - withOrders,
            JoinKind.Anti => orders - served,
            _ => customers + Math.Min(_buyers, orders) - withOrders,
        };
    }

    private KeyValuePair<long, Order> OrderAt(long i) => new(2 * (i % _buyers), new Order(i, 100 + i * 7919 % 10_000));

    private static KeyValuePair<long, string> CustomerAt(long i) => new(i, $"customer {i}");

    /// <summary>Each task makes its share, in order.</summary>
    private static TupleTSet<long, T> Spread<T>(BatchEnvironment batch, long count, Func<long, KeyValuePair<long, T>> item) =>
        batch.CreateSource<KeyValuePair<long, T>>((context, output) =>
        {
            long end = count * (context.Index + 1) / context.Parallelism;
            for (long i = count * context.Index / context.Parallelism; i < end; i++) output.Add(item(i));
        }).AsTuples();

    private static IEnumerable<long> Sequence(long count)
    {
        for (long i = 0; i < count; i++) yield return i;
    }
}
