using System.Diagnostics;
using System.Globalization;
using Twister2.Bench.Chains;
using Twister2.Dataflow;

// Chains of user functions over longs: data sets on one task, and LINQ on one thread, in turn. Arguments: how many longs, rounds.
long count = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 100_000_000;
int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
LocalCluster.Run(1, env =>
{
    foreach (Chain chain in Chain.All)
    {
        List<double> ours = [], linq = [];
        // The first round is compiled while it runs, on both sides, and does not count.
        for (int round = 0; round <= rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            long result = chain.DataSet(env, count);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            started = Stopwatch.GetTimestamp();
            long expected = chain.Linq(count);
            double linqSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (result != expected) throw new InvalidOperationException($"{chain.Name}: {result} is not {expected}.");
            if (round == 0) continue;
            ours.Add(seconds);
            linq.Add(linqSeconds);
        }
        double a = Median(ours), b = Median(linq);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chain.Name,-24} data set {a:0.00} s ({ours.Min():0.00} - {ours.Max():0.00})  LINQ {b:0.00} s ({linq.Min():0.00} - {linq.Max():0.00})  ratio {a / b:0.00}"));
    }
});

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
