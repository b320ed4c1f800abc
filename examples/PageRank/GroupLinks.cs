using Twister2.Tasks;

namespace Twister2.Examples.PageRank;

/// <summary>Groups the links that a task has got: all links to its range of the vertices.</summary>
internal sealed class GroupLinks(int vertices) : ComputeFunction<Link, InLinks>
{
    private readonly LinkBlocks _links = new();
    private int _first, _end;

    public override void Prepare(TSetContext context) =>
        (_first, _end) = ((int)Series.Share(vertices, context.Index, context.Parallelism), (int)Series.Share(vertices, context.Index + 1, context.Parallelism));

    public override void Compute(ReadOnlySpan<Link> links, RecordCollector<InLinks> output) => _links.Add(links);

    public override void End(RecordCollector<InLinks> output) => output.Add(new InLinks(_first, _end - _first, vertices, _links));
}
