namespace Twister2.Dataflow.Tables;

/// <summary>Bits of a column, least significant first, appended to. Behind the last bit all are zero.</summary>
internal sealed class ColumnBits
{
    private const int LargestKept = 1 << 20;

    private byte[] _bytes = [];

    /// <summary>Bits appended.</summary>
    public int Length { get; private set; }

    /// <summary>Whole bytes that hold the bits; they are overwritten after <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, BytesFor(Length));

    /// <summary>Bytes that hold so many bits.</summary>
    public static int BytesFor(int bits) => (int)((bits + 7L) >> 3);

    /// <summary>One bit of a bitmap.</summary>
    public static bool IsSet(ReadOnlySpan<byte> bits, int index) => (bits[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>Appends ones.</summary>
    public void AppendOnes(int count)
    {
        Reserve(count);
        int end = Length + count;
        for (; Length < end && (Length & 7) != 0; Length++) _bytes[Length >> 3] |= (byte)(1 << (Length & 7));
        int whole = (end - Length) >> 3;
        _bytes.AsSpan(Length >> 3, whole).Fill(0xFF);
        for (Length += whole << 3; Length < end; Length++) _bytes[Length >> 3] |= (byte)(1 << (Length & 7));
    }

    /// <summary>Appends zeros.</summary>
    public void AppendZeros(int count)
    {
        Reserve(count);
        Length += count;
    }

    /// <summary>Appends bits of a bitmap; returns how many are ones.</summary>
    public int Gather(ReadOnlySpan<byte> bits, int offset, ReadOnlySpan<int> rows)
    {
        Reserve(rows.Length);
        int ones = 0, to = Length;
        foreach (int row in rows)
        {
            int from = offset + row;
            int bit = bits[from >> 3] >> (from & 7) & 1;
            _bytes[to >> 3] |= (byte)(bit << (to & 7));
            ones += bit;
            to++;
        }
        Length = to;
        return ones;
    }

    /// <summary>Appends a range of a bitmap; returns how many are ones.</summary>
    public int Append(ReadOnlySpan<byte> bits, int offset, int count)
    {
        Reserve(count);
        int ones = 0, to = Length;
        for (int from = offset; from < offset + count; from++, to++)
        {
            int bit = bits[from >> 3] >> (from & 7) & 1;
            _bytes[to >> 3] |= (byte)(bit << (to & 7));
            ones += bit;
        }
        Length = to;
        return ones;
    }

    /// <summary>Forgets the bits.</summary>
    public void Clear()
    {
        if (_bytes.Length > LargestKept) _bytes = [];
        else _bytes.AsSpan(0, BytesFor(Length)).Clear();
        Length = 0;
    }

    private void Reserve(int more)
    {
        int needed = BytesFor(checked(Length + more));
        if (needed > _bytes.Length) System.Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
    }
}
