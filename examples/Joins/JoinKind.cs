namespace Twister2.Examples.Joins;

/// <summary>The joins; orders are on the left.</summary>
internal enum JoinKind
{
    /// <summary>Orders with their customers.</summary>
    Inner,

    /// <summary>All orders, with their customers where there are any.</summary>
    Left,

    /// <summary>All customers, with their orders where there are any.</summary>
    Right,

    /// <summary>All orders and all customers.</summary>
    Full,

    /// <summary>Orders whose customer exists.</summary>
    Semi,

    /// <summary>Orders whose customer does not exist.</summary>
    Anti,

    /// <summary>For each customer of either table the number and the sum of the orders.</summary>
    CoGroup,
}
