using System.Diagnostics;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.MultiStageGraph;

/// <summary>Graphs of several stages, with different operators and numbers of tasks between them; what one graph gives by name the next one takes.</summary>
public sealed class MultiStageGraph : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (MultiStageGraphOptions.Parse(env) is not { } options) return;
        Shop shop = new(options.Sales, options.Customers, options.Regions);
        if (options.Check is { } earlier)
        {
            Verify(env, () => WrittenList.In(earlier), shop);
            return;
        }
        ComputeGraph addUp = ShopGraphs.AddUp(shop, env.WorkerCount), list = ShopGraphs.List(shop, env.WorkerCount);
        using BatchExecutor executor = env.CreateGraphExecutor();
        Stopwatch watch = Stopwatch.StartNew();
        executor.Plan([addUp, list]);
        executor.Execute(addUp);
        executor.Execute(list);
        double seconds = watch.Elapsed.TotalSeconds;

        // One task has the list; its worker tells all.
        RegionTotal[] mine = [.. executor.GetData<List<RegionTotal>>(ShopGraphs.Report).Values.SelectMany(static part => part)];
        RegionTotal[] report = env.Dataflow.AllReduce(mine, static (a, b) => a.Length > 0 ? a : b);
        if (env.Rank == 0) Print(executor, [addUp, list], report, options, seconds);
        if (env.Rank == 0 && options.Output is { } file) WrittenList.Write(file, report);
        if (options.Verify) Verify(env, () => report, shop);
    }

    private static void Verify(WorkerEnvironment env, Func<RegionTotal[]> report, Shop shop) =>
        Verification.Check(env, "LINQ in one process gives the same list", () => Verifier.ErrorOf(report(), shop));

    private static void Print(BatchExecutor executor, ComputeGraph[] graphs, RegionTotal[] report, MultiStageGraphOptions options, double seconds)
    {
        if (options.Plan)
        {
            foreach (ComputeGraph graph in graphs) Console.WriteLine($"{graph}\n{executor.Plan(graph).Schedule}\n");
        }
        foreach (RegionTotal total in report.Take(options.Top)) Console.WriteLine(FormattableString.Invariant($"region {total.Region,4}: {total.Cents / 100.0,14:N2} by {total.Customers,7:N0} customers"));
        Console.WriteLine();
        Console.WriteLine($"{options.Sales:N0} sales, {options.Customers:N0} customers, {report.Length:N0} regions in {seconds:0.00} s");
    }
}
