using System.Diagnostics;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.Joins;

/// <summary>Joins a table of orders with one of customers in every way and by both algorithms, and writes each result into a folder.</summary>
public sealed class Joins : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (JoinsOptions.Parse(env) is not { } options) return;
        Shop shop = new(options.Customers, options.Orders);
        string output = options.Check ?? options.Output ?? Path.Combine(env.JobDirectory, "joined");
        if (options.Check is null) JoinAll(env, shop, output);
        if (!options.Verify && options.Check is null) return;
        bool isRight = env.Rank != 0 || Verifier.Check(shop, output);
        if (!env.Dataflow.AllReduce(isRight, static (a, b) => a && b)) throw new InvalidDataException($"The joins in '{output}' are wrong.");
    }

    /// <summary>Where the rows of a join are.</summary>
    internal static string FolderOf(string output, JoinKind kind, JoinAlgorithm algorithm) => Path.Combine(output, $"{kind}-{algorithm}");

    private static void JoinAll(WorkerEnvironment env, Shop shop, string output)
    {
        BatchEnvironment batch = env.CreateBatchEnvironment();
        // Made once, and used by all joins.
        using PersistedTSet<KeyValuePair<long, Order>> orders = shop.Orders(batch).Persist();
        using PersistedTSet<KeyValuePair<long, string>> customers = shop.Customers(batch).Persist();
        if (env.Rank == 0) Console.WriteLine($"{"join",-10}{"algorithm",-12}{"rows",12}{"seconds",10}");
        foreach (JoinKind kind in Enum.GetValues<JoinKind>())
        {
            foreach (JoinAlgorithm algorithm in Enum.GetValues<JoinAlgorithm>())
            {
                Stopwatch watch = Stopwatch.StartNew();
                TSet<Row> rows = DistributedJoins.Of(kind, orders.AsTuples(), customers.AsTuples(), algorithm);
                WriteSummary written = rows.WriteText(FolderOf(output, kind, algorithm), static (row, line) => row.AppendTo(line));
                if (env.Rank == 0) Console.WriteLine($"{kind,-10}{algorithm,-12}{written.Records,12:N0}{watch.Elapsed.TotalSeconds,10:0.00}");
                if (written.Records != shop.RowsOf(kind))
                    throw new InvalidDataException($"{kind} by {algorithm} has {written.Records:N0} rows, and must have {shop.RowsOf(kind):N0}.");
            }
        }
        if (env.Rank == 0) Console.WriteLine($"Rows: {Path.GetFullPath(output)}/*/part-*");
    }
}
