using System.Numerics;

namespace Twister2.Dataflow.Packing;

/// <summary>Integers of any size: each with the number of its bytes, little endian.</summary>
internal sealed class BigIntegerPacker : IDataPacker<BigInteger>, ISeparablePacker, ISizedPacker
{
    public int LeastBytes => sizeof(int) + 1;

    public void Pack(ReadOnlySpan<BigInteger> records, ChunkWriter writer)
    {
        foreach (ref readonly BigInteger number in records)
        {
            int length = number.GetByteCount();
            writer.Write(length);
            number.TryWriteBytes(writer.Take(length), out _);
        }
    }

    public void Unpack(ref ChunkReader reader, Span<BigInteger> records)
    {
        PackerTraits.CheckFits(this, records.Length, in reader);
        foreach (ref BigInteger number in records) number = new BigInteger(reader.Take(reader.Read<int>()));
    }
}
