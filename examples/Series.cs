namespace Twister2.Examples;

/// <summary>Random-looking numbers of which each depends on its index alone, so that any number of workers makes the same data, each its share.</summary>
internal readonly struct Series(ulong seed)
{
    private readonly ulong _base = Mix64(seed);

    /// <summary>The number of an index.</summary>
    public ulong this[ulong index] => Mix64(_base + (index + 1) * 0x9E3779B97F4A7C15);

    /// <summary>The same as a number in [0, 1).</summary>
    public double Fraction(ulong index) => (this[index] >> 11) * (1.0 / (1L << 53));

    /// <summary>The beginning of part <paramref name="part"/> of <paramref name="parts"/> equal ones; the end of the part before it.</summary>
    public static long Share(long total, int part, int parts) => (long)((Int128)total * part / parts);

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    public static ulong Mix64(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
