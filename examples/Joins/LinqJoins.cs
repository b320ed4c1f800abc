namespace Twister2.Examples.Joins;

/// <summary>The same joins in one process: what the results are held against.</summary>
internal static class LinqJoins
{
    public static IEnumerable<Row> Of(JoinKind kind, Shop shop)
    {
        var orders = shop.Orders().Select(pair => (Customer: pair.Key, Order: (Order?)pair.Value));
        var customers = shop.Customers().Select(pair => (Number: pair.Key, Name: (string?)pair.Value));
        HashSet<long> numbers = [.. customers.Select(customer => customer.Number)];
        return kind switch
        {
            JoinKind.Inner => orders.Join(customers, order => order.Customer, customer => customer.Number, (order, customer) => new Row(order.Customer, order.Order, customer.Name)),
            JoinKind.Left => orders.LeftJoin(customers, order => order.Customer, customer => customer.Number, (order, customer) => new Row(order.Customer, order.Order, customer.Name)),
            JoinKind.Right => orders.RightJoin(customers, order => order.Customer, customer => customer.Number, (order, customer) => new Row(customer.Number, order.Order, customer.Name)),
            JoinKind.Full => Of(JoinKind.Right, shop).Concat(Of(JoinKind.Anti, shop)),
            JoinKind.Semi => orders.Where(order => numbers.Contains(order.Customer)).Select(order => new Row(order.Customer, order.Order, null)),
            JoinKind.Anti => orders.Where(order => !numbers.Contains(order.Customer)).Select(order => new Row(order.Customer, order.Order, null)),
            _ => Of(JoinKind.Full, shop).GroupBy(row => row.Customer, (customer, rows) => Sum(customer, [.. rows])),
        };
    }

    private static Row Sum(long customer, Row[] rows) => new(customer, new Order(rows.Count(row => row.Order is not null), rows.Sum(row => row.Order?.Cents ?? 0)), rows[0].Name);
}
