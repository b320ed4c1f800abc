using Twister2.Dataflow;
using Twister2.Examples;

namespace Twister2.Bench.KeyedReduce;

/// <summary>The pairs of the benchmark, as keyedreduce.cpp has them.</summary>
internal static class Pairs
{
    public static KeyValuePair<ulong, ulong>[] OfIntegers(long begin, long end, ulong keys)
    {
        Series number = new(5), value = new(6);
        KeyValuePair<ulong, ulong>[] pairs = new KeyValuePair<ulong, ulong>[end - begin];
        for (long i = begin; i < end; i++) pairs[i - begin] = new(Series.Mix64(number[(ulong)i] % keys), value[(ulong)i] >> 33);
        return pairs;
    }

    public static KeyValuePair<Utf8Text, ulong>[] OfTexts(long begin, long end, ulong keys)
    {
        const int BlockBytes = 64 << 10, Padding = 16;
        Series number = new(5), value = new(6);
        KeyValuePair<Utf8Text, ulong>[] pairs = new KeyValuePair<Utf8Text, ulong>[end - begin];
        byte[] block = [];
        int used = 0;
        for (long i = begin; i < end; i++)
        {
            if (block.Length - used < 24 + Padding)
            {
                block = GC.AllocateUninitializedArray<byte>(BlockBytes);
                used = 0;
            }
            int length = TextOf(number[(ulong)i] % keys, block.AsSpan(used));
            pairs[i - begin] = new(new Utf8Text(block, used, length), value[(ulong)i] >> 33);
            used += length;
        }
        return pairs;
    }

    public static ulong Fnv1a(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in bytes) hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }

    /// <summary>As text_of in text_keys.hpp.</summary>
    private static int TextOf(ulong n, Span<byte> to)
    {
        ulong first = Series.Mix64(n), second = Series.Mix64(n + (1UL << 32));
        int length = (int)(8 + first % 17);
        for (int i = 0; i < 12; i++, first /= 26) to[i] = (byte)('a' + first % 26);
        for (int i = 12; i < 24; i++, second /= 26) to[i] = (byte)('a' + second % 26);
        return length;
    }
}
