namespace Twister2.Dataflow.Sampling;

/// <summary>
/// A number for each record that only the seed, its source task and its place there decide: no two records have the same, and they are spread as evenly as random ones. SplitMix64's mixing step
/// (Steele, Lea, Flood 2014), which maps 64 bits onto 64 bits one to one, twice.
/// </summary>
internal readonly struct Priorities(long seed, int source)
{
    /// <summary>Source tasks that can be told apart, and records of each.</summary>
    public const int MostSources = 1 << 24;

    public const long MostRecords = 1L << 40;

    private readonly ulong _key = Mix((ulong)seed + Step);
    private readonly ulong _first = (ulong)source * MostRecords;

    private const ulong Step = 0x9E3779B97F4A7C15;

    public ulong Of(long position) => Mix(Mix(_first + (ulong)position + Step) ^ _key);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
