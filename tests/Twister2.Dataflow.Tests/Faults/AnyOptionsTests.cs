using CsCheck;
using Twister2.Dataflow.Faults;

namespace Twister2.Dataflow.Tests;

/// <summary>
/// Every operator with sizes that nobody would choose: chunks of some bytes, no more than one message on its way, hardly any memory, both routes, late messages. The result is always the same, and
/// nobody waits for ever: a run that does not end fails with who waits for whom.
/// </summary>
[Trait("ranks", "none")]
public sealed class AnyOptionsTests
{
    private static readonly int Runs = string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL")) ? 1 : 20;

    // Messages of a few records are so many that all of them late would take minutes.
    private const int SmallestLate = 256;

    public static TheoryData<string> All => [.. OperatorTable.Rows.Select(row => row.Name)];

    /// <summary>As many small values as large ones.</summary>
    private static Gen<int> UpTo(int bits) => Gen.Int[0, bits].SelectMany(some => Gen.Int[1 << some >> 1, 1 << some]);

    private static readonly Gen<DataflowOptions> AnyOptions = Gen.Select(
        UpTo(16), UpTo(10), UpTo(16), UpTo(16), UpTo(20), Gen.Enum<ExchangeRouting>(), Gen.Enum<ChunkCompression>(),
        (chunk, records, inFlight, combine, memory, routing, compression) => new DataflowOptions
        {
            ChunkBytes = Math.Max(16, chunk),
            ChunkRecords = Math.Max(1, records),
            BytesInFlight = Math.Max(1, inFlight),
            CombineBytes = Math.Max(1, combine),
            MemoryBytes = Math.Max(1, memory),
            Routing = routing,
            Compression = compression,
        });

    [Theory, MemberData(nameof(All))]
    public void Ends_with_the_same_result(string name)
    {
        OperatorRow row = OperatorTable.Named(name);
        Gen.Select(Gen.Int[1, 8], AnyOptions, Gen.Int[-40, 20]).Sample((count, options, late) =>
        {
            VirtualWorkers workers = new(count)
            {
                Options = options,
                Scratch = static _ => new Spill.MemorySpillStore(),
                Transport = transport => late < 0 || options.ChunkBytes < SmallestLate ? transport : new LateTransport(transport, (late << 8) + transport.Worker),
            };
            ulong[] values = new ulong[count];
            workers.Run(env =>
            {
                Row.Register();
                FaultyCode.Arm(Fault.None);
                OperatorRun run = new(env, row.Shape);
                row.Run(run);
                values[env.Worker] = DeterminismContract.Joined(run);
            });
            Assert.All(workers.Failures, Assert.Null);
            Assert.All(values, value => Assert.Equal(row.Digest, value));
            Assert.All(workers.Held, held => Assert.Equal(0, held));
        }, iter: Runs, threads: 1);
    }
}
