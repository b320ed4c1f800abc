using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using K4os.Compression.LZ4;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow.Spill;

/// <summary>Where a <see cref="SpillLog"/> keeps a block, and how large it is once read.</summary>
internal readonly record struct SpilledBlock(long Offset, int Index, int StoredLength, int Length);

/// <summary>
/// Blocks of bytes on scratch, appended and read back in any order: each with a header, a checksum, and compressed where that makes it shorter. The file is made when the
/// first block comes.
/// </summary>
/// <param name="env">The worker whose scratch and counters it uses.</param>
/// <param name="owner">The operator, for messages.</param>
/// <param name="ledger">The operator that counts what is written; null for the one that is being built or read.</param>
internal sealed class SpillLog(DataflowEnvironment env, string owner, OperatorLedger? ledger = null) : IDisposable
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

    // Data of which so much does not shrink is not offered to LZ4 again for so many blocks.
    private const int LeastToGiveUp = 32 << 10, BlocksWithoutTrying = 15;

    // LZ4 says no to more than this.
    private const int LargestToCompress = 0x7E000000;

    private readonly OperatorLedger _ledger = ledger ?? env.Ledgers.Current;
    private ISpillFile? _file;
    private int _blocks;
    private int _storeRaw;

    /// <summary>Bytes on scratch.</summary>
    public long Length => _file?.Length ?? 0;

    /// <summary>Writes a block.</summary>
    /// <exception cref="SpillException">Scratch cannot take it.</exception>
    public SpilledBlock Append(ReadOnlySpan<byte> block)
    {
        bool tryToCompress = block.Length is > 1 and <= LargestToCompress && (_storeRaw == 0 || _storeRaw-- == 0);
        int headerLength = Unsafe.SizeOf<Header>();
        ChunkBuffer buffer = env.Pool.Rent(tryToCompress ? headerLength + block.Length : headerLength);
        try
        {
            // Room for one byte less than the block has: what does not shrink does not fit and is written from where it is.
            int stored = tryToCompress ? LZ4Codec.Encode(block, buffer.Span.Slice(headerLength, block.Length - 1)) : 0;
            bool isCompressed = stored > 0;
            if (!isCompressed) stored = block.Length;
            if (tryToCompress && block.Length >= LeastToGiveUp && stored > block.Length - block.Length / 16) _storeRaw = BlocksWithoutTrying;
            MemoryMarshal.Write(buffer.Span, new Header
            {
                Magic = Header.MagicAndVersion,
                Index = _blocks,
                Length = block.Length,
                StoredLength = stored,
                Checksum = XxHash3.HashToUInt64(isCompressed ? buffer.Span.Slice(headerLength, stored) : block),
            });
            long since = env.Trace is null ? 0 : Stopwatch.GetTimestamp();
            long offset = isCompressed ? Write(buffer.Span[..(headerLength + stored)], default) : Write(buffer.Span[..headerLength], block);
            env.Trace?.Add(_ledger.Name, TraceKind.Spill, since, $"{headerLength + stored} bytes");
            env.Counters.BytesSpilled += headerLength + stored;
            _ledger.Spilled(headerLength + stored);
            return new SpilledBlock(offset, _blocks++, stored, block.Length);
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
        destination = destination[..block.Length];
        bool isCompressed = block.StoredLength < block.Length;
        ChunkBuffer buffer = env.Pool.Rent(isCompressed ? headerLength + block.StoredLength : headerLength);
        try
        {
            Span<byte> front = buffer.Span[..(isCompressed ? headerLength + block.StoredLength : headerLength)];
            ReadFile(block.Offset, front);
            if (!isCompressed) ReadFile(block.Offset + headerLength, destination);
            Header header = MemoryMarshal.Read<Header>(front);
            ReadOnlySpan<byte> stored = isCompressed ? front[headerLength..] : destination;
            bool isWhole = header.Magic == Header.MagicAndVersion && header.Index == block.Index && header.StoredLength == block.StoredLength
                && header.Length == block.Length && XxHash3.HashToUInt64(stored) == header.Checksum
                && (!isCompressed || LZ4Codec.Decode(stored, destination) == destination.Length);
            if (!isWhole)
                throw new SpillException(
                    $"{owner}: worker {env.Worker}: scratch file {_file!.Name} is damaged at byte {block.Offset}: what is there is not what was written. "
                    + "Check the device, or choose another scratch directory.");
        }
        finally
        {
            buffer.Return();
        }
    }

    public void Dispose() => _file?.Dispose();

    private void ReadFile(long offset, Span<byte> bytes)
    {
        try
        {
            _file!.Read(offset, bytes);
        }
        catch (IOException e)
        {
            throw new SpillException(
                $"{owner}: worker {env.Worker}: scratch file {_file!.Name} cannot be read at byte {offset}: {e.Message} Check the device, or choose another scratch directory.", e);
        }
    }

    private long Write(ReadOnlySpan<byte> front, ReadOnlySpan<byte> rest)
    {
        try
        {
            _file ??= env.Spill.Create($"{owner}");
            long offset = _file.Length;
            _file.Append(front);
            if (!rest.IsEmpty) _file.Append(rest);
            return offset;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SpillException(
                $"{owner}: worker {env.Worker} holds more than its {Size(env.Memory.Limit)} of memory and cannot put {front.Length + (long)rest.Length:N0} bytes on scratch ({env.Spill.Place}): {e.Message} "
                + "Make room there, choose another scratch directory, or give the workers more memory.", e);
        }
    }

    private static string Size(long bytes) => bytes >= 10 << 20 ? $"{bytes >> 20} MiB" : $"{bytes:N0} bytes";
}
