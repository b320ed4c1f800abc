namespace Twister2.Bench;

/// <summary>What is run in turn: our command and a peer's, under one launcher.</summary>
sealed record Comparison(
    Benchmark Benchmark,
    BenchmarkCase Case,
    Peer Peer,
    MpiInstallation Mpi,
    int Ranks,
    IReadOnlyList<string> Ours,
    IReadOnlyList<string> PeerCommand)
{
    /// <summary>Ranks are started by the launcher; a script starts its own workers.</summary>
    public IReadOnlyList<string> CommandOf(bool isOurs, int cores)
    {
        var command = isOurs ? Ours : PeerCommand;
        return Peer.IsScript && ReferenceEquals(command, PeerCommand) ? command : [.. Mpi.Launcher(Ranks, cores), .. command];
    }

    public Row Row(string suffix, Series ours, Series peer, Func<Result, double> seconds) => new(ours.Of(seconds), peer.Of(seconds))
    {
        Benchmark = Benchmark.Name,
        Case = Case.Name + suffix,
        Ranks = Ranks,
        Mpi = Mpi.Name,
        Peer = Peer.Name,
        OursPeakMegabytes = Math.Round(ours.PeakMegabytes, 1),
        PeerPeakMegabytes = Math.Round(peer.PeakMegabytes, 1),
        Size = Benchmark.Rows ? 0 : ours.Size(Case.Size ?? Benchmark.Size),
        Short = Benchmark.Rows,
    };

    /// <summary>The row of the work itself.</summary>
    public Row WorkRow(Series ours, Series peer)
    {
        Row row = Row("", ours, peer, r => r.TotalSeconds);
        return row with { Bar = Peer.OnRequest ? null : BarFor(row.Size) };
    }

    /// <summary>The row of one of the many things that a run measures.</summary>
    public Row ItemRow(Item item, Series ours, Series peer) =>
        Row($"/{item.Name}", ours, peer, r => r.Item(item.Name).Seconds) with
        {
            Size = item.Size,
            Bar = BarFor(item.Size),
        };

    Bar? BarFor(double size) => (Case.Bars ?? []).Where(bar => size >= bar.From).MaxBy(bar => bar.From);

    public override string ToString() => $"{Benchmark.Name}/{Case.Name} on {Ranks} ranks of {Mpi.Name}";
}
