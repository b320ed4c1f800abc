namespace Twister2.Dataflow.Engine;

/// <summary>One chunk to several workers: sealed once for those of this node and once for those that it is compressed for, and kept once for all of them.</summary>
/// <param name="env">The worker.</param>
/// <param name="edge">Whose chunk it is.</param>
/// <param name="source">The source task in the chunk's header.</param>
/// <param name="records">The number of records in the chunk's header.</param>
internal readonly struct Fanout(DataflowEnvironment env, IEdge edge, int source, int records)
{
    /// <summary>Sends a packed chunk, which it takes over; waits for room where there is none.</summary>
    public void Send(ChunkBuffer packed, ReadOnlySpan<int> workers)
    {
        (ChunkBuffer? plain, ChunkBuffer? compressed) = Seal(packed, workers);
        foreach (int worker in workers) env.Engine.Send(edge, worker, env.Compresses(worker) ? compressed! : plain!);
    }

    /// <summary>Starts to send a packed chunk, which it takes over, without waiting.</summary>
    public void Post(ChunkBuffer packed, ReadOnlySpan<int> workers)
    {
        (ChunkBuffer? plain, ChunkBuffer? compressed) = Seal(packed, workers);
        foreach (int worker in workers) env.Engine.Post(edge, worker, env.Compresses(worker) ? compressed! : plain!);
    }

    /// <summary>A buffer with a copy of a chunk's payload, with room for the header before it.</summary>
    public static ChunkBuffer CopyOf(BufferPool pool, ReadOnlySpan<byte> payload)
    {
        ChunkBuffer copy = pool.Rent(ChunkHeader.Bytes + payload.Length);
        copy.Length = ChunkHeader.Bytes + payload.Length;
        payload.CopyTo(copy.Span[ChunkHeader.Bytes..]);
        return copy;
    }

    private (ChunkBuffer? Plain, ChunkBuffer? Compressed) Seal(ChunkBuffer packed, ReadOnlySpan<int> workers)
    {
        int far = 0;
        foreach (int worker in workers)
            if (env.Compresses(worker)) far++;
        int near = workers.Length - far;
        if (workers.IsEmpty)
        {
            packed.Return();
            return (null, null);
        }
        ChunkBuffer? compressed = far == 0 ? null : Seal(near == 0 ? packed : CopyOf(env.Pool, packed.Span[ChunkHeader.Bytes..packed.Length]), compress: true);
        ChunkBuffer? plain = near == 0 ? null : Seal(packed, compress: false);
        compressed?.Share(far - 1);
        plain?.Share(near - 1);
        return (plain, compressed);
    }

    private ChunkBuffer Seal(ChunkBuffer buffer, bool compress) => env.Codec.Seal(buffer, edge.Id, MessageKind.Data, source, -1, records, compress);
}
