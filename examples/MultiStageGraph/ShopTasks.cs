using Twister2.Tasks;

namespace Twister2.Examples.MultiStageGraph;

/// <summary>Makes a task's share of numbered records, about a chunk with each call.</summary>
internal sealed class Numbered<T>(long count, Action<long, RecordCollector<T>> make) : ISource<T>
{
    private const int Chunk = 1024;

    private long _next, _end;

    public void Prepare(TaskContext context) =>
        (_next, _end) = (Series.Share(count, context.TaskIndex, context.Parallelism), Series.Share(count, context.TaskIndex + 1, context.Parallelism));

    public bool Execute(RecordCollector<T> output)
    {
        for (long end = Math.Min(_next + Chunk, _end); _next < end; _next++) make(_next, output);
        return _next < _end;
    }
}

/// <summary>A pair of customer and cents for each sale.</summary>
internal sealed class ByCustomer : ICompute<Sale, KeyValuePair<int, long>>
{
    public void Execute(ReadOnlySpan<Sale> sales, RecordCollector<KeyValuePair<int, long>> output)
    {
        foreach (Sale sale in sales) output.Add(new KeyValuePair<int, long>(sale.Customer, sale.Cents));
    }
}

/// <summary>Keeps records by a name for a later graph: within the worker's memory budget, and on scratch beyond it.</summary>
internal sealed class Keep<T>(string name) : ISink<T>
{
    private TaskContext? _context;
    private DataPartition<T>? _kept;

    public void Prepare(TaskContext context) => (_context, _kept) = (context, context.NewPartition<T>());

    public void Execute(ReadOnlySpan<T> records) => _kept!.Add(records);

    public void End() => _context!.SetOutput(name, _kept!);
}

/// <summary>Reads what an earlier graph has kept.</summary>
internal sealed class Kept<T>(string name) : ISource<T>
{
    private DataPartition<T>? _kept;

    public void Prepare(TaskContext context) => _kept = context.GetInput<DataPartition<T>>(name);

    public bool Execute(RecordCollector<T> output)
    {
        foreach (ReadOnlySpan<T> chunk in _kept!.Read()) output.Add(chunk);
        return false;
    }
}

/// <summary>A pair of region and what a customer of it has spent.</summary>
internal sealed class ByRegion : ICompute<(int Customer, long Cents, int Region), KeyValuePair<int, (long Cents, int Customers)>>
{
    public void Execute(ReadOnlySpan<(int Customer, long Cents, int Region)> rows, RecordCollector<KeyValuePair<int, (long Cents, int Customers)>> output)
    {
        foreach ((_, long cents, int region) in rows) output.Add(new KeyValuePair<int, (long, int)>(region, (cents, 1)));
    }
}

/// <summary>A record of each pair.</summary>
internal sealed class ToTotals : ICompute<KeyValuePair<int, (long Cents, int Customers)>, RegionTotal>
{
    public void Execute(ReadOnlySpan<KeyValuePair<int, (long Cents, int Customers)>> pairs, RecordCollector<RegionTotal> output)
    {
        foreach ((int region, (long cents, int customers)) in pairs) output.Add(new RegionTotal(region, cents, customers));
    }
}

/// <summary>Gives all records that come, as a list.</summary>
internal sealed class Listed<T>(string name) : ISink<T>
{
    private readonly List<T> _all = [];
    private TaskContext? _context;

    public void Prepare(TaskContext context) => _context = context;

    public void Execute(ReadOnlySpan<T> records) => _all.AddRange(records);

    public void End() => _context!.SetOutput(name, _all);
}
