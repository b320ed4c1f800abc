using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Engine;

/// <summary>Records of one source task in a message: the task, how many, how many bytes, and the bytes as their packer wrote them. A chunk is one or more of these.</summary>
internal static class Batch
{
    /// <summary>Bytes in front of the records of a batch.</summary>
    public const int HeaderBytes = 3 * sizeof(int);

    /// <summary>
    /// Writes as many of the records as <paramref name="largest"/> bytes have room for, one at least, and returns how many: fewer than all when they are larger than was thought.
    /// </summary>
    public static int Write<T>(ChunkWriter writer, IDataPacker<T> packer, int source, ReadOnlySpan<T> records, int largest)
    {
        int before = writer.Written;
        while (true)
        {
            // One record must go through whatever its size; several must not make a message that nobody expects.
            writer.Limit = records.Length == 1 ? Array.MaxLength : (int)Math.Min(Array.MaxLength, (long)before + largest);
            try
            {
                writer.Write(source);
                writer.Write(records.Length);
                writer.Write(0);
                int start = writer.Written;
                packer.Pack(records, writer);
                writer.WriteAt(start - sizeof(int), writer.Written - start);
                return records.Length;
            }
            catch (ChunkFullException) when (records.Length > 1)
            {
                writer.Rewind(before);
                records = records[..(records.Length / 2)];
            }
        }
    }

    /// <summary>Writes the header of a batch whose records were written already, and ends the chunk behind them.</summary>
    public static void WriteHeader(ChunkWriter writer, int position, int source, int records, int bytes)
    {
        writer.WriteAt(position, source);
        writer.WriteAt(position + sizeof(int), records);
        writer.WriteAt(position + 2 * sizeof(int), bytes);
        writer.Rewind(position + HeaderBytes + bytes);
    }

    /// <summary>The bytes of the next batch of a chunk in which <paramref name="left"/> records are left.</summary>
    /// <exception cref="CorruptChunkException">There is no such batch.</exception>
    public static ReadOnlySpan<byte> Read(ref ChunkReader reader, ref int left, out int source, out int count)
    {
        source = reader.Read<int>();
        count = reader.Read<int>();
        ReadOnlySpan<byte> packed = reader.Take(reader.Read<int>());
        if (count <= 0 || count > left) throw new CorruptChunkException($"A batch of {count} records where {left} are left in the chunk.");
        left -= count;
        return packed;
    }

    /// <summary>The records of a batch that lie in it as they do in memory.</summary>
    /// <exception cref="CorruptChunkException">The batch has not so many.</exception>
    public static ReadOnlySpan<T> PlainRecords<T>(ReadOnlySpan<byte> packed, int count)
    {
        if (packed.Length != (long)count * Unsafe.SizeOf<T>()) throw new CorruptChunkException($"{count} records of {Unsafe.SizeOf<T>()} bytes in a batch of {packed.Length}.");
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetReference(packed)), count);
    }
}
