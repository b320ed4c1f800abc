using MemoryPack;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Values, arrays and objects between two groups, in MPI.NET's forms.</summary>
[Trait("ranks", "any")]
public sealed partial class IntercommunicatorValueTests : RankTests
{
    private static int[] Others => Halves.Others;

    private static int Root => Halves.Root;

    private static bool IsLeaf => !Halves.IsEven;

    [Fact]
    public void A_root_broadcasts_objects_arrays_and_texts()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        var job = new Job($"of {World.Rank}", World.Rank);
        inter.Broadcast(ref job, Root);
        Assert.Equal(IsLeaf ? "of 0" : $"of {World.Rank}", job.Name);

        int[]? numbers = Halves.IsRoot ? [1, 2, 3] : World.Rank == 1 ? null : [9];
        inter.Broadcast(ref numbers, Root);
        Assert.Equal(IsLeaf || Halves.IsRoot ? [1, 2, 3] : [9], numbers!);
        int[] same = numbers!;
        inter.Broadcast(ref numbers, Root);
        Assert.Same(same, numbers);

        string?[]? texts = Halves.IsRoot ? ["a", null, "ж"] : null;
        inter.Broadcast(ref texts, Root);
        Assert.Equal(IsLeaf || Halves.IsRoot ? ["a", null, "ж"] : null, texts);
        int[]? none = Halves.IsRoot ? null : [4];
        inter.Broadcast(ref none, Root);
        Assert.Equal(IsLeaf || Halves.IsRoot ? null : [4], none);
        Job[]? noJobs = Halves.IsRoot ? null : [new("x", 1)];
        inter.Broadcast(ref noJobs, Root);
        Assert.Equal(IsLeaf || Halves.IsRoot, noJobs is null);

