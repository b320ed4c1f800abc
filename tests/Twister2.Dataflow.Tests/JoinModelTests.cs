using CsCheck;

namespace Twister2.Dataflow.Tests;

/// <summary>Joins of any two tables on one worker with little memory; what fails is made smaller by CsCheck.</summary>
[Trait("ranks", "none")]
public sealed class JoinModelTests
{
    private static readonly Gen<KeyValuePair<long, int>[]> Table =
        Gen.Select(Gen.OneOf(Gen.Long[0, 3], Gen.Long[-40, 40], Gen.Long), Gen.Int).Select(pair => new KeyValuePair<long, int>(pair.Item1, pair.Item2)).Array[0, 700];

    [Fact]
    public void A_full_join_equals_the_model() => Gen.Select(Table, Table, Gen.Int[1, 20_000], Gen.Int[1, 300], Gen.Enum<JoinAlgorithm>(), Gen.Enum<JoinBuild>())
        .Sample((left, right, memory, chunk, algorithm, build) =>
        {
            using DataflowEnvironment env = SingleWorker.New(memory, options: new DataflowOptions { ChunkRecords = chunk });
            using FullJoin<long, int, int> join = new(env, LogicalPlan.OnePerWorker(1), new JoinOptions { Algorithm = algorithm, Build = build });
            join.AddLeft(0, left);
            join.AddRight(0, right);
            join.FinishLeft(0);
            join.FinishRight(0);
            join.WaitForCompletion();
            List<(long, Optional<int>, Optional<int>)> rows = [];
            foreach (ReadOnlySpan<(long, Optional<int>, Optional<int>)> rest in join.Read(0)) rows.AddRange(rest);
            JoinModel.AssertSame(JoinModel.Full(left, right), rows);
        }, iter: System.Environment.GetEnvironmentVariable("TWISTER2_TEST_FULL") is null ? 150 : 5000, threads: 1);
}
