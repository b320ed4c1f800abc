namespace Twister2.Examples.MultiStageGraph;

/// <summary>Something that a customer has bought.</summary>
internal readonly record struct Sale(int Customer, int Cents);

/// <summary>What the customers of a region have spent.</summary>
internal readonly record struct RegionTotal(int Region, long Cents, int Customers);

/// <summary>Generated sales; each depends on its number alone.</summary>
internal sealed record Shop(long Sales, int Customers, int Regions)
{
    private readonly Series _customers = new(31), _cents = new(32), _regions = new(33);

    /// <summary>Sale <paramref name="number"/>. A customer may have none.</summary>
    public Sale this[long number] => new((int)(_customers[(ulong)number] % (ulong)Customers), (int)(_cents[(ulong)number] % 10_000));

    /// <summary>Where a customer lives; every tenth customer has not said it.</summary>
    public int? RegionOf(int customer) => customer % 10 == 9 ? null : (int)(_regions[(ulong)customer] % (ulong)Regions);
}
