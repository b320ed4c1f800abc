using CsCheck;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Faults;

namespace Twister2.Dataflow.Tests;

/// <summary>A network that changes what it carries is found out, whatever it changes, and named: operator, worker, source and target.</summary>
[Trait("ranks", "none")]
public sealed class DamagedChunkTests
{
    private const int Workers = 3;

    public static TheoryData<string> All => [.. OperatorTable.Rows.Select(row => row.Name)];

    [Theory, MemberData(nameof(All))]
    public void Flipped_bits(string name) => Damaged(name, static (random, bytes) =>
    {
        for (int flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8) | (flips > 1 ? 1 << random.Next(8) : 0));
        return bytes.Length;
    });

    [Theory, MemberData(nameof(All))]
    public void Messages_cut_short(string name) => Damaged(name, static (random, bytes) => random.Next(bytes.Length));

    [Theory, MemberData(nameof(All))]
    public void Bytes_exchanged(string name) => Damaged(name, static (random, bytes) =>
    {
        int length = random.Next(1, 9), a = random.Next(bytes.Length - length), b = random.Next(bytes.Length - length);
        byte[] moved = bytes.Slice(a, length).ToArray();
        if (bytes.Slice(b, length).SequenceEqual(moved)) bytes[b] ^= 0x55;
        else moved.CopyTo(bytes[b..]);
        return bytes.Length;
    });

    [Fact]
    public void The_message_names_operator_workers_and_tasks()
    {
        string message = DamagedRun(OperatorTable.Named("Partition"), 0, static (_, bytes) =>
        {
            bytes[^1] ^= 1;
            return bytes.Length;
        }, new Random(1), leastBytes: 500)!;
        Assert.Matches(@"^Partition \(operator \d+\): worker 1: a chunk from worker [02], source task [0-4], to target task [0-3], as far as its header is right: A chunk of \d+ bytes does not have the checksum", message);
    }

    [Fact]
    public void Every_bit_of_a_message_counts()
    {
        BufferPool pool = new();
        ChunkCodec codec = new(pool);
        foreach (bool compress in (bool[])[false, true])
        {
            ChunkWriter writer = new(pool, 16);
            writer.Take(ChunkHeader.Bytes);
            writer.Write(new byte[600]);
            ChunkBuffer message = codec.Seal(writer.Detach(), new EdgeId(1, 2, 3), MessageKind.Data, 3, 4, 5, compress);
            Gen.Int[0, 8 * message.Length - 1].HashSet[1, 20].Sample(bits =>
            {
                foreach (int bit in bits) message.Span[bit / 8] ^= (byte)(1 << bit % 8);
                Assert.Throws<CorruptChunkException>(() => codec.Open(ref message));
                foreach (int bit in bits) message.Span[bit / 8] ^= (byte)(1 << bit % 8);
            }, threads: 1, iter: 2000);
            for (int bit = 0; bit < 8 * message.Length; bit++)
            {
                message.Span[bit / 8] ^= (byte)(1 << bit % 8);
                Assert.Throws<CorruptChunkException>(() => codec.Open(ref message));
                message.Span[bit / 8] ^= (byte)(1 << bit % 8);
            }
            codec.Open(ref message);
            message.Return();
        }
        Assert.Equal(0, pool.Rented);
    }

    private static void Damaged(string name, Func<Random, Span<byte>, int> damage)
    {
        OperatorRow row = OperatorTable.Named(name);
        int found = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            Random random = new(seed);
            if (DamagedRun(row, random.Next(seed < 4 ? 3 : 20), damage, random) is { } message)
            {
                Assert.Contains("(operator ", message, StringComparison.Ordinal);
                Assert.Contains("worker 1: a chunk from worker ", message, StringComparison.Ordinal);
                found++;
            }
        }
        Assert.True(found > 1, $"{name}: {found} runs had so many messages.");
    }

    /// <summary>Runs an operator whose messages to worker 1 are damaged, and returns what that worker said; null where it got fewer messages.</summary>
    private static string? DamagedRun(OperatorRow row, int message, Func<Random, Span<byte>, int> damage, Random random, int leastBytes = 0)
    {
        DamagingTransport? damaging = null;
        VirtualWorkers workers = new(Workers)
        {
            Options = new DataflowOptions { ChunkBytes = 1500, ChunkRecords = 64 },
            Transport = transport => transport.Worker == 1 ? damaging = new DamagingTransport(transport, message, bytes => damage(random, bytes)) { LeastBytes = leastBytes } : transport,
        };
        workers.Run(env =>
        {
            Row.Register();
            FaultyCode.Arm(Fault.None);
            row.Run(new OperatorRun(env, row.Shape));
            env.Barrier();
        });
        if (!damaging!.HasDamaged)
        {
            Assert.All(workers.Failures, Assert.Null);
            return null;
        }
        CorruptChunkException failure = Assert.IsType<CorruptChunkException>(workers.Failures[1]);
        // Behind the last message of the last barrier nobody needs worker 1 any more.
        for (int worker = 0; worker < Workers; worker += 2)
            if (workers.Failures[worker] is not null || !failure.Message.StartsWith("Barrier", StringComparison.Ordinal))
                Assert.Equal($"Worker 1 failed: {failure.Message}", Assert.IsType<WorkerFailedException>(workers.Failures[worker]).Message);
        Assert.All(workers.Held, held => Assert.Equal(0, held));
        return failure.Message;
    }
}
