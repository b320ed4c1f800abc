using System.Globalization;

namespace Twister2.Bench;

/// <summary>Runs benchmarks: for each case, MPI and number of ranks, ours and its peer in turn.</summary>
sealed class Session(Options options, string root, IReadOnlyList<MpiInstallation> mpis, TextWriter output)
{
    readonly int _cores = Machine.Cores();

    /// <summary>The rows of each comparison: the work and the start-up, or whatever the benchmark itself lists.</summary>
    public IEnumerable<Row> Run(Benchmark benchmark)
    {
        var cases = benchmark.Select(options);
        foreach (var peer in benchmark.SelectPeers(options))
        {
            foreach (var mpi in mpis.Where(mpi => peer.Mpi is null || peer.Mpi == mpi.Name))
            {
                // A script has nothing to do with the MPI: once is enough.
                if (peer.IsScript && mpi != mpis[0] || ProgramOf(benchmark, peer, mpi) is not { } program)
                {
                    continue;
                }
                foreach (var one in cases.Where(one => peer.Cases is null || peer.Cases.Contains(one.Name)))
                {
                    string? data = options.Input is { } input ? Path.GetFullPath(input)
                        : one.Data is null ? null : DataSets.Get(one.Data, root, output);
                    foreach (int ranks in one.Ranks is { } only ? [only] : options.RankCounts())
                    {
                        string[] peerCommand = peer.Command is { } same ? Ours.InFull(Fill(same, one, data, ranks), root) : Fill([.. program, .. peer.Arguments ?? []], one, data, ranks);
                        string[] ours = options.SelfCheck ? peerCommand : Ours.InFull(Fill(benchmark.Ours, one, data, ranks), root);
                        foreach (var row in Compare(new Comparison(benchmark, one, peer, mpi, ranks, ours, peerCommand)))
                        {
                            yield return row;
                        }
                    }
                }
            }
        }
    }

    /// <summary>The peer's program; null, and a line that says so, where what it needs is not installed. Nothing where it is a command.</summary>
    string[]? ProgramOf(Benchmark benchmark, Peer peer, MpiInstallation mpi)
    {
        if (peer.Command is not null)
        {
            return [];
        }
        try
        {
            return peer.IsScript ? Script.CommandOf(benchmark, peer) : [Twin.Build(root, benchmark, peer, mpi)];
        }
        catch (BenchException e) when (peer.Needs is not null)
        {
            output.WriteLine($"{benchmark.Name}: {peer.Name} is left out, for it needs {peer.Needs}: {e.Message}");
            return null;
        }
    }

    IEnumerable<Row> Compare(Comparison comparison)
    {
        Series ours = new(), peer = new();
        for (int round = 0; round <= options.Rounds; round++)
        {
            // Who goes first changes from round to round: caches and clock rates favour one of the two places.
            bool oursFirst = round % 2 == 0;
            var first = RunOnce(comparison, oursFirst);
            var second = RunOnce(comparison, !oursFirst);
            var (oursRun, peerRun) = oursFirst ? (first, second) : (second, first);
            CheckAgreement(comparison, oursRun, peerRun);
            if (round == 0)
            {
                continue; // warms the page cache, the CPU and the disk's copy of the programs
            }
            ours.Add(oursRun);
            peer.Add(peerRun);
        }
        return comparison.Benchmark.Rows
            ? ours.Items().Select(item => comparison.ItemRow(item, ours, peer))
            : [comparison.WorkRow(ours, peer), comparison.Row("/startup", ours, peer, r => r.StartupSeconds)];
    }

    Result RunOnce(Comparison comparison, bool isOurs)
    {
        var command = comparison.CommandOf(isOurs, _cores);
        var environment = new Dictionary<string, string>(comparison.Mpi.Environment())
        {
            // The start-up that is measured begins here, so that it holds the launcher's share too.
            ["BENCH_T0"] = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds.ToString("F6", CultureInfo.InvariantCulture),
        };
        var ended = Command.Run(command, TimeSpan.FromSeconds(options.TimeoutSeconds), root, environment);
        string line = string.Join(' ', command);
        return ended.ExitCode == 0
            ? Result.Parse(ended.Output, line)
            : throw new BenchException($"exit code {ended.ExitCode} from: {line}\n{ended.Tail()}");
    }

    static void CheckAgreement(Comparison comparison, Result ours, Result peer)
    {
        foreach (string field in comparison.Case.Agree ?? comparison.Benchmark.Agree)
        {
            if (ours.Text(field) != peer.Text(field))
            {
                throw new BenchException(
                    $"{comparison}: the results differ: {field} is {ours.Text(field)} from ours, {peer.Text(field)} from {comparison.Peer.Name}");
            }
        }
    }

    static string[] Fill(IEnumerable<string> command, BenchmarkCase one, string? data, int ranks) =>
        [.. command.SelectMany(argument => argument switch
        {
            "{arguments}" => Fill(one.Arguments ?? [], one, data, ranks),
            "{job}" => [one.Job ?? throw BenchException.Usage($"case {one.Name} has no job for {{job}}")],
            "{data}" => data is null ? throw BenchException.Usage($"case {one.Name} has no data for {{data}}") : [data],
            "{ranks}" => [ranks.ToString(CultureInfo.InvariantCulture)],
            _ => [argument],
        })];
}
