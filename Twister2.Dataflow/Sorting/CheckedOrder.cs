namespace Twister2.Dataflow.Sorting;

/// <summary>An order whose functions are a user's: when one fails, it is said whose it was and where.</summary>
internal sealed class CheckedOrder<T> : SortOrder<T>
{
    private readonly SortOrder<T> _order;
    private readonly string _place;

    private CheckedOrder(SortOrder<T> order, string place) : base(order.IsStable) => (_order, _place) = (order, place);

    /// <summary>The order, for an operator.</summary>
    /// <param name="order">The order as it was given.</param>
    /// <param name="place">The operator, worker and task.</param>
    public static SortOrder<T> Of(SortOrder<T> order, string place) => order.RunsUserCode && order is not CheckedOrder<T> ? new CheckedOrder<T>(order, place) : order;

    public override SortOrder<T> Descending() => new CheckedOrder<T>(_order.Descending(), _place);

    public override SortOrder<T> Stable() => new CheckedOrder<T>(_order.Stable(), _place);

    internal override bool BitsDecide => _order.BitsDecide;

    internal override bool RunsUserCode => true;

    internal override void GetBits(ReadOnlySpan<T> records, Span<ulong> bits)
    {
        try
        {
            _order.GetBits(records, bits);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw Failed(e);
        }
    }

    internal override int Compare(in T a, in T b)
    {
        try
        {
            return _order.Compare(in a, in b);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw Failed(e);
        }
    }

    internal override Exception Failed(Exception e) => UserCodeException.Of(_place, "the order's key or comparison", e);
}
