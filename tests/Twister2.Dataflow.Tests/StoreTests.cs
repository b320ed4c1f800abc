using CsCheck;
using Twister2.Dataflow.Spill;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Tests;

/// <summary>Records in memory and on scratch: always those that were added, in the order of adding, and never more memory than the budget allows where that can be.</summary>
[Trait("ranks", "none")]
public sealed class StoreTests
{
    private static readonly Gen<long> Budgets = Gen.OneOf(Gen.Long[1, 20_000], Gen.Long[20_000, 10_000_000]);

    [Fact]
    public void Plain_records_come_back_in_the_order_of_adding() => Gen.Select(Gen.Int.Array[0, 300].Array[0, 40], Budgets).Sample((batches, budget) =>
        CheckStore(batches, budget), iter: 200);

    [Fact]
    public void Text_comes_back_in_the_order_of_adding() => Gen.Select(Gen.String.Null().Array[0, 60].Array[0, 20], Budgets).Sample((batches, budget) =>
        CheckStore(batches, budget), iter: 200);

    [Fact]
    public void Blocks_of_any_size_come_back_from_scratch() => Gen.Select(Gen.Byte.Array[0, 5000], Gen.Byte, Gen.Int[0, 3_000_000]).Sample((random, value, length) =>
    {
        using DataflowEnvironment env = SingleWorker.New(1 << 20);
        using SpillLog log = new(env, "test");
        byte[][] blocks = [random, [.. Enumerable.Repeat(value, length)], [], random, [value]];
        SpilledBlock[] spilled = [.. blocks.Select(block => log.Append(block))];
        for (int i = blocks.Length - 1; i >= 0; i--)
        {
            byte[] read = new byte[blocks[i].Length + 3];
            log.Read(spilled[i], read);
            Assert.True(blocks[i].AsSpan().SequenceEqual(read.AsSpan(0, blocks[i].Length)));
        }
        Assert.True(length < 1000 || env.Counters.BytesSpilled < random.Length * 2 + length / 10 + 200);
    }, iter: 100);

    [Fact]
    public void Memory_stays_within_the_budget_and_comes_back()
    {
        MemorySpillStore spill = new();
        DataflowEnvironment env = SingleWorker.New(20 << 20, spill);
        RecordStore<long> first = new(env, "first"), second = new(env, "second");
        for (int i = 0; i < 400; i++)
        {
            first.Add([.. Enumerable.Range(i * 10_000, 10_000).Select(n => (long)n)]);
            second.Add([.. Enumerable.Range(i * 10_000, 10_000).Select(n => -(long)n)]);
        }
        Assert.InRange(env.Memory.Peak, 10 << 20, 20 << 20);
        Assert.True(first.HasSpilled && second.HasSpilled);
        Assert.True(env.Memory.Used + env.Memory.Idle <= env.Memory.Limit);
        long next = 0;
        using (RecordReader<long> reader = first.Read())
        {
            foreach (ReadOnlySpan<long> chunk in reader)
            {
                // Others may spill, and may be added to, while one is read.
                second.Add(-4_000_000 - next);
                foreach (long value in chunk) Assert.Equal(next++, value);
            }
        }
        Assert.Equal(4_000_000, next);
        first.Dispose();
        second.Dispose();
        Assert.Equal(0, env.Memory.Used);
        Assert.Equal(0, spill.Open);
        env.Dispose();
    }

    [Fact]
    public void A_block_that_is_read_stays_until_the_reader_is_through()
    {
        using DataflowEnvironment env = SingleWorker.New(100 << 20);
        RecordStore<int> store = new(env, "test");
        store.Add([.. Enumerable.Range(0, 500)]);
        RecordReader<int> reader = store.Read(), consumer = store.Consume();
        Assert.True(reader.MoveNext() && consumer.MoveNext());
        store.Spill();
        Assert.Equal(0, env.Counters.BytesSpilled);
        Assert.False(consumer.MoveNext());
        Assert.Equal(Enumerable.Range(0, 500), reader.Current.ToArray());
        store.Dispose();
        Assert.True(env.Memory.Used > 0);
        Assert.Equal(Enumerable.Range(0, 500), reader.Current.ToArray());
        reader.Dispose();
        Assert.Equal(0, env.Memory.Used);
    }

    [Fact]
    public void Consuming_gives_memory_back_behind_the_reader_and_is_for_once()
    {
        using DataflowEnvironment env = SingleWorker.New(100 << 20);
        using RecordStore<long> store = new(env, "test");
        store.Add(new long[2_000_000]);
        long before = env.Memory.Used;
        using (RecordReader<long> reader = store.Consume())
        {
            for (int i = 0; i < 4; i++) Assert.True(reader.MoveNext());
            Assert.True(reader.MoveNext());
            Assert.True(env.Memory.Used < before);
            while (reader.MoveNext()) { }
        }
        Assert.Equal(0, env.Memory.Used);
        using RecordReader<long> again = store.Read();
        Assert.Throws<InvalidOperationException>(() => again.MoveNext());
    }

    [Fact]
    public void A_record_larger_than_the_budget_goes_through()
    {
        using DataflowEnvironment env = SingleWorker.New(10_000);
        using RecordStore<string> store = new(env, "test");
        string[] records = ["a", new('b', 3_000_000), "c", new('d', 1_500_000), .. Enumerable.Repeat(new string('e', 40_000), 300)];
        foreach (string record in records) store.Add(record);
        int next = 0;
        using RecordReader<string> reader = store.Read();
        foreach (ReadOnlySpan<string> chunk in reader)
        {
            // No reader has to hold all large ones of a batch at a time.
            if (chunk.Length > 1) Assert.InRange(chunk.ToArray().Sum(record => record.Length), 0, 1 << 20);
            foreach (string record in chunk) Assert.Equal(records[next++], record);
        }
        Assert.Equal(records.Length, next);
    }

