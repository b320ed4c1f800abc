using Twister2.Mpi;

namespace Twister2.Dataflow.Tests;

/// <summary>What becomes of ranks that do not have the same options.</summary>
[Trait("ranks", "any")]
public sealed class MpiOptionsTests
{
    public static TheoryData<string> Options => ["ChunkBytes", "ChunkRecords", "Routing"];

    [Theory, MemberData(nameof(Options))]
    public void Options_that_differ_are_named_on_all_ranks(string option)
    {
        bool isLast = Communicator.world.Rank == Communicator.world.Size - 1;
        DataflowOptions options = new();
        if (isLast) options = option switch
        {
            "ChunkBytes" => options with { ChunkBytes = 77 },
            "ChunkRecords" => options with { ChunkRecords = 77 },
            _ => options with { Routing = ExchangeRouting.Grid },
        };
        if (Communicator.world.Size == 1)
        {
            DataflowEnvironment.Create(Communicator.world, options).Dispose();
            return;
        }
        ArgumentException e = Assert.Throws<ArgumentException>(() => DataflowEnvironment.Create(Communicator.world, options));
        Assert.Contains(option, e.Message, StringComparison.Ordinal);
        Assert.Contains(option == "Routing" ? "the largest Grid" : "the least is 77", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_scratch_and_compression_are_each_worker_s_own()
    {
        int rank = Communicator.world.Rank;
        using DataflowEnvironment env = DataflowEnvironment.Create(Communicator.world, new DataflowOptions
        {
            MemoryBytes = 1000 << (rank % 10),
            CombineBytes = 100 + rank,
            BytesInFlight = 1 + rank,
            Compression = (ChunkCompression)(rank % 3),
            Scratch = rank % 2 == 0 ? null : Path.GetTempPath(),
        });
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        using Sort<int> sort = new(env, plan, SortOrder.Natural<int>());
        using KeyedReduce<int, int> reduce = KeyedReduce.Sum<int, int>(env, plan);
        using AllReduce<int> sum = AllReduce.Sum<int>(env, plan, 5000);
        for (int i = 0; i < 5000; i++)
        {
            sort.Add(rank, i);
            reduce.Add(rank, i % 100, 1);
        }
        sum.Add(rank, [.. Enumerable.Repeat(1, 5000)]);
        foreach (DataflowOperator operation in (DataflowOperator[])[sort, reduce, sum]) operation.Finish(rank);
        foreach (DataflowOperator operation in (DataflowOperator[])[sum, sort, reduce]) operation.WaitForCompletion();
        Assert.Equal(5000L * env.WorkerCount, env.AllReduce(sort.CountOf(rank), (a, b) => a + b));
        Assert.All(ContractInputs.All(reduce.Read(rank)), pair => Assert.Equal(50 * env.WorkerCount, pair.Value));
        Assert.All(sum.Values(rank).ToArray(), value => Assert.Equal(env.WorkerCount, value));
    }
}
