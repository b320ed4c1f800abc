namespace Twister2.Tasks;

/// <summary>Keys of rows as bytes whose order is that of the rows.</summary>
internal sealed class RowKeys
{
    private byte[] _bytes = [];
    private int[] _ends = [0];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int row] => _bytes.AsSpan(_ends[row], _ends[row + 1] - _ends[row]);

    /// <summary>The first eight bytes as a number, padded with zeros: where two differ, the keys do.</summary>
    public ulong PrefixOf(int row)
    {
        ReadOnlySpan<byte> key = this[row];
        if (key.Length >= sizeof(ulong)) return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(key);
        ulong prefix = 0;
        foreach (byte part in key) prefix = prefix << 8 | part;
        return key.Length == 0 ? 0 : prefix << (8 * (sizeof(ulong) - key.Length));
    }

    /// <summary>Bytes of all keys.</summary>
    public long Bytes => _ends[Count] + (long)sizeof(int) * Count;

    /// <summary>Begins again.</summary>
    public void Clear() => Count = 0;

    /// <summary>Room for keys of these lengths; each begins where <paramref name="lengths"/> says afterwards.</summary>
    public byte[] Append(Span<int> lengths)
    {
        if (_ends.Length < Count + lengths.Length + 1) System.Array.Resize(ref _ends, Math.Max(Count + lengths.Length + 1, 2 * _ends.Length));
        int end = _ends[Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            (int length, lengths[i]) = (lengths[i], end);
            end = checked(end + length);
            _ends[++Count] = end;
        }
        if (_bytes.Length < end) System.Array.Resize(ref _bytes, (int)Math.Min(System.Array.MaxLength, Math.Max(end, 2L * _bytes.Length)));
        return _bytes;
    }
}
