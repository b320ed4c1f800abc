using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Tests;

[Trait("ranks", "none")]
public sealed class EngineTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_opens_to_what_was_sealed(bool compress)
    {
        BufferPool pool = new();
        ChunkCodec codec = new(pool);
        ChunkBuffer message = Sealed(pool, codec, Text(5000), compress);
        Assert.Equal(compress, message.Length < 1000);
        ChunkHeader header = codec.Open(ref message);
        Assert.Equal((3, 4, 5), (header.SourceTask, header.TargetTask, header.Records));
        Assert.Equal(Text(5000), message.Span[ChunkHeader.Bytes..message.Length].ToArray());
        message.Return();
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void What_does_not_shrink_is_sent_as_it_is()
    {
        BufferPool pool = new();
        ChunkCodec codec = new(pool);
        byte[] noise = new byte[5000];
        new Random(1).NextBytes(noise);
        ChunkBuffer message = Sealed(pool, codec, noise, compress: true);
        Assert.Equal(ChunkHeader.Bytes + noise.Length, message.Length);
        Assert.Equal(0, codec.Open(ref message).IsCompressed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_damaged_byte_of_a_payload_is_found(bool compress)
    {
        BufferPool pool = new();
        ChunkCodec codec = new(pool);
        ChunkBuffer message = Sealed(pool, codec, Text(600), compress);
        for (int i = ChunkHeader.Bytes; i < message.Length; i++)
        {
            message.Span[i] ^= 0x10;
            Assert.Throws<CorruptChunkException>(() => codec.Open(ref message));
            message.Span[i] ^= 0x10;
        }
        codec.Open(ref message);
    }

    [Fact]
    public void A_foreign_or_short_message_is_refused()
    {
        BufferPool pool = new();
        ChunkCodec codec = new(pool);
        ChunkBuffer message = pool.Rent(100);
        message.Length = 100;
        message.Span.Clear();
        Assert.Contains("no chunk", Assert.Throws<CorruptChunkException>(() => codec.Open(ref message)).Message, StringComparison.Ordinal);
        message.Length = 3;
        Assert.Contains("shorter", Assert.Throws<CorruptChunkException>(() => codec.Open(ref message)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_passes_the_barrier_before_the_last_has_come()
    {
        for (int workers = 1; workers <= 33; workers++)
        {
            for (int last = 0; last < workers; last++)
            {
                DisseminationBarrier[] barriers = [.. Enumerable.Range(0, workers).Select(worker => new DisseminationBarrier(worker, workers))];
                SendMarks(barriers, worker => worker != last);
                Assert.DoesNotContain(barriers.Where((_, worker) => worker != last), barrier => barrier.IsPassed);
                SendMarks(barriers, _ => true);
                Assert.All(barriers, barrier => Assert.True(barrier.IsPassed));
            }
        }
    }

    [Fact]
    public void A_wait_that_takes_long_is_told_to_the_log()
    {
        RecordingLogger logger = new();
        LocalCluster.Run(2, env =>
        {
            if (env.Worker == 1) Thread.Sleep(400);
            env.Barrier();
        }, new DataflowOptions { ReportWaitAfter = TimeSpan.FromMilliseconds(50) }, logger);
        Assert.Contains(logger.Lines, line => line.Contains("Barrier (operator 0): worker 0 waits for worker 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Edge_numbers_are_in_step_when_they_begin_again()
    {
        EdgeNumbers numbers = new(largest: 101);
        List<int> meetings = [];
        for (uint i = 0; i < 1000; i++)
        {
            if (numbers.IsTimeToMeet) meetings.Add(numbers.Meeting().Number);
            EdgeId id = numbers.Next(7);
            Assert.Equal(((int)(i % 100), i, 7u), (id.Number, id.Sequence, id.Signature));
        }
        Assert.Equal(39, meetings.Count);
        Assert.Equal(Enumerable.Range(1, 39).Select(i => 100 + i % 2), meetings);
    }

    private static void SendMarks(DisseminationBarrier[] barriers, Func<int, bool> hasCome)
    {
        for (int step = 0; step < 10; step++)
        {
            for (int worker = 0; worker < barriers.Length; worker++)
            {
                if (!hasCome(worker) || barriers[worker].IsPassed) continue;
                barriers[barriers[worker].MarkGoesTo].Arrive(barriers[worker].Round);
                Assert.Equal(worker, barriers[barriers[worker].MarkGoesTo].Rounds == 0 ? worker : PartnerOf(barriers, worker));
            }
            for (int worker = 0; worker < barriers.Length; worker++)
                if (hasCome(worker)) barriers[worker].TryNextRound();
        }
    }

    private static int PartnerOf(DisseminationBarrier[] barriers, int worker) =>
        (int)((barriers[worker].MarkGoesTo - (1L << barriers[worker].Round) + barriers.Length) % barriers.Length);

    private static byte[] Text(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)('a' + i % 7))];

    private static ChunkBuffer Sealed(BufferPool pool, ChunkCodec codec, byte[] payload, bool compress)
    {
        ChunkWriter writer = new(pool, 16);
        writer.Take(ChunkHeader.Bytes);
        writer.Write(payload);
        return codec.Seal(writer.Detach(), new EdgeId(1, 2, 3), MessageKind.Data, 3, 4, 5, compress);
    }
}
