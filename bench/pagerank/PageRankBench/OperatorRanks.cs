using Twister2.Dataflow;
using Twister2.Examples;
using Twister2.Examples.PageRank;

namespace Twister2.Bench.PageRank;

/// <summary>The example's steps, written on operators.</summary>
internal sealed class OperatorRanks(DataflowEnvironment env, int vertices, double damping) : IDisposable
{
    private const int Chunk = 16 << 10;

    private readonly LogicalPlan _plan = LogicalPlan.OnePerWorker(env.WorkerCount);
    private InLinks? _rows;
    private Ranking? _ranking;

    /// <summary>This worker's first vertex.</summary>
    public int First { get; } = (int)Series.Share(vertices, env.Worker, env.WorkerCount);

    /// <summary>The ranks of this worker's vertices.</summary>
    public double[] Mine { get; } = new double[Series.Share(vertices, env.Worker + 1, env.WorkerCount) - Series.Share(vertices, env.Worker, env.WorkerCount)];

    /// <summary>Moves links to the workers that have the vertices they lead to, and groups them.</summary>
    public void Load(ReadOnlySpan<Link> links)
    {
        using Partition<Link> partition = new(env, _plan, link => MatrixRanks.OwnerOf(link.To, vertices, env.WorkerCount));
        for (int i = 0; i < links.Length; i += Chunk)
        {
            partition.Add(env.Worker, links.Slice(i, Math.Min(Chunk, links.Length - i)));
            partition.Progress();
        }
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        LinkBlocks mine = new();
        foreach (ReadOnlySpan<Link> chunk in partition.Consume(env.Worker)) mine.Add(chunk);
        _rows = new InLinks(First, Mine.Length, vertices, mine);

        using AllReduce<int> counts = AllReduce.Sum<int>(env, _plan, vertices);
        counts.Add(env.Worker, _rows.CountByOrigin());
        counts.Finish(env.Worker);
        counts.WaitForCompletion();
        _ranking = new Ranking(counts.Values(env.Worker).ToArray(), damping);
        Array.Fill(Mine, 1.0 / vertices);
    }

    /// <summary>Computes all ranks anew.</summary>
    public void Step()
    {
        using AllGather<double> gather = new(env, _plan);
        gather.Add(env.Worker, Mine);
        gather.Finish(env.Worker);
        gather.WaitForCompletion();
        int at = 0;
        foreach (ReadOnlySpan<double> chunk in gather.Consume(env.Worker))
        {
            chunk.CopyTo(_rows!.Given[at..]);
            at += chunk.Length;
        }
        double withoutLinks = _ranking!.GiveToLinks(_rows!.Given);
        _ranking.Next(_rows!, 0, withoutLinks, Mine);
    }

    public void Dispose() => _rows?.Dispose();
}
