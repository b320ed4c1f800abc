namespace Twister2.Examples.PageRank;

/// <summary>What the graph looks like.</summary>
public enum GraphKind
{
    /// <summary>Every link at random; few pages get many of them, and a sixteenth of the pages has none to others.</summary>
    Random,

    /// <summary>All pages link to page 0, which links nowhere. The ranks are known after any number of steps.</summary>
    Star,
}

/// <summary>A graph of which every link depends on its number alone.</summary>
internal sealed class GeneratedGraph(GraphKind kind, int vertices, long links)
{
    /// <summary>Numbers above this would overflow in <see cref="Scatter"/>.</summary>
    public const int MostVertices = 1 << 30;

    // A prime above the number of vertices: multiplied by it, and divided, every number comes once.
    private const ulong Prime = int.MaxValue;

    private readonly Series _from = new(9), _to = new(10);
    private readonly ulong _vertices = (ulong)vertices;
    private readonly ulong _linking = (ulong)(vertices - vertices / 16);

    public int Vertices => vertices;

    public long Links => kind == GraphKind.Star ? vertices - 1 : links;

    public GraphKind Kind => kind;

    public Link this[long number] => kind == GraphKind.Star
        ? new((int)number + 1, 0)
        : new(Scatter(_from[(ulong)number] % _linking), Scatter(Popular(_to[(ulong)number])));

    /// <summary>Small numbers more often than large ones, as the square of a random number.</summary>
    private ulong Popular(ulong random) => Math.BigMul(Math.BigMul(random, random, out _), _vertices, out _);

    /// <summary>The popular ones are everywhere, so that equal ranges of vertices get about as many links.</summary>
    private int Scatter(ulong number) => (int)(number * Prime % _vertices);
}
