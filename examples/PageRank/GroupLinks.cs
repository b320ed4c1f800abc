using Twister2.Tasks;

namespace Twister2.Examples.PageRank;

/// <summary>Groups the links that a task has got: all links to its range of the vertices.</summary>
internal sealed class GroupLinks(int vertices) : ComputeFunction<Link, InLinks>
{
    private int _first, _count;
    private LinkBuckets? _links;

    public override void Prepare(TSetContext context)
    {
        VertexRange mine = VertexRange.Of(vertices, context.Index, context.Parallelism);
        (_first, _count, _links) = (mine.First, mine.Count, new LinkBuckets(mine.First, mine.Count));
    }

    public override void Compute(ReadOnlySpan<Link> links, RecordCollector<InLinks> output) => _links!.Add(links);

    public override void End(RecordCollector<InLinks> output)
    {
        using (_links) output.Add(new InLinks(_first, _count, vertices, _links!));
    }
}
