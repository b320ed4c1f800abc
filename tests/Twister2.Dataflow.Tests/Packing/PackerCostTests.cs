namespace Twister2.Dataflow.Tests;

/// <summary>What packing costs in memory: nothing per record that the record itself does not need.</summary>
[Trait("ranks", "none")]
public sealed class PackerCostTests
{
    private const int Records = 500;

    // What a pool or a first call may take.
    private const long Slack = 4096;

    private readonly BufferPool _pool = new();

    [Fact]
    public void Packing_allocates_nothing()
    {
        Packs(Make(i => i));
        Packs(Make(i => $"text {i}"));
        Packs(Make(i => new string('ü', i)));
        Packs(Make(i => new KeyValuePair<string, long>($"{i}", i)));
        Packs(Make(i => ($"{i}", i, (double?)i)));
        Packs(Make(i => new byte[i]));
        Packs(Make(i => Enumerable.Range(0, i % 7).ToList()));
        Packs(Make(i => new List<string> { $"{i}", "a" }));
        Packs(Make(i => new Dictionary<string, int> { [$"{i}"] = i }));
        Packs(Make(i => new[] { (i, $"{i}") }));
    }

    [Fact]
    public void Unpacking_allocates_the_records_only()
    {
        Unpacks(Make(i => (i, i * 0.5)), 0);
        Unpacks(Make(i => $"text {i % 10}"), Records * (22 + 2 * 6 + 8));
        Unpacks(Make(i => new KeyValuePair<int, double?>(i, i)), 0);
        Unpacks(Make(i => new long[8]), Records * (24 + 8 * 8));
        Unpacks(Make(i => new List<int>(8) { 1, 2, 3, 4, 5, 6, 7, 8 }), Records * (32 + 24 + 8 * 4));
        Unpacks(Make(i => ("abcd", (byte)i, (int?)null)), Records * 32);
    }

    private static T[] Make<T>(Func<int, T> make) => [.. Enumerable.Range(0, Records).Select(make)];

    private void Packs<T>(T[] records)
    {
        IDataPacker<T> packer = DataPackers.For<T>();
        ChunkWriter writer = new(_pool, 1 << 20);
        long allocated = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            writer.Rewind(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            packer.Pack(records, writer);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        writer.Detach().Return();
        Assert.Equal(0, allocated);
    }

    private void Unpacks<T>(T[] records, long expected)
    {
        IDataPacker<T> packer = DataPackers.For<T>();
        ChunkWriter writer = new(_pool, 1 << 20);
        packer.Pack(records, writer);
        ChunkBuffer packed = writer.Detach();
        T[] unpacked = new T[records.Length];
        long allocated = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ChunkReader reader = new(packed.Span[..packed.Length]);
            packer.Unpack(ref reader, unpacked);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        packed.Return();
        Assert.InRange(allocated, 0, expected + Slack);
    }
}
