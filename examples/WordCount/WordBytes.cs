using System.IO.Hashing;

namespace Twister2.Examples.WordCount;

/// <summary>Words as keys of a table, and the rank each belongs to.</summary>
internal sealed class WordBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly WordBytes Comparer = new();

    /// <summary>The same on every rank, which <see cref="object.GetHashCode"/> need not be; and another hash than the table's, whose slots would else be used unevenly.</summary>
    public static int RankOf(ReadOnlySpan<byte> word, int ranks) => (int)(XxHash3.HashToUInt64(word, seed: 1) % (uint)ranks);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] word) => GetHashCode(word.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
