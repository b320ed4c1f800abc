using Twister2.Dataflow;
using Twister2.Examples.PageRank;

namespace Twister2.Bench.PageRank;

/// <summary>The example's steps, written on operators.</summary>
internal sealed class OperatorRanks : IDisposable
{
    private const int Chunk = 16 << 10;

    private readonly DataflowEnvironment _env;
    private readonly LogicalPlan _plan;
    private readonly VertexRange _range;
    private readonly InLinks _rows;
    private readonly Ranking _ranking;

    /// <summary>Moves links to the workers that have the vertices they lead to, and groups them.</summary>
    public OperatorRanks(DataflowEnvironment env, int vertices, double damping, ReadOnlySpan<Link> links)
    {
        (_env, _plan, _range) = (env, LogicalPlan.OnePerWorker(env.WorkerCount), VertexRange.Of(vertices, env.Worker, env.WorkerCount));
        using Partition<Link> partition = new(env, _plan, new VertexRange.Partitioner(vertices, env.WorkerCount));
        for (int i = 0; i < links.Length; i += Chunk)
        {
            partition.Add(env.Worker, links.Slice(i, Math.Min(Chunk, links.Length - i)));
            partition.Progress();
        }
        partition.Finish(env.Worker);
        partition.WaitForCompletion();
        using LinkBuckets mine = new(_range.First, _range.Count);
        foreach (ReadOnlySpan<Link> chunk in partition.Consume(env.Worker)) mine.Add(chunk);
        _rows = new InLinks(_range.First, _range.Count, vertices, mine);

        using AllReduce<int> counts = AllReduce.Sum<int>(env, _plan, vertices);
        counts.Add(env.Worker, _rows.CountByOrigin());
        counts.Finish(env.Worker);
        counts.WaitForCompletion();
        _ranking = new Ranking(counts.Values(env.Worker), damping);
        Mine = new double[_range.Count];
        Array.Fill(Mine, 1.0 / vertices);
    }

    /// <summary>This worker's first vertex.</summary>
    public int First => _range.First;

    /// <summary>The ranks of this worker's vertices.</summary>
    public double[] Mine { get; }

    /// <summary>Computes all ranks anew.</summary>
    public void Step()
    {
        using AllGather<double> gather = new(_env, _plan);
        gather.Add(_env.Worker, Mine);
        gather.Finish(_env.Worker);
        gather.WaitForCompletion();
        Giving giving = new(_ranking, _rows);
        gather.CopyTo(_env.Worker, giving);
        _ranking.Next(_rows, 0, giving.ToEach(), Mine);
    }

    public void Dispose() => _rows.Dispose();
}
