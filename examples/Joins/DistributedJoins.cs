using Twister2.Dataflow;
using Twister2.Tasks;

namespace Twister2.Examples.Joins;

/// <summary>The joins as data sets. Each sends both sides once; <see cref="JoinAlgorithm.SortMerge"/> gives rows in the order of the keys on each worker, at a higher cost.</summary>
internal static class DistributedJoins
{
    public static TSet<Row> Of(JoinKind kind, TupleTSet<long, Order> orders, TupleTSet<long, string> customers, JoinAlgorithm algorithm)
    {
        JoinOptions options = new() { Algorithm = algorithm };
        return kind switch
        {
            JoinKind.Inner => orders.Join(customers, options).Map(row => new Row(row.Key, row.Left, row.Right)),
            JoinKind.Left => orders.LeftJoin(customers, options).Map(row => new Row(row.Key, row.Left, row.Right.GetValueOrDefault())),
            JoinKind.Right => orders.RightJoin(customers, options).Map(row => new Row(row.Key, OrNull(row.Left), row.Right)),
            JoinKind.Full => orders.FullJoin(customers, options).Map(row => new Row(row.Key, OrNull(row.Left), row.Right.GetValueOrDefault())),
            JoinKind.Semi => orders.SemiJoin(customers.Keys(), options).Map(pair => new Row(pair.Key, pair.Value, null)),
            JoinKind.Anti => orders.AntiJoin(customers.Keys(), options).Map(pair => new Row(pair.Key, pair.Value, null)),
            _ => orders.CoGroup(customers, options).Map(group => new Row(group.Key, new Order(group.Left.Length, group.Left.Sum(order => order.Cents)), group.Right.SingleOrDefault())),
        };
    }

    private static Order? OrNull(Optional<Order> order) => order.HasValue ? order.Value : null;
}