        string? text = Halves.IsRoot ? "a text, ж" : "old";
        inter.Broadcast(ref text, Root);
        Assert.Equal(IsLeaf || Halves.IsRoot ? "a text, ж" : "old", text);
        text = Halves.IsRoot ? null : "old";
        inter.Broadcast(ref text, Root);
        Assert.Equal(IsLeaf || Halves.IsRoot ? null : "old", text);
    }

    [Fact]
    public void A_root_gathers_objects_and_arrays()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        var jobs = inter.Gather(new Job("j", World.Rank), Root);
        Assert.Equal(Halves.IsRoot ? Others : null, jobs?.Select(j => j.Number));
        int[]? ranks = Halves.IsRoot ? new int[Others.Length] : null;
        int[]? room = ranks;
        inter.Gather(World.Rank, Root, ref ranks);
        Assert.Same(room, ranks);
        Assert.Equal(Halves.IsRoot ? Others : null, ranks);

        int[]? numbers = IsLeaf ? [.. Enumerable.Repeat(World.Rank, halves.Local.Rank + 1)] : null;
        int[] expected = [.. Others.SelectMany((o, i) => Enumerable.Repeat(o, i + 1))];
        Assert.Equal(Halves.IsRoot ? expected : null, inter.GatherFlattened(numbers, Root));
        int[]? got = [5];
        inter.GatherFlattened(numbers, Root, ref got);
        Assert.Equal(Halves.IsRoot ? expected : [5], got!);
        string[]? texts = IsLeaf ? [.. Enumerable.Repeat($"{World.Rank}", halves.Local.Rank + 1)] : null;
        Assert.Equal(Halves.IsRoot ? expected.Select(e => $"{e}") : null, inter.GatherFlattened(texts, Root));
    }

    [Fact]
    public void Each_role_of_a_gather_has_its_form()
    {
        using var halves = new Halves();
        Roles<int>(halves.Inter, rank => rank);
        Roles<string>(halves.Inter, rank => $"{rank}");

        static void Roles<T>(Intercommunicator inter, Func<int, T> make)
        {
            T[] two = [make(World.Rank), make(-1)];
            T[] expected = [.. Others.SelectMany(o => new[] { make(o), make(-1) })];
            T[]? room = null;
            int[] counts = [.. Others.Select(_ => 2)];
            for (int form = 0; form < 4; form++)
            {
                if (IsLeaf)
                {
                    Assert.Null(inter.GatherFlattened(two, 0));
                    continue;
                }

                if (!Halves.IsRoot)
                {
                    inter.GatherFlattened<T>();
                    continue;
                }

                room = null;
                if (form == 0)
                    room = inter.GatherFlattened<T>(2);
                else if (form == 1)
                    inter.GatherFlattened(2, ref room);
                else if (form == 2)
                    room = inter.GatherFlattened<T>(counts);
                else
                    inter.GatherFlattened(counts, ref room);
                Assert.Equal(expected, room!);
            }

            // Other counts than what comes.
            if (IsLeaf)
                inter.GatherFlattened(two, 0);
            else if (!Halves.IsRoot)
                inter.GatherFlattened<T>();
            else
                Assert.Equal(ErrorClass.Count, Assert.Throws<MpiException>(() => inter.GatherFlattened<T>(3)).ErrorClass);
        }
    }

    [Fact]
    public void A_root_scatters_objects_and_arrays()
    {
        using var halves = new Halves();
        Scatter<long>(halves, rank => rank + 1, 0);
        Scatter<string>(halves, rank => $"to {rank}", null!);

        static void Scatter<T>(Halves halves, Func<int, T> make, T nothing)
        {
            var inter = halves.Inter;
            int mine = halves.Local.Rank;
            T[]? each = Halves.IsRoot ? [.. Others.Select(make)] : null;
            Assert.Equal(IsLeaf ? make(World.Rank) : nothing, inter.Scatter(each, Root));
            if (IsLeaf)
                Assert.Equal(make(World.Rank), inter.Scatter<T>(0));
            else if (Halves.IsRoot)
                inter.Scatter(each!);
            else
                inter.Scatter<T>();

            T[]? pairs = Halves.IsRoot ? [.. Others.SelectMany(o => new[] { make(o), make(0) })] : null;
            T[]? pair = IsLeaf ? [make(World.Rank), make(0)] : null;
            Assert.Equal(pair, inter.ScatterFromFlattened(pairs, 2, Root));
            T[]? room = null;
            inter.ScatterFromFlattened(pairs, 2, Root, ref room);
            Assert.Equal(pair, room);

            int[] lengths = [.. Enumerable.Range(1, IsLeaf ? Halves.Mine.Length : Others.Length)];
            T[]? many = Halves.IsRoot ? [.. Others.SelectMany((o, i) => Enumerable.Repeat(make(o), i + 1))] : null;
            T[]? part = IsLeaf ? [.. Enumerable.Repeat(make(World.Rank), mine + 1)] : null;
            Assert.Equal(part, inter.ScatterFromFlattened(many, lengths, Root));
            room = null;
            inter.ScatterFromFlattened(many, lengths, Root, ref room);
            Assert.Equal(part, room);

            Roles(inter, pairs, pair, many, part, lengths);
        }

        static void Roles<T>(Intercommunicator inter, T[]? pairs, T[]? pair, T[]? many, T[]? part, int[] lengths)
        {
            T[]? room = null;
            if (IsLeaf)
            {
                inter.ScatterFromFlattened(2, 0, ref room);
                Assert.Equal(pair, room);
                inter.ScatterFromFlattened(lengths, 0, ref room);
                Assert.Equal(part, room);
            }
            else if (Halves.IsRoot)
            {
                inter.ScatterFromFlattened(pairs!, 2);
                inter.ScatterFromFlattened(many!, lengths);
            }
            else
            {
                inter.ScatterFromFlattened<T>();
                inter.ScatterFromFlattened<T>();
            }
        }
    }

    [Fact]
    public void Each_group_gets_the_others_objects_and_arrays()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        Assert.Equal(Others, inter.Allgather(new Job("j", World.Rank)).Select(j => j.Number));
        string[]? texts = null;
        inter.Allgather($"{World.Rank}", ref texts);
        Assert.Equal(Others.Select(o => $"{o}"), texts!);
        Gather<double>(inter, rank => rank / 2.0);
        Gather<string>(inter, rank => $"{rank}");

        static void Gather<T>(Intercommunicator inter, Func<int, T> make)
        {
            T[] mine = [.. Enumerable.Repeat(make(World.Rank), World.Rank + 1)];
            T[] expected = [.. Others.SelectMany(o => Enumerable.Repeat(make(o), o + 1))];
            Assert.Equal(expected, inter.AllgatherFlattened(mine));
            T[]? room = null;
            inter.AllgatherFlattened(mine, [.. Others.Select(o => o + 1)], ref room);
            Assert.Equal(expected, room!);
            T[] two = [make(World.Rank), make(-1)];
            T[] pairs = [.. Others.SelectMany(o => new[] { make(o), make(-1) })];
            Assert.Equal(pairs, inter.AllgatherFlattened(two, 2));
            inter.AllgatherFlattened(two, 2, ref room);
            Assert.Equal(pairs, room!);
        }
    }

    [Fact]
    public void Each_process_gets_an_object_from_each_of_the_other_group()
    {
        using var halves = new Halves();
        Exchange<int>(halves.Inter, (from, to) => (100 * from) + to);
        Exchange<string>(halves.Inter, (from, to) => $"{from}-{to}");

        static void Exchange<T>(Intercommunicator inter, Func<int, int, T> make)
        {
            T[] values = [.. Others.Select(o => make(World.Rank, o))];
            T[] expected = [.. Others.Select(o => make(o, World.Rank))];
            Assert.Equal(expected, inter.Alltoall(values));
            T[]? room = null;
            inter.Alltoall(values, ref room);
            Assert.Equal(expected, room!);

            int[] sendCounts = [.. Others.Select(o => World.Rank + 1)];
            int[] recvCounts = [.. Others.Select(o => o + 1)];
            T[] many = [.. Others.SelectMany(o => Enumerable.Repeat(make(World.Rank, o), World.Rank + 1))];
            expected = [.. Others.SelectMany(o => Enumerable.Repeat(make(o, World.Rank), o + 1))];
            Assert.Equal(expected, inter.AlltoallFlattened(many, sendCounts, recvCounts));
            inter.AlltoallFlattened(many, sendCounts, recvCounts, ref room);
            Assert.Equal(expected, room!);
        }
    }

    [Fact]
    public void Values_arrays_and_objects_are_reduced_in_the_order_of_ranks()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        string others = string.Concat(Others);
        Assert.Equal(Halves.IsRoot ? others : $"{World.Rank}", inter.Reduce($"{World.Rank}", (a, b) => a + b, Root));
        Assert.Equal(others, inter.Allreduce($"{World.Rank}", (a, b) => a + b));
        using var join = new Operation<string>((a, b) => a + b);
        Assert.Equal(others, inter.Allreduce($"{World.Rank}", join));
        Assert.Equal(Halves.IsRoot ? others : $"{World.Rank}", inter.Reduce($"{World.Rank}", join, Root));

        string[] two = [$"{World.Rank}", "x"];
        string[] joined = [others, new string('x', Others.Length)];
        Assert.Equal(Halves.IsRoot ? joined : null, inter.Reduce(IsLeaf ? two : null, join, Root));
        Assert.Equal(joined, inter.Allreduce(two, join));
        string[]? room = null;
        inter.Allreduce(two, (a, b) => a + b, ref room);
        Assert.Equal(joined, room!);
        room = null;
        inter.Reduce(IsLeaf ? two : null, (a, b) => a + b, Root, ref room);
        Assert.Equal(Halves.IsRoot ? joined : null, room);

        int[] numbers = [World.Rank, 1];
        int[] sums = [Others.Sum(), Others.Length];
        Assert.Equal(Halves.IsRoot ? Others.Sum() : World.Rank, inter.Reduce(World.Rank, (a, b) => a + b, Root));
        Assert.Equal(Halves.IsRoot ? sums : null, inter.Reduce(Root == Intercommunicator.Null ? null : numbers, Operation<int>.Add, Root));
        Assert.Equal(Halves.IsRoot ? sums : null, inter.Reduce(numbers, (a, b) => a + b, Root));
        int[]? sum = Halves.IsRoot ? new int[2] : null;
        int[]? same = sum;
        inter.Reduce(IsLeaf ? numbers : null, Operation<int>.Add, Root, ref sum);
        Assert.Equal(Halves.IsRoot ? sums : null, sum);
        Assert.Same(same, sum);
        inter.Reduce<int>(IsLeaf ? numbers : [], (a, b) => a + b, Root, sum.AsSpan());
        Assert.Equal(sums, inter.Allreduce(numbers, Operation<int>.Add));
        Assert.Equal(sums, inter.Allreduce(numbers, (a, b) => a + b));
        Assert.Equal(Others.Sum(), inter.Allreduce(World.Rank, (a, b) => a + b));
        sum = new int[2];
        inter.Allreduce<int>(numbers, (a, b) => a + b, sum.AsSpan());
        Assert.Equal(sums, sum);
    }

    [Fact]
    public void Pairs_of_value_and_place_are_reduced()
    {
        using var halves = new Halves();
        var most = halves.Inter.Allreduce(new Located<int>(World.Rank % 4, World.Rank), Operation<Located<int>>.MaxLocation);
        int value = Others.Max(o => o % 4);
        Assert.Equal(new Located<int>(value, Others.First(o => o % 4 == value)), most);
    }

    [Fact]
    public void What_is_combined_is_dealt_out()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        int length = Halves.Mine.Length * Others.Length;
        int share = Others.Length;
        int[] shares = [.. Halves.Mine.Select(_ => share)];
        int first = halves.Local.Rank * share;
        int[] values = [.. Enumerable.Range(0, length).Select(i => (World.Rank * 100) + i)];
        int[] expected = [.. Enumerable.Range(first, share).Select(i => Others.Sum(o => (o * 100) + i))];
        Assert.Equal(expected, inter.ReduceScatter(values, Operation<int>.Add, shares));
        Assert.Equal(expected, inter.ReduceScatter(values, (a, b) => a + b, shares));
        int[]? part = null;
        inter.ReduceScatter(values, Operation<int>.Add, shares, ref part);
        Assert.Equal(expected, part!);
        part.AsSpan().Clear();
        inter.ReduceScatter<int>(values, (a, b) => a + b, shares, part.AsSpan());
        Assert.Equal(expected, part!);
        part.AsSpan().Clear();
        inter.ReduceScatterBlock<int>(values, (a, b) => a + b, part.AsSpan());
        Assert.Equal(expected, part!);

        // Objects may be dealt out unevenly, in either group.
        int[] uneven = [.. Enumerable.Repeat(0, Halves.Mine.Length - 1), length];
        string[] texts = [.. Enumerable.Range(0, length).Select(i => $"{World.Rank}.{i} ")];
        string[] joined = [.. Enumerable.Range(0, length).Select(i => string.Concat(Others.Select(o => $"{o}.{i} ")))];
        Assert.Equal(halves.Local.Rank == Halves.Mine.Length - 1 ? joined : [], inter.ReduceScatter(texts, (a, b) => a + b, uneven));
    }

    [Fact]
    public void A_failure_of_an_object_is_told_to_the_other_group()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        // The first of the even ranks cannot pack its object.
        if (Halves.IsEven)
        {
            var failure = Record.Exception(() => inter.Allgather(new Holder(Halves.IsRoot ? new Unpackable() : null)));
            Assert.Equal(Halves.IsRoot, failure is not null);
        }
        else
        {
            Assert.Contains("rank 0 failed", Assert.Throws<MpiException>(() => inter.Allgather(new Holder(null))).Message, StringComparison.Ordinal);
        }

        // A function that throws: the even ranks combine to nothing, the odd ones as ever.
        Func<string, string, string> join = (a, b) => Halves.IsEven ? throw new InvalidOperationException("no") : a + b;
        var thrown = Record.Exception(() => inter.Allreduce($"{World.Rank}", (a, b) => join(a, b)));
        bool evenFail = World.Size > 2;
        if (IsLeaf)
            Assert.Equal(evenFail, thrown is MpiException);
        else
            Assert.Equal(evenFail && halves.Local.Rank == 0, thrown is InvalidOperationException);
    }

    [Fact]
    public void Operations_that_objects_do_not_have_are_refused_before_anything_is_sent()
    {
        using var halves = new Halves();
        var inter = halves.Inter;
        var error = Assert.Throws<MpiException>(() => inter.Allreduce("a", Operation<string>.Add));
        Assert.Equal(ErrorClass.Operation, error.ErrorClass);
        Assert.Throws<MpiException>(() => inter.Reduce("a", Operation<string>.Max, Root));
        Assert.Throws<MpiException>(() => inter.ReduceScatter(["a"], Operation<string>.Min, [1]));
        inter.Barrier();
    }

    [Fact]
    public void Hidden_communicators_go_with_it()
    {
        using var halves = new Halves();
        for (int i = 0; i < 3; i++)
        {
            var copy = halves.Inter.Clone();
            Assert.Equal(string.Concat(Others), copy.Allreduce($"{World.Rank}", (a, b) => a + b));
            if (i == 1)
                copy.Disconnect();
            copy.Dispose();
        }

        using var own = World.Clone();
        Assert.Equal(string.Concat(Enumerable.Range(0, World.Size)), own.Allreduce($"{World.Rank}", (a, b) => a + b));
        own.Disconnect();
    }

    [MemoryPackable]
    internal sealed partial record Job(string Name, int Number);

    [MemoryPackable]
    internal sealed partial record Holder(Unpackable? Inner);

    /// <summary>Throws when it is packed.</summary>
    [MemoryPackable]
    internal sealed partial class Unpackable
    {
        public int Number { get; set; }

        [MemoryPackOnSerializing]
        private void Fail() => throw new InvalidOperationException($"number {Number} cannot be packed");
    }
}
