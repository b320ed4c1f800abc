using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Sorting;

/// <summary>Writes runs and reads them back, a block at a time: plain records as they lie in memory, others packed.</summary>
internal sealed class RunFormat<T>
{
    private const int SmallestBlock = 4 << 10, LargestBlock = 256 << 10, BlocksInBudget = 64, MostRecords = 8192, LeastInputs = 4, MostInputs = 512;

    private readonly DataflowEnvironment _env;
    private readonly IDataPacker<T> _packer;
    private readonly bool _isPlain;
    private int _batchRecords = 16;

    public RunFormat(DataflowEnvironment env, IDataPacker<T> packer)
    {
        _env = env;
        _packer = packer;
        _isPlain = packer is IMemoryPacker;
        BlockBytes = (int)Math.Clamp(env.Memory.Limit / BlocksInBudget, SmallestBlock, LargestBlock);
        BlockRecords = _isPlain ? Math.Max(1, BlockBytes / Unsafe.SizeOf<T>()) : MostRecords;
    }

    /// <summary>Bytes of a block, about.</summary>
    public int BlockBytes { get; }

    /// <summary>Records of a block at most.</summary>
    public int BlockRecords { get; }

    /// <summary>How many runs may be merged at a time: each needs a block in memory, and half of the budget is for them.</summary>
    public int MostRuns => (int)Math.Clamp(_env.Memory.Limit / 2 / BlockBytes, LeastInputs, MostInputs);

    /// <summary>Writes the next records of a run. Those that are left, when one block cannot take all, come first in the next call.</summary>
    /// <returns>How many were written.</returns>
    public int Write(SpillLog log, SortedRun run, ReadOnlySpan<T> records)
    {
        if (_isPlain)
        {
            run.Blocks.Add(new RunBlock(log.Append(BytesOf(records)), records.Length));
            return records.Length;
        }
        return WritePacked(log, run, records[..Math.Min(records.Length, _batchRecords)]);
    }

    /// <summary>Reads a block; the array is replaced where it is too small.</summary>
    public void Read(SpillLog log, in RunBlock block, ref T[] records)
    {
        if (records.Length < block.Records) records = GC.AllocateUninitializedArray<T>(Math.Max(block.Records, _isPlain ? BlockRecords : 0));
        if (_isPlain)
        {
            log.Read(block.Bytes, BytesOf(records.AsSpan(0, block.Records)));
            return;
        }
        ChunkBuffer packed = _env.Pool.Rent(block.Bytes.Length);
        log.Read(block.Bytes, packed.Span);
        ChunkReader reader = new(packed.Span[..block.Bytes.Length]);
        _packer.Unpack(ref reader, records.AsSpan(0, block.Records));
        packed.Return();
    }

    private int WritePacked(SpillLog log, SortedRun run, ReadOnlySpan<T> records)
    {
        ChunkWriter writer = new(_env.Pool, BlockBytes);
        records = records[.._packer.PackFitting(records, writer, BlockBytes)];
        // Twice as many where they took less than half of a block.
        _batchRecords = Math.Min(MostRecords, writer.Written < BlockBytes / 2 ? 2 * records.Length : records.Length);
        ChunkBuffer packed = writer.Detach();
        run.Blocks.Add(new RunBlock(log.Append(packed.Span[..packed.Length]), records.Length));
        packed.Return();
        return records.Length;
    }

    private static Span<byte> BytesOf(ReadOnlySpan<T> records) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(records)), checked(records.Length * Unsafe.SizeOf<T>()));
}
