namespace Twister2.Bench.Join;

/// <summary>Numbers of which each depends on its index alone, as twin/data.hpp has them.</summary>
internal readonly struct Series(ulong seed)
{
    private readonly ulong _base = Mix64(seed);

    public ulong this[ulong index] => Mix64(_base + (index + 1) * 0x9E3779B97F4A7C15);

    public static ulong Mix64(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
