using Twister2.Tasks;

namespace Twister2.Examples.Joins;

/// <summary>What a customer has bought, or, in a co-group, how often and for how much.</summary>
internal readonly record struct Order(long Number, long Cents);

/// <summary>A row of any of the joins; what is missing is null.</summary>
internal readonly record struct Row(long Customer, Order? Order, string? Name)
{
    /// <summary>As text; what is missing is a dash.</summary>
    public override string ToString() => Order is { } order ? $"{Customer}\t{order.Number}\t{order.Cents}\t{Name ?? "-"}" : $"{Customer}\t-\t-\t{Name ?? "-"}";

    /// <summary>The same without a string.</summary>
    public void AppendTo(Utf8LineWriter line)
    {
        line.Append(Customer).Append('\t');
        if (Order is { } order) line.Append(order.Number).Append('\t').Append(order.Cents);
        else line.Append("-\t-");
        line.Append('\t').Append(Name ?? "-");
    }
}
