using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Runs one step with values of one unmanaged type, and knows what must come out.</summary>
public sealed class TypedStep<T>(Intracommunicator comm, Step step, Func<long, T> make, Operation<T> op, Func<T, T, T> combine)
    where T : unmanaged
{
    private readonly int _root = step.Root % comm.Size;
    private readonly int _rank = comm.Rank;
    private readonly int _size = comm.Size;

    private bool IsRoot => _rank == _root;

    private IEnumerable<int> Ranks => Enumerable.Range(0, _size);

    public Pending Start() => step.Call switch
    {
        Call.Barrier => Barrier(),
        Call.Broadcast => Broadcast(),
        Call.Gather => Gather(r => step.Length, varying: false),
        Call.GatherVarying => Gather(r => RandomStep.Count(step, r, 0), varying: true),
        Call.Scatter => Scatter(r => step.Length, varying: false),
        Call.ScatterVarying => Scatter(r => RandomStep.Count(step, r, 0), varying: true),
        Call.Allgather => Allgather(r => step.Length, varying: false),
        Call.AllgatherVarying => Allgather(r => RandomStep.Count(step, r, 0), varying: true),
        Call.Alltoall => Alltoall(),
        Call.AlltoallVarying => AlltoallVarying(),
        Call.Reduce => Reduce(),
        Call.Allreduce => Fold(Ranks, comm.ImmediateAllreduce, comm.Allreduce, comm.ImmediateAllreduce, comm.Allreduce),
        Call.Scan => Fold(Enumerable.Range(0, _rank + 1), comm.ImmediateScan, comm.Scan, comm.ImmediateScan, comm.Scan),
        Call.ExclusiveScan => Fold(
            Enumerable.Range(0, _rank), comm.ImmediateExclusiveScan, comm.ExclusiveScan, comm.ImmediateExclusiveScan, comm.ExclusiveScan),
        Call.ReduceScatter => ReduceScatter(),
        _ => ReduceScatterBlock(),
    };

    private delegate Request StartApart(ReadOnlyMemory<T> input, Operation<T> op, Memory<T> output);

    private delegate void CallApart(ReadOnlySpan<T> input, Operation<T> op, Span<T> output);

    private delegate Request StartInPlace(Memory<T> values, Operation<T> op);

    private delegate void CallInPlace(Span<T> values, Operation<T> op);

    private T[] Data(int rank, int length) => [.. Enumerable.Range(0, length).Select(i => make(RandomStep.Mix(step.Seed, rank, i)))];

    private T[] Folded(IEnumerable<int> ranks, int length) =>
        ranks.Select(r => Data(r, length)).Aggregate((a, b) => [.. a.Zip(b, combine)]);

    private static Request? Now(Action action)
    {
        action();
        return null;
    }

    // One value more than the room must stay as it is.
    private Pending Expect(Request? request, T[] expected, T[] actual, bool known = true) => new(step, request, () =>
    {
        if (known)
            Assert.Equal(expected, actual.Take(expected.Length));
        Assert.All(actual.Skip(expected.Length), v => Assert.Equal(default, v));
    });

    private Pending Barrier() => new(step, step.Immediate ? comm.ImmediateBarrier() : Now(comm.Barrier), () => { });

    private Pending Broadcast()
    {
        T[] values = IsRoot ? Data(_root, step.Length) : new T[step.Length];
        var request = step.Immediate ? comm.ImmediateBroadcast<T>(values, _root) : Now(() => comm.Broadcast<T>(values, _root));
        return Expect(request, Data(_root, step.Length), values);
    }

    private Pending Gather(Func<int, int> count, bool varying)
    {
        int[] counts = IsRoot ? [.. Ranks.Select(count)] : [];
        T[] mine = Data(_rank, count(_rank));
        T[] expected = IsRoot ? [.. Ranks.SelectMany(r => Data(r, count(r)))] : [];
        T[] room = IsRoot ? new T[expected.Length + (step.InPlace && !varying ? 0 : 1)] : [];
        if (!step.InPlace)
        {
            var apart = (step.Immediate, varying) switch
            {
                (true, true) => comm.ImmediateGatherFlattened<T>(mine, counts, _root, room),
                (true, false) => comm.ImmediateGatherFlattened<T>(mine, _root, room),
                (false, true) => Now(() => comm.GatherFlattened<T>(mine, counts, _root, room)),
                _ => Now(() => comm.GatherFlattened<T>(mine, _root, room)),
            };
            return Expect(apart, expected, room);
        }

        if (IsRoot)
            mine.CopyTo(room, Ranks.Take(_rank).Sum(count));
        T[] values = IsRoot ? room : mine;
        var request = (step.Immediate, varying) switch
        {
            (true, true) => comm.ImmediateGatherInPlace<T>(values, counts, _root),
            (true, false) => comm.ImmediateGatherInPlace<T>(values, _root),
            (false, true) => Now(() => comm.GatherInPlace<T>(values, counts, _root)),
            _ => Now(() => comm.GatherInPlace<T>(values, _root)),
        };
        return Expect(request, expected, room);
    }

    private Pending Scatter(Func<int, int> count, bool varying)
    {
        int[] counts = IsRoot ? [.. Ranks.Select(count)] : [];
        T[] all = IsRoot ? Data(_root, Ranks.Sum(count)) : [];
        T[] expected = [.. Data(_root, Ranks.Sum(count)).Skip(Ranks.Take(_rank).Sum(count)).Take(count(_rank))];
        T[] room = new T[expected.Length];
        if (!step.InPlace)
        {
            var apart = (step.Immediate, varying) switch
            {
                (true, true) => comm.ImmediateScatterFromFlattened<T>(all, counts, _root, room),
                (true, false) => comm.ImmediateScatterFromFlattened<T>(all, _root, room),
                (false, true) => Now(() => comm.ScatterFromFlattened<T>(all, counts, _root, room)),
                _ => Now(() => comm.ScatterFromFlattened<T>(all, _root, room)),
            };
            return Expect(apart, expected, room);
        }

        T[] values = IsRoot ? all : room;
        var request = (step.Immediate, varying) switch
        {
            (true, true) => comm.ImmediateScatterInPlace<T>(values, counts, _root),
            (true, false) => comm.ImmediateScatterInPlace<T>(values, _root),
            (false, true) => Now(() => comm.ScatterInPlace<T>(values, counts, _root)),
            _ => Now(() => comm.ScatterInPlace<T>(values, _root)),
        };
        return IsRoot ? Expect(request, Data(_root, all.Length), all) : Expect(request, expected, room);
    }

    private Pending Allgather(Func<int, int> count, bool varying)
    {
        int[] counts = [.. Ranks.Select(count)];
        T[] mine = Data(_rank, count(_rank));
        T[] expected = [.. Ranks.SelectMany(r => Data(r, count(r)))];
        T[] room = new T[expected.Length + (step.InPlace && !varying ? 0 : 1)];
        if (step.InPlace)
            mine.CopyTo(room, Ranks.Take(_rank).Sum(count));
        var request = (step.Immediate, step.InPlace, varying) switch
        {
            (true, true, true) => comm.ImmediateAllgatherInPlace<T>(room, counts),
            (true, true, false) => comm.ImmediateAllgatherInPlace<T>(room),
            (true, false, true) => comm.ImmediateAllgatherFlattened<T>(mine, counts, room),
            (true, false, false) => comm.ImmediateAllgatherFlattened<T>(mine, room),
            (false, true, true) => Now(() => comm.AllgatherInPlace<T>(room, counts)),
            (false, true, false) => Now(() => comm.AllgatherInPlace(room.AsSpan())),
            (false, false, true) => Now(() => comm.AllgatherFlattened<T>(mine, counts, room)),
            _ => Now(() => comm.AllgatherFlattened(mine.AsSpan(), room.AsSpan())),
        };
        return Expect(request, expected, room);
    }

    private Pending Alltoall()
    {
        int part = step.Length / _size;
        T[] mine = Data(_rank, part * _size);
        T[] expected = [.. Ranks.SelectMany(r => Data(r, part * _size).Skip(_rank * part).Take(part))];
        T[] room = new T[expected.Length + 1];
        var request = (step.Immediate, step.InPlace) switch
        {
            (true, true) => comm.ImmediateAlltoallInPlace<T>(mine),
            (true, false) => comm.ImmediateAlltoall<T>(mine, room),
            (false, true) => Now(() => comm.AlltoallInPlace<T>(mine)),
            _ => Now(() => comm.Alltoall<T>(mine, room)),
        };
        return Expect(request, expected, step.InPlace ? mine : room);
    }

    // In place two ranks send each other equally much.
    private Pending AlltoallVarying()
    {
        int Sent(int from, int to) => step.InPlace
            ? RandomStep.Count(step, Math.Min(from, to), Math.Max(from, to))
            : RandomStep.Count(step, from, to);
        int[] sendCounts = [.. Ranks.Select(r => Sent(_rank, r))];
        int[] recvCounts = [.. Ranks.Select(r => Sent(r, _rank))];
        T[] mine = Data(_rank, sendCounts.Sum());
        T[] expected = [.. Ranks.SelectMany(
            r => Data(r, Ranks.Sum(to => Sent(r, to))).Skip(Ranks.Take(_rank).Sum(to => Sent(r, to))).Take(Sent(r, _rank)))];
        T[] room = new T[expected.Length + 1];
        var request = (step.Immediate, step.InPlace) switch
        {
            (true, true) => comm.ImmediateAlltoallInPlace<T>(mine, sendCounts),
            (true, false) => comm.ImmediateAlltoallFlattened<T>(mine, sendCounts, recvCounts, room),
            (false, true) => Now(() => comm.AlltoallInPlace<T>(mine, sendCounts)),
            _ => Now(() => comm.AlltoallFlattened<T>(mine, sendCounts, recvCounts, room)),
        };
        return Expect(request, expected, step.InPlace ? mine : room);
    }

    private Pending Reduce()
    {
        T[] mine = Data(_rank, step.Length);
        T[] expected = IsRoot ? Folded(Ranks, step.Length) : step.InPlace ? Data(_rank, step.Length) : [];
        T[] room = IsRoot && !step.InPlace ? new T[step.Length + 1] : [];
        var request = (step.Immediate, step.InPlace) switch
        {
            (true, true) => comm.ImmediateReduce<T>(mine, op, _root),
            (true, false) => comm.ImmediateReduce<T>(mine, op, _root, room),
            (false, true) => Now(() => comm.Reduce(mine.AsSpan(), op, _root)),
            _ => Now(() => comm.Reduce<T>(mine, op, _root, room)),
        };
        return Expect(request, expected, step.InPlace ? mine : room);
    }

    private Pending Fold(
        IEnumerable<int> ranks, StartApart startApart, CallApart callApart, StartInPlace startInPlace, CallInPlace callInPlace)
    {
        T[] mine = Data(_rank, step.Length);
        bool known = ranks.Any();
        T[] expected = known ? Folded(ranks, step.Length) : mine;
        T[] room = new T[step.Length + 1];
        var request = (step.Immediate, step.InPlace) switch
        {
            (true, true) => startInPlace(mine, op),
            (true, false) => startApart(mine, op, room),
            (false, true) => Now(() => callInPlace(mine, op)),
            _ => Now(() => callApart(mine, op, room)),
        };
        return Expect(request, expected, step.InPlace ? mine : room, known);
    }

    private Pending ReduceScatter()
    {
        int[] counts = [.. Ranks.Select(r => RandomStep.Count(step, r, 0))];
        T[] mine = Data(_rank, counts.Sum());
        T[] expected = [.. Folded(Ranks, mine.Length).Skip(counts.Take(_rank).Sum()).Take(counts[_rank])];
        T[] room = new T[expected.Length + 1];
        var request = (step.Immediate, step.InPlace) switch
        {
            (true, true) => comm.ImmediateReduceScatter<T>(mine, op, counts),
            (true, false) => comm.ImmediateReduceScatter<T>(mine, op, counts, room),
            (false, true) => Now(() => comm.ReduceScatter(mine.AsSpan(), op, counts)),
            _ => Now(() => comm.ReduceScatter<T>(mine, op, counts, room)),
        };
        return ExpectFirst(request, expected, step.InPlace ? mine : room);
    }

    private Pending ReduceScatterBlock()
    {
        int part = step.Length / _size;
        T[] mine = Data(_rank, part * _size);
        T[] expected = [.. Folded(Ranks, mine.Length).Skip(part * _rank).Take(part)];
        T[] room = new T[part + 1];
        var request = (step.Immediate, step.InPlace) switch
        {
            (true, true) => comm.ImmediateReduceScatterBlock<T>(mine, op),
            (true, false) => comm.ImmediateReduceScatterBlock<T>(mine, op, room),
            (false, true) => Now(() => comm.ReduceScatterBlock(mine.AsSpan(), op)),
            _ => Now(() => comm.ReduceScatterBlock<T>(mine, op, room)),
        };
        return ExpectFirst(request, expected, step.InPlace ? mine : room);
    }

    // In place the values after the result have no meaning.
    private Pending ExpectFirst(Request? request, T[] expected, T[] actual) => new(step, request, () =>
        Assert.Equal(expected, actual.Take(expected.Length)));
}
