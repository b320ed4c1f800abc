namespace Twister2.Examples.MultiStageGraph;

/// <summary>Computes the list again with LINQ.</summary>
internal static class Verifier
{
    /// <summary>What is wrong with a list, or null.</summary>
    public static string? ErrorOf(RegionTotal[] report, Shop shop)
    {
        Dictionary<int, long> spent = [];
        for (long i = 0; i < shop.Sales; i++)
        {
            Sale sale = shop[i];
            spent[sale.Customer] = spent.GetValueOrDefault(sale.Customer) + sale.Cents;
        }
        RegionTotal[] expected =
        [
            .. from customer in spent
               let region = shop.RegionOf(customer.Key)
               where region is not null
               group customer.Value by region.Value into g
               let total = new RegionTotal(g.Key, g.Sum(), g.Count())
               orderby total.Cents descending, total.Region
               select total,
        ];
        if (report.Length != expected.Length) return $"the list has {report.Length} regions; LINQ finds {expected.Length}.";
        int wrong = Enumerable.Range(0, report.Length).FirstOrDefault(i => report[i] != expected[i], -1);
        return wrong < 0 ? null : $"line {wrong + 1} of the list is {report[wrong]}; by LINQ it is {expected[wrong]}.";
    }
}