    [Fact]
    public void Reserving_makes_the_largest_holder_spill_and_the_next_where_that_gives_nothing()
    {
        MemoryBudget budget = new(100);
        Holder stuck = new(budget, 60, gives: false), small = new(budget, 10, gives: true), large = new(budget, 30, gives: true);
        Assert.False(budget.TryReserve(1));
        budget.Reserve(5);
        Assert.Equal((1, 0, 1), (stuck.Asked, small.Asked, large.Asked));
        Assert.Equal((75, 100), (budget.Used, budget.Peak));
        budget.Reserve(30);
        Assert.Equal((2, 1), (stuck.Asked, small.Asked));
        budget.Reserve(50); // Nobody can give anything back: it is passed.
        Assert.Equal((145, 145, 0), (budget.Used, budget.Peak, budget.Free));
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.Reserve(-1));
        budget.Reserve(long.MaxValue / 2);
    }

    [Fact]
    public void Scratch_that_is_full_is_named()
    {
        FaultySpillStore spill = new() { Room = 50_000 };
        using DataflowEnvironment env = SingleWorker.New(10_000, spill);
        using RecordStore<Guid> store = new(env, "Partition");
        SpillException e = Assert.Throws<SpillException>(() =>
        {
            for (int i = 0; i < 10_000; i++) store.Add(Guid.NewGuid());
        });
        Assert.Contains("Partition: worker 0 holds more than its 10,000 bytes of memory", e.Message, StringComparison.Ordinal);
        Assert.Contains("faulty memory", e.Message, StringComparison.Ordinal);
        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        FaultySpillStore closed = new() { FailsToCreate = true };
        using DataflowEnvironment other = SingleWorker.New(10, closed);
        using RecordStore<int> refused = new(other, "Gather");
        Assert.Contains("No files may be made here", Assert.Throws<SpillException>(() => refused.Add(new int[10_000])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "damaged at byte")]
    [InlineData(9, "damaged at byte")]
    [InlineData(30, "damaged at byte")]
    [InlineData(-1, "cannot be read at byte")]
    public void Scratch_that_does_not_give_back_what_was_written_is_named(int damagedByte, string expected)
    {
        foreach (bool compressible in (bool[])[true, false])
        {
            FaultySpillStore spill = new();
            using DataflowEnvironment env = SingleWorker.New(1 << 20, spill);
            using SpillLog log = new(env, "Partition");
            byte[] bytes = new byte[1000];
            if (!compressible) new Random(1).NextBytes(bytes);
            SpilledBlock block = log.Append(bytes);
            log.Read(block, bytes);
            (spill.FailsToRead, spill.Damage, spill.DamagedByte) = (damagedByte < 0, 1, Math.Max(damagedByte, 0));
            SpillException e = Assert.Throws<SpillException>(() => log.Read(block, bytes));
            Assert.Contains("Partition: worker 0: scratch file memory:Partition", e.Message, StringComparison.Ordinal);
            Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        }
    }

    private static void CheckStore<T>(T[][] batches, long budget)
    {
        MemorySpillStore spill = new();
        using DataflowEnvironment env = SingleWorker.New(budget, spill, new DataflowOptions { ChunkRecords = 100 });
        using (RecordStore<T> store = new(env, "test"))
        {
            foreach (T[] batch in batches)
            {
                if (batch.Length % 3 == 1) Array.ForEach(batch, record => store.Add(record));
                else store.Add(batch);
            }
            T[] expected = [.. batches.SelectMany(batch => batch)];
            Assert.Equal(expected.Length, store.Count);
            Assert.Equal(expected, ReadAll(store.Read()));
            store.Spill();
            Assert.Equal(expected, ReadInPieces(store.Read()));
            Assert.Equal(expected, ReadAll(store.Consume()));
        }
        Assert.Equal(0, env.Memory.Used);
        Assert.Equal(0, spill.Open);
        Assert.Equal(0, env.Pool.Rented);
    }

    internal static List<T> ReadAll<T>(RecordReader<T> reader)
    {
        using (reader)
        {
            List<T> all = [];
            foreach (ReadOnlySpan<T> chunk in reader) all.AddRange(chunk);
            return all;
        }
    }

    internal static List<T> ReadInPieces<T>(RecordReader<T> reader)
    {
        using (reader)
        {
            List<T> all = [];
            T[] piece = new T[7];
            for (int count = piece.Length; count == piece.Length;)
            {
                count = reader.Read(piece);
                all.AddRange(piece.AsSpan(0, count));
            }
            return all;
        }
    }

    private sealed class Holder : IMemoryHolder
    {
        private readonly MemoryBudget _budget;
        private readonly bool _gives;

        public Holder(MemoryBudget budget, long bytes, bool gives)
        {
            (_budget, _gives, SpillableBytes) = (budget, gives, bytes);
            budget.Register(this);
            budget.Reserve(bytes);
        }

        public int Asked { get; private set; }

        public long SpillableBytes { get; private set; }

        public void Spill()
        {
            Asked++;
            if (!_gives) return;
            _budget.Release(SpillableBytes);
            SpillableBytes = 0;
        }
    }
}
