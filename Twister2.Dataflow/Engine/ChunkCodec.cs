using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using K4os.Compression.LZ4;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Seals a packed chunk into a message (header, LZ4 where asked for and where it shrinks, XxHash3 checksum) and opens it again. The packed bytes begin
/// behind <see cref="ChunkHeader.Bytes"/> free bytes, so that a chunk that is not compressed is never copied.
/// </summary>
internal sealed class ChunkCodec(BufferPool pool)
{
    // Below this a message costs more in latency than its bytes do.
    private const int SmallestToCompress = 512;

    /// <summary>Takes over <paramref name="packed"/> and returns the message to send, which may be the same buffer.</summary>
    public ChunkBuffer Seal(ChunkBuffer packed, EdgeId edge, MessageKind kind, int sourceTask, int targetTask, int records, bool compress)
    {
        ChunkHeader header = new()
        {
            Magic = ChunkHeader.MagicAndVersion,
            Kind = kind,
            Sequence = edge.Sequence,
            Signature = edge.Signature,
            SourceTask = sourceTask,
            TargetTask = targetTask,
            Records = records,
            RawLength = packed.Length - ChunkHeader.Bytes,
        };
        ChunkBuffer message = compress && header.RawLength >= SmallestToCompress ? Compress(packed, ref header) : packed;
        Span<byte> payload = message.Span[ChunkHeader.Bytes..message.Length];
        header.WireLength = payload.Length;
        header.Checksum = ChecksumOf(in header, payload);
        MemoryMarshal.Write(message.Span, in header);
        return message;
    }

    /// <summary>Checks a message and gives its packed bytes; where they were compressed the message's buffer is replaced by the larger one.</summary>
    /// <exception cref="CorruptChunkException">It is no chunk of this version, or it was damaged.</exception>
    public ChunkHeader Open(ref ChunkBuffer message)
    {
        if (message.Length < ChunkHeader.Bytes) throw new CorruptChunkException($"A message of {message.Length} bytes is shorter than a chunk's header.");
        ChunkHeader header = MemoryMarshal.Read<ChunkHeader>(message.Span);
        if (header.Magic != ChunkHeader.MagicAndVersion)
            throw new CorruptChunkException($"A message begins with 0x{header.Magic:x8}: it is no chunk, or of another version of Twister2.");
        Span<byte> payload = message.Span[ChunkHeader.Bytes..message.Length];
        if (payload.Length != header.WireLength) throw new CorruptChunkException($"A chunk of {header.WireLength} bytes arrived with {payload.Length}.");
        if (ChecksumOf(in header, payload) != header.Checksum) throw new CorruptChunkException($"A chunk of {message.Length} bytes does not have the checksum it was sent with.");
        if (header.IsCompressed != 0) Decompress(ref message, header);
        return header;
    }

    /// <summary>Both parts count: a header that is wrong by a bit would bring whole records to the wrong task.</summary>
    private static ulong ChecksumOf(in ChunkHeader header, ReadOnlySpan<byte> payload) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<ChunkHeader>(in header))[..(ChunkHeader.Bytes - sizeof(ulong))]) ^ BitOperations.RotateLeft(XxHash3.HashToUInt64(payload), 1);

    private ChunkBuffer Compress(ChunkBuffer packed, ref ChunkHeader header)
    {
        ReadOnlySpan<byte> raw = packed.Span[ChunkHeader.Bytes..packed.Length];
        ChunkBuffer compressed = pool.Rent(packed.Length);
        // Room for one byte less than the raw chunk has: what does not shrink does not fit and stays raw.
        int length = LZ4Codec.Encode(raw, compressed.Span.Slice(ChunkHeader.Bytes, raw.Length - 1));
        if (length <= 0)
        {
            compressed.Return();
            return packed;
        }
        compressed.Length = ChunkHeader.Bytes + length;
        header.IsCompressed = 1;
        packed.Return();
        return compressed;
    }

    private void Decompress(ref ChunkBuffer message, in ChunkHeader header)
    {
        if (header.RawLength < 0) throw new CorruptChunkException($"A chunk says that it unpacks to {header.RawLength} bytes.");
        ChunkBuffer raw = pool.Rent(ChunkHeader.Bytes + header.RawLength);
        raw.Length = ChunkHeader.Bytes + header.RawLength;
        int length = LZ4Codec.Decode(message.Span[ChunkHeader.Bytes..message.Length], raw.Span[ChunkHeader.Bytes..raw.Length]);
        if (length != header.RawLength)
        {
            raw.Return();
            throw new CorruptChunkException($"A compressed chunk unpacks to {length} bytes instead of {header.RawLength}.");
        }
        message.Return();
        message = raw;
    }
}
