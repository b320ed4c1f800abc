using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using K4os.Compression.LZ4;

namespace Twister2.Dataflow.Spill;

/// <summary>Where a <see cref="SpillLog"/> keeps a block, and how large it is once read.</summary>
internal readonly record struct SpilledBlock(long Offset, int Index, int StoredLength, int Length);

/// <summary>
/// Blocks of bytes on scratch, appended and read back in any order: each with a header, a checksum, and compressed where that makes it shorter. The file is made when the
/// first block comes.
/// </summary>
/// <param name="env">The worker whose scratch and counters it uses.</param>
/// <param name="owner">The operator, for messages.</param>
internal sealed class SpillLog(DataflowEnvironment env, string owner) : IDisposable
{
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Header
    {
        /// <summary>"T2s" and the version of the format.</summary>
        public const uint MagicAndVersion = 'T' | '2' << 8 | 's' << 16 | 1 << 24;

        public uint Magic;
        public int Index;
        public int Length;
        public int StoredLength;
        public ulong Checksum;
    }

    private ISpillFile? _file;
    private int _blocks;

    /// <summary>Bytes on scratch.</summary>
    public long Length => _file?.Length ?? 0;

    /// <summary>Writes a block.</summary>
    /// <exception cref="SpillException">Scratch cannot take it.</exception>
    public SpilledBlock Append(ReadOnlySpan<byte> block)
    {
        int header = Unsafe.SizeOf<Header>();
        ChunkBuffer buffer = env.Pool.Rent(header + block.Length);
        try
        {
            // Room for one byte less than the block has: what does not shrink does not fit and is stored as it is.
            int stored = block.Length < 2 ? 0 : LZ4Codec.Encode(block, buffer.Span.Slice(header, block.Length - 1));
            if (stored <= 0)
            {
                block.CopyTo(buffer.Span[header..]);
                stored = block.Length;
            }
            Span<byte> message = buffer.Span[..(header + stored)];
            MemoryMarshal.Write(message, new Header
            {
                Magic = Header.MagicAndVersion,
                Index = _blocks,
                Length = block.Length,
                StoredLength = stored,
                Checksum = XxHash3.HashToUInt64(message[header..]),
            });
            long offset = Write(message);
            env.Counters.BytesSpilled += message.Length;
            return new SpilledBlock(offset, _blocks++, message.Length, block.Length);
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>Reads a block into the first <see cref="SpilledBlock.Length"/> bytes of <paramref name="destination"/>.</summary>
    /// <exception cref="SpillException">Scratch does not give back what was written.</exception>
    public void Read(in SpilledBlock block, Span<byte> destination)
    {
        int headerLength = Unsafe.SizeOf<Header>();
        ChunkBuffer buffer = env.Pool.Rent(block.StoredLength);
        try
        {
            Span<byte> message = buffer.Span[..block.StoredLength];
            try
            {
                _file!.Read(block.Offset, message);
            }
            catch (IOException e)
            {
                throw new SpillException($"{owner}: scratch file {_file!.Name} cannot be read at byte {block.Offset}: {e.Message}", e);
            }
            Header header = MemoryMarshal.Read<Header>(message);
            Span<byte> stored = message[headerLength..];
            bool isWhole = header.Magic == Header.MagicAndVersion && header.Index == block.Index && header.StoredLength == stored.Length
                && header.Length == block.Length && XxHash3.HashToUInt64(stored) == header.Checksum
                && Unpack(stored, destination[..block.Length]);
            if (!isWhole)
                throw new SpillException($"{owner}: scratch file {_file.Name} is damaged at byte {block.Offset}: what is there is not what was written. Check the device, or choose another scratch directory.");
        }
        finally
        {
            buffer.Return();
        }
    }

    public void Dispose() => _file?.Dispose();

    private static bool Unpack(ReadOnlySpan<byte> stored, Span<byte> destination)
    {
        if (stored.Length < destination.Length) return LZ4Codec.Decode(stored, destination) == destination.Length;
        stored.CopyTo(destination);
        return true;
    }

    private long Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file ??= env.Spill.Create($"{owner}");
            long offset = _file.Length;
            _file.Append(bytes);
            return offset;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SpillException(
                $"{owner}: worker {env.Worker} holds more than its {env.Memory.Limit >> 20} MiB of memory and cannot put {bytes.Length:N0} bytes on scratch ({env.Spill.Place}): {e.Message} "
                + "Make room there, choose another scratch directory, or give the workers more memory.", e);
        }
    }
}
