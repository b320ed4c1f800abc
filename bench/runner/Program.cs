using CommandLine;
using CommandLine.Text;

namespace Twister2.Bench;

/// <summary>Runs benchmarks of ours against their C and C++ twins and prints a table; <c>bench/run.sh</c> starts it.</summary>
static class Program
{
    static int Main(string[] arguments)
    {
        using var parser = new Parser(settings => (settings.HelpWriter, settings.AutoVersion) = (null, false));
        try
        {
            Options.RequireValues(arguments);
            var parsed = parser.ParseArguments<Options>(arguments);
            return parsed.MapResult(Run, errors => Refuse(parsed, errors));
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine($"bench: {e.Message}");
            return e.ExitCode;
        }
    }

    static int Run(Options options)
    {
        options.Check();
        string root = Path.GetFullPath(options.Root);
        var benchmarks = Benchmark.Load(root, options.Names);
        foreach (var benchmark in benchmarks)
        {
            benchmark.Select(options); // an unknown case is refused before the first one runs
        }
        string[] peers = [.. benchmarks.SelectMany(benchmark => benchmark.Peers).Select(peer => peer.Name).Distinct()];
        if (options.PeerNames().FirstOrDefault(name => !peers.Contains(name)) is { } unknown)
        {
            throw BenchException.Usage($"--peers: there is no peer '{unknown}'; there are: {string.Join(", ", peers)}");
        }
        var mpis = MpiInstallation.Detect(options.MpiNames());
        Console.WriteLine($"machine: {Machine.Describe(mpis)}");
        if (!options.SelfCheck)
        {
            Ours.Build(root);
        }
        Console.WriteLine(
            $"{options.Rounds} rounds, interleaved, after one that is not counted; median (min - max); ratio = ours / peer: below 1 ours is faster");
        if (options.SelfCheck)
        {
            Console.WriteLine("self-check: the peer runs in place of ours; what is not 1.00 is noise");
        }
        Console.WriteLine(Table.Head());

        var session = new Session(options, root, mpis, Console.Out);
        var rows = new List<Row>();
        foreach (var row in benchmarks.SelectMany(session.Run))
        {
            Console.WriteLine(Table.Format(row));
            rows.Add(row);
        }
        if (Table.Verdict(rows) is { } verdict)
        {
            Console.WriteLine(verdict);
        }
        if (options.Json is not null)
        {
            Row.Write(options.Json, rows);
        }
        return 0;
    }

    static int Refuse(ParserResult<Options> parsed, IEnumerable<Error> errors)
    {
        var text = HelpText.AutoBuild(parsed, help =>
        {
            help.Heading = "bench/run.sh [NAME...] [options]: ours against its C++ twins, interleaved";
            help.Copyright = "";
            help.AutoVersion = false;
            help.AdditionalNewLineAfterOption = false;
            return HelpText.DefaultParsingErrorsHandler(parsed, help);
        }, example => example);
        bool isHelp = errors.IsHelp();
        (isHelp ? Console.Out : Console.Error).WriteLine(text);
        return isHelp ? 0 : BenchException.WrongUse;
    }
}
