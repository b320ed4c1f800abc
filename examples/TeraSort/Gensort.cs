using System.Buffers.Binary;

namespace Twister2.Examples.TeraSort;

/// <summary>
/// The records of gensort (Chris Nyberg; sortbenchmark.org), byte for byte: record n has the n-th number of a 128-bit linear congruential generator, which can be jumped into anywhere, so that each worker
/// makes its own share.
/// </summary>
internal static class Gensort
{
    private const int ChunkRecords = 1024;

    // Knuth's multiplier for 128 bits, and gensort's increment, which reads "JimGray" in ASCII.
    private static readonly UInt128 Multiplier = new(0x2360ed051fc65da4, 0x4385df649fccf645), Increment = new(0x4a696d4772617952, 0x4950202020202001);

    /// <summary>The records from <paramref name="first"/> to before <paramref name="end"/>, a chunk at a time; the memory is used again for the next.</summary>
    public static IEnumerable<ReadOnlyMemory<Record>> Records(long first, long end, bool ascii)
    {
        Record[] chunk = new Record[ChunkRecords];
        UInt128 random = Skip(first);
        for (long at = first; at < end;)
        {
            int count = (int)Math.Min(ChunkRecords, end - at);
            for (int i = 0; i < count; i++, at++)
            {
                random = unchecked(random * Multiplier + Increment);
                if (ascii) FillAscii(chunk[i], random, at);
                else FillBinary(chunk[i], random, at);
            }
            yield return chunk.AsMemory(0, count);
        }
    }

    /// <summary>The generator's state after so many numbers: two steps are one with a·a and a·c + c, four are two of those, and so on.</summary>
    private static UInt128 Skip(long numbers)
    {
        UInt128 state = 0, multiplier = Multiplier, increment = Increment;
        for (; numbers > 0; numbers >>= 1)
        {
            unchecked
            {
                if ((numbers & 1) != 0) state = state * multiplier + increment;
                increment = increment * multiplier + increment;
                multiplier *= multiplier;
            }
        }
        return state;
    }

    /// <summary>Key, 00 11, the number in 32 hexadecimal digits, 88 99 AA BB, twelve digits four times each, CC DD EE FF.</summary>
    private static void FillBinary(Span<byte> record, UInt128 random, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, random);
        bytes[..Record.KeyBytes].CopyTo(record);
        ((ReadOnlySpan<byte>)[0x00, 0x11]).CopyTo(record[10..]);
        WriteDigits(record[12..44], (UInt128)number, times: 1);
        ((ReadOnlySpan<byte>)[0x88, 0x99, 0xAA, 0xBB]).CopyTo(record[44..]);
        WriteDigits(record[48..96], random, times: 4);
        ((ReadOnlySpan<byte>)[0xCC, 0xDD, 0xEE, 0xFF]).CopyTo(record[96..]);
    }

    /// <summary>Ten printable characters of key, two blanks, the number in 32 digits, two blanks, thirteen digits four times each, and a line end of two characters.</summary>
    private static void FillAscii(Span<byte> record, UInt128 random, long number)
    {
        const ulong Printable = 95; // From blank to tilde.
        record.Fill((byte)' ');
        ulong high = (ulong)(random >> 64), low = (ulong)random;
        for (int i = 0; i < 8; i++, high /= Printable) record[i] += (byte)(high % Printable);
        for (int i = 8; i < Record.KeyBytes; i++, low /= Printable) record[i] += (byte)(low % Printable);
        WriteDigits(record[12..44], (UInt128)number, times: 1);
        WriteDigits(record[46..98], random, times: 4);
        "\r\n"u8.CopyTo(record[98..]);
    }

    /// <summary>The lowest hexadecimal digits, each so many times.</summary>
    private static void WriteDigits(Span<byte> room, UInt128 value, int times)
    {
        for (int end = room.Length; end > 0; end -= times, value >>= 4) room[(end - times)..end].Fill("0123456789ABCDEF"u8[(int)(value & 15)]);
    }
}
