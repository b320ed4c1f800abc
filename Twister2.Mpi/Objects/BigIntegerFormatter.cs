using System.Numerics;
using MemoryPack;

namespace Twister2.Mpi;

/// <summary>
/// Packs a <see cref="BigInteger"/> as its bytes. MemoryPack 1.21.4 has a formatter of its own, which writes the unused rest of its buffer
/// instead of the number: what arrives is 0 (BigIntegerFormatter takes temp.Slice(written)).
/// </summary>
internal sealed class BigIntegerFormatter : MemoryPackFormatter<BigInteger>
{
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref BigInteger value) =>
        writer.WriteUnmanagedArray(value.ToByteArray());

    public override void Deserialize(ref MemoryPackReader reader, scoped ref BigInteger value) =>
        value = new BigInteger(reader.ReadUnmanagedArray<byte>() ?? []);
}
