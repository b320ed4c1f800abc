using CsCheck;
using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Tests;

/// <summary>Records on their way into a message, and how large messages are.</summary>
[Trait("ranks", "none")]
public sealed class OutboxTests
{
    private readonly record struct Wide(long A, long B, long C, long D, long E);

    [Fact]
    public void A_message_gives_back_the_records_that_were_written_into_it() => Gen.Select(Gen.Int[16, 4000], Gen.Int[1, 300], Gen.Int.Array[1, 500]).Sample((chunkBytes, chunkRecords, values) =>
    {
        GoRound(chunkBytes, chunkRecords, values);
        GoRound<Wide>(chunkBytes, chunkRecords, [.. values.Select(value => new Wide(value, 1, 2, 3, ~value))]);
    }, iter: 200, threads: 1);

    [Fact]
    public void A_batch_of_nothing_is_none()
    {
        BufferPool pool = new();
        Outbox<int> outbox = New<int>(pool, 10);
        Assert.Equal(0, outbox.Close());
        outbox.Open(1000, 10);
        outbox.Write(5);
        Assert.Equal(1, outbox.Close());
        Assert.Equal(0, outbox.Close());
        Assert.False(outbox.HasRoom);
        outbox.Writer!.Detach().Return();
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void What_is_collected_for_all_targets_stays_within_the_bytes_in_flight() =>
        Gen.Select(Gen.Int[16, 1 << 20], Gen.Int[1, 5000], Gen.Int[1, 1 << 26], Gen.Int[1, 20_000]).Sample((chunkBytes, chunkRecords, inFlight, targets) =>
        {
            DataflowOptions options = new() { ChunkBytes = chunkBytes, ChunkRecords = chunkRecords, BytesInFlight = inFlight };
            (int bytes, int records) = Outbox<Wide>.SizesFor(options, targets);
            Assert.InRange(bytes, Math.Min(1024, chunkBytes), chunkBytes);
            Assert.InRange(records, 1, chunkRecords);
            if (bytes > 1024) Assert.InRange((bytes + Math.Min(bytes, 40L * chunkRecords)) * targets, 0, inFlight);
            // The next larger size would not do.
            if (bytes < chunkBytes) Assert.True((Math.Min(2L * bytes, chunkBytes) + Math.Min(Math.Min(2L * bytes, chunkBytes), 40L * chunkRecords)) * targets > inFlight - targets);
            Assert.InRange(Outbox<Wide>.SizesFor(options, targets + 1).Bytes, 0, bytes);
        }, iter: 2000, threads: 1);

    private static Outbox<T> New<T>(BufferPool pool, int records)
    {
        Outbox<T> outbox = new(3, 1, WayOut.Direct, records) { Source = 7, Writer = new ChunkWriter(pool, 512) };
        outbox.Writer.Take(ChunkHeader.Bytes);
        return outbox;
    }

    private static void GoRound<T>(int chunkBytes, int chunkRecords, T[] values)
    {
        BufferPool pool = new();
        Outbox<T> outbox = New<T>(pool, chunkRecords);
        int closed = 0, batches = 0;
        for (ReadOnlySpan<T> rest = values; !rest.IsEmpty;)
        {
            if (!outbox.HasRoom)
            {
                closed += outbox.Close();
                outbox.Open(chunkBytes, chunkRecords);
                batches++;
            }
            // One, then as many as there is room for.
            outbox.Write(rest[0]);
            rest = rest[1..];
            if (outbox.HasRoom) rest = rest[outbox.Write(rest)..];
        }
        closed += outbox.Close();
        Assert.Equal(values.Length, closed);
        ChunkBuffer message = outbox.Writer!.Detach();
        ChunkReader reader = new(message.Span[ChunkHeader.Bytes..message.Length]);
        List<T> read = [];
        int left = closed;
        while (reader.Remaining > 0)
        {
            ReadOnlySpan<byte> packed = Batch.Read(ref reader, ref left, out int source, out int count);
            Assert.Equal(7, source);
            Assert.InRange(count, 1, chunkRecords);
            read.AddRange(Batch.PlainRecords<T>(packed, count));
            batches--;
        }
        Assert.Equal((0, 0), (left, batches));
        Assert.Equal(values, read);
        message.Return();
        Assert.Equal(0, pool.Rented);
    }
}
