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
    public Row Row(string suffix, Series ours, Series peer, Func<Result, double> seconds) => new(ours.Of(seconds), peer.Of(seconds))
    {
        Benchmark = Benchmark.Name,
        Case = Case.Name + suffix,
        Ranks = Ranks,
        Mpi = Mpi.Name,
        Peer = Peer.Name,
        OursPeakMegabytes = Math.Round(ours.PeakMegabytes, 1),
        PeerPeakMegabytes = Math.Round(peer.PeakMegabytes, 1),
        Size = ours.Size(Benchmark.Size),
    };

    public override string ToString() => $"{Benchmark.Name}/{Case.Name} on {Ranks} ranks of {Mpi.Name}";
}
