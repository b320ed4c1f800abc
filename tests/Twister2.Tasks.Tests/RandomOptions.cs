namespace Twister2.Tasks.Tests;

internal static class RandomOptions
{
    /// <summary>Options with small buffers, so that chunks, messages and blocks end in odd places.</summary>
    public static DataflowOptions Of(int seed)
    {
        Random random = new(seed);
        return new DataflowOptions
        {
            ChunkBytes = random.Next(16, 4000),
            ChunkRecords = random.Next(1, 300),
            BytesInFlight = random.Next(1, 20_000),
            CombineBytes = random.Next(2) == 0 ? random.Next(1, 40_000) : 256 << 20,
            Compression = (ChunkCompression)random.Next(3),
            MemoryBytes = random.Next(3) == 0 ? random.Next(1000, 60_000) : null,
        };
    }
}
