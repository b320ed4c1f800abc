using System.Buffers;
using System.Runtime.CompilerServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Stores;

/// <summary>
/// Records on scratch, divided by the hash of their keys, all in one file: what does not fit into memory as a whole is taken up again one part at a time. Within a part the order of
/// adding is kept.
/// </summary>
/// <param name="env">The worker whose scratch it uses.</param>
/// <param name="packer">How records are written.</param>
/// <param name="owner">The operator, for messages.</param>
/// <param name="depth">How often the records were divided before: each division goes by other bits.</param>
/// <param name="ledger">The operator that counts what is written; null for the one that is being built or read.</param>
internal sealed class SpilledPartitions<T>(DataflowEnvironment env, IDataPacker<T> packer, string owner, int depth, OperatorLedger? ledger = null) : IDisposable
{
    /// <summary>Parts of one division: few enough that a block being filled for each is little memory, many enough that one more division is seldom needed.</summary>
    public const int Count = 16;

    // Bytes of records collected for one block, and of what a block of several records may be packed.
    private const int StagedBytes = 64 << 10, LargestPacked = 4 << 20;

    private readonly SpillLog _log = new(env, owner, ledger);
    private readonly IDataPacker<T> _packer = CheckedPacker<T>.Of(packer, $"{owner}: worker {env.Worker}");
    private readonly Part[] _parts = [.. Enumerable.Range(0, Count).Select(static _ => new Part())];
    private readonly int _staged = Math.Clamp(StagedBytes / Unsafe.SizeOf<T>(), 1, Math.Max(1, env.Options.ChunkRecords));

    private sealed class Part
    {
        public readonly List<(SpilledBlock Block, int Records)> Blocks = [];
        public T[]? Staged;
        public int StagedCount;
        public long Records;
        public long Bytes;
    }

    /// <summary>The part of a key with this hash.</summary>
    public int PartOf(ulong hash) => (int)(StableHash.OfUInt64(hash + (ulong)depth) >> 60);

    /// <summary>Records in a part.</summary>
    public long RecordsIn(int part) => _parts[part].Records;

    /// <summary>Packed bytes in a part.</summary>
    public long BytesIn(int part) => _parts[part].Bytes;

    /// <summary>Blocks in a part.</summary>
    public int BlocksIn(int part) => _parts[part].Blocks.Count;

    /// <summary>Adds a record to a part; <see cref="Flush"/> must follow the last one.</summary>
    public void Add(int part, in T record)
    {
        Part to = _parts[part];
        to.Staged ??= ArrayPool<T>.Shared.Rent(_staged);
        to.Staged[to.StagedCount++] = record;
        if (to.StagedCount >= _staged) Write(to);
    }

    /// <summary>Writes what is collected and keeps no memory.</summary>
    public void Flush()
    {
        foreach (Part part in _parts)
        {
            Write(part);
            if (part.Staged is { } staged) ArrayPool<T>.Shared.Return(staged);
            part.Staged = null;
        }
    }

    /// <summary>Reads a block of a part into an array that grows with it; returns its records.</summary>
    public Span<T> Read(int part, int block, ref T[] records)
    {
        (SpilledBlock spilled, int count) = _parts[part].Blocks[block];
        if (records.Length < count) records = new T[count];
        ChunkBuffer buffer = env.Pool.Rent(spilled.Length);
        try
        {
            _log.Read(spilled, buffer.Span);
            ChunkReader reader = new(buffer.Span[..spilled.Length]);
            _packer.Unpack(ref reader, records.AsSpan(0, count));
            return records.AsSpan(0, count);
        }
        finally
        {
            buffer.Return();
        }
    }

    public void Dispose() => _log.Dispose();

    private void Write(Part part)
    {
        if (part.StagedCount == 0) return;
        Span<T> staged = part.Staged.AsSpan(0, part.StagedCount);
        part.StagedCount = 0;
        part.Records += staged.Length;
        for (ReadOnlySpan<T> rest = staged; !rest.IsEmpty;) rest = rest[WriteBlock(part, rest)..];
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) staged.Clear();
    }

    /// <summary>Writes a block of as many records as one should take, and returns how many those were.</summary>
    private int WriteBlock(Part part, ReadOnlySpan<T> records)
    {
        ChunkWriter writer = new(env.Pool, StagedBytes);
        int count;
        try
        {
            count = _packer.PackFitting(records, writer, LargestPacked);
        }
        catch
        {
            writer.Detach().Return();
            throw;
        }
        ChunkBuffer packed = writer.Detach();
        try
        {
            part.Blocks.Add((_log.Append(packed.Span[..packed.Length]), count));
            part.Bytes += packed.Length;
            return count;
        }
        finally
        {
            packed.Return();
        }
    }
}
