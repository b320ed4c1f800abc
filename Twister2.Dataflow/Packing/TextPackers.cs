using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Twister2.Dataflow.Packing;

/// <summary>UTF-8 text: the lengths, then all bytes. Unpacked texts share one new block.</summary>
internal sealed class Utf8TextPacker : IDataPacker<Utf8Text>, ISizedPacker
{
    // Room behind the last text, so that a short one can be hashed with one 16-byte load.
    private const int Padding = 16;

    public int LeastBytes => sizeof(int);

    public void Pack(ReadOnlySpan<Utf8Text> records, ChunkWriter writer)
    {
        Span<byte> lengths = writer.Take(checked(records.Length * sizeof(int)));
        long total = 0;
        for (int i = 0; i < records.Length; i++)
        {
            int length = records[i].Length;
            MemoryMarshal.Write(lengths[(i * sizeof(int))..], length);
            total += length;
        }
        if (total > Array.MaxLength)
            throw new ChunkFullException($"Text of {total:N0} bytes in one chunk: {Array.MaxLength:N0} is the most that one chunk carries.");
        Span<byte> bytes = writer.Take((int)total);
        foreach (ref readonly Utf8Text text in records)
        {
            text.Span.CopyTo(bytes);
            bytes = bytes[text.Length..];
        }
    }

    public void Unpack(ref ChunkReader reader, Span<Utf8Text> records)
    {
        ReadOnlySpan<byte> lengths = reader.Take(checked(records.Length * sizeof(int)));
        int total = TotalLength(lengths);
        if (total > reader.Remaining) throw new CorruptChunkException($"Text of {total:N0} bytes in a chunk of which {reader.Remaining:N0} are left.");
        byte[] block = GC.AllocateUninitializedArray<byte>(total + Padding);
        reader.Take(total).CopyTo(block);
        block.AsSpan(total).Clear();
        int offset = 0;
        for (int i = 0; i < records.Length; i++)
        {
            int length = MemoryMarshal.Read<int>(lengths[(i * sizeof(int))..]);
            records[i] = Utf8Text.Unchecked(block, offset, length);
            offset += length;
        }
    }

    internal static int TotalLength(ReadOnlySpan<byte> lengths)
    {
        long total = 0;
        foreach (int length in MemoryMarshal.Cast<byte, int>(lengths))
        {
            if (length < 0) throw new CorruptChunkException($"A text of {length} bytes in a chunk.");
            total += length;
        }
        if (total > Array.MaxLength - Padding) throw new CorruptChunkException($"Text of {total:N0} bytes in a chunk.");
        return (int)total;
    }
}

/// <summary>
/// Strings, each with its length: null is -1, UTF-8 where the string is well formed. A string with a lone surrogate, which UTF-8 cannot say, travels as
/// UTF-16: n characters have the length -2 - n. So a key arrives as the key that was hashed.
/// </summary>
internal sealed class StringPacker : IDataPacker<string>, ISeparablePacker, ISizedPacker
{
    private const int Null = -1, Utf16 = -2;

    // Up to so many characters room for the most that they may take is asked for, so that they are gone through once.
    private const int Short = 64, MostPerCharacter = 3;

    public int LeastBytes => sizeof(int);

    public void Pack(ReadOnlySpan<string> records, ChunkWriter writer)
    {
        foreach (string text in records)
        {
            if (text is null) writer.Write(Null);
            else if (!TryPackUtf8(text, writer)) PackUtf16(text, writer);
        }
    }

    public void Unpack(ref ChunkReader reader, Span<string> records)
    {
        foreach (ref string text in records)
        {
            int length = reader.Read<int>();
            text = length switch
            {
                Null => null!,
                <= Utf16 => UnpackUtf16(ref reader, Utf16 - length),
                _ => Encoding.UTF8.GetString(reader.Take(length)),
            };
        }
    }

    private static bool TryPackUtf8(string text, ChunkWriter writer)
    {
        int most = text.Length <= Short ? MostPerCharacter * text.Length : Encoding.UTF8.GetByteCount(text);
        Span<byte> span = writer.GetSpan(checked(sizeof(int) + most));
        if (Utf8.FromUtf16(text, span.Slice(sizeof(int), most), out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done) return false;
        MemoryMarshal.Write(span, length);
        writer.Advance(sizeof(int) + length);
        return true;
    }

    private static void PackUtf16(string text, ChunkWriter writer)
    {
        writer.Write(Utf16 - text.Length);
        writer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static string UnpackUtf16(ref ChunkReader reader, int length)
    {
        if (length > reader.Remaining / sizeof(char)) throw new CorruptChunkException($"A string of {length} characters in a chunk with {reader.Remaining} bytes left.");
        return new string(MemoryMarshal.Cast<byte, char>(reader.Take(length * sizeof(char))));
    }
}
