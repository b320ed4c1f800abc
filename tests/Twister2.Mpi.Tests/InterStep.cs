using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>
/// Runs one step between two groups with values of one unmanaged type. There is no scan and nothing in place between groups; a scan is a reduction here.
/// </summary>
public sealed class InterStep<T>(Intercommunicator comm, int side, Step step, Func<long, T> make, Operation<T> op, Func<T, T, T> combine)
    where T : unmanaged
{
    private readonly InterRoot _root = new(comm, side, step);

    private IEnumerable<int> Others => Enumerable.Range(0, comm.RemoteSize);

    public Pending Start() => step.Call switch
    {
        Call.Barrier => new(step, step.Immediate ? comm.ImmediateBarrier() : Now(comm.Barrier), () => { }),
        Call.Broadcast => Broadcast(),
        Call.Gather => Gather(r => step.Length, varying: false),
        Call.GatherVarying => Gather(r => RandomStep.Count(step, r, 0), varying: true),
        Call.Scatter => Scatter(r => step.Length, varying: false),
        Call.ScatterVarying => Scatter(r => RandomStep.Count(step, r, 0), varying: true),
        Call.Allgather => Allgather((group, r) => RandomStep.Count(step, group, 0), varying: false),
        Call.AllgatherVarying => Allgather((group, r) => RandomStep.Count(step, group, r), varying: true),
        Call.Alltoall => Alltoall((from, sender, receiver) => RandomStep.Count(step, from, 0) / 8, varying: false),
        Call.AlltoallVarying => Alltoall((from, sender, receiver) => RandomStep.Count(step, (100 * from) + sender, receiver) / 4, varying: true),
        Call.Reduce => Reduce(),
        Call.ReduceScatter => ReduceScatter(),
        Call.ReduceScatterBlock => ReduceScatterBlock(),
        _ => Allreduce(),
    };

    private T[] Data(int group, int rank, int length) =>
        [.. Enumerable.Range(0, length).Select(i => make(RandomStep.Mix(step.Seed, (100 * group) + rank, i)))];

    private T[] Mine(int length) => Data(side, comm.Rank, length);

    private T[] FoldedOthers(int length) => Others.Select(r => Data(1 - side, r, length)).Aggregate((a, b) => [.. a.Zip(b, combine)]);

    private static Request? Now(Action action)
    {
        action();
        return null;
    }

    // What lies behind the result must stay as it is.
    private Pending Expect(Request? request, T[] expected, T[] actual) => new(step, request, () =>
    {
        Assert.Equal(expected, actual.Take(expected.Length));
        Assert.All(actual.Skip(expected.Length), v => Assert.Equal(default, v));
    });

    private Pending Broadcast()
    {
        T[] given = Data(_root.Side, _root.Rank, step.Length);
        T[] values = _root.IsHere ? [.. given] : new T[_root.IsBeside && step.InPlace ? 0 : step.Length];
        var request = step.Immediate ? comm.ImmediateBroadcast<T>(values, _root.Given) : Now(() => comm.Broadcast<T>(values, _root.Given));
        return Expect(request, _root.IsBeside ? [] : given, values);
    }

    private Pending Gather(Func<int, int> count, bool varying)
    {
        T[] mine = _root.IsOpposite ? Mine(count(comm.Rank)) : [];
        int[] counts = _root.IsHere ? [.. Others.Select(count)] : [];
        T[] expected = _root.IsHere ? [.. Others.SelectMany(r => Data(1 - side, r, count(r)))] : [];
        T[] room = new T[expected.Length + (_root.IsHere && varying ? 1 : 0)];
        var request = (step.Immediate, varying) switch
        {
            (true, true) => comm.ImmediateGatherFlattened<T>(mine, counts, _root.Given, room),
            (true, false) => comm.ImmediateGatherFlattened<T>(mine, _root.Given, room),
            (false, true) => Now(() => comm.GatherFlattened<T>(mine, counts, _root.Given, room)),
            _ => Now(() => comm.GatherFlattened<T>(mine, _root.Given, room)),
        };
        return Expect(request, expected, room);
    }

    private Pending Scatter(Func<int, int> count, bool varying)
    {
        int size = _root.IsOpposite ? comm.Size : comm.RemoteSize;
        T[] all = Data(_root.Side, _root.Rank, Enumerable.Range(0, size).Sum(count));
        T[] given = _root.IsHere ? all : [];
        int[] counts = _root.IsHere ? [.. Others.Select(count)] : [];
        T[] expected = _root.IsOpposite ? [.. all.Skip(Enumerable.Range(0, comm.Rank).Sum(count)).Take(count(comm.Rank))] : [];
        T[] room = new T[expected.Length];
        var request = (step.Immediate, varying) switch
        {
            (true, true) => comm.ImmediateScatterFromFlattened<T>(given, counts, _root.Given, room),
            (true, false) => comm.ImmediateScatterFromFlattened<T>(given, _root.Given, room),
            (false, true) => Now(() => comm.ScatterFromFlattened<T>(given, counts, _root.Given, room)),
            _ => Now(() => comm.ScatterFromFlattened<T>(given, _root.Given, room)),
        };
        return Expect(request, expected, room);
    }

    private Pending Allgather(Func<int, int, int> count, bool varying)
    {
        T[] mine = Mine(count(side, comm.Rank));
        int[] counts = [.. Others.Select(r => count(1 - side, r))];
        T[] expected = [.. Others.SelectMany(r => Data(1 - side, r, counts[r]))];
        T[] room = new T[expected.Length + (varying ? 1 : 0)];
        var request = (step.Immediate, varying) switch
        {
            (true, true) => comm.ImmediateAllgatherFlattened<T>(mine, counts, room),
            (true, false) => comm.ImmediateAllgatherFlattened<T>(mine, room),
            (false, true) => Now(() => comm.AllgatherFlattened<T>(mine, counts, room)),
            _ => Now(() => comm.AllgatherFlattened(mine.AsSpan(), room.AsSpan())),
        };
        return Expect(request, expected, room);
    }

    private Pending Alltoall(Func<int, int, int, int> count, bool varying)
    {
        int[] sendCounts = [.. Others.Select(r => count(side, comm.Rank, r))];
        int[] recvCounts = [.. Others.Select(r => count(1 - side, r, comm.Rank))];
        T[] mine = Mine(sendCounts.Sum());
        T[] expected = [.. Others.SelectMany(Part)];
        T[] room = new T[expected.Length + (varying ? 1 : 0)];
        var request = (step.Immediate, varying) switch
        {
            (true, true) => comm.ImmediateAlltoallFlattened<T>(mine, sendCounts, recvCounts, room),
            (true, false) => comm.ImmediateAlltoall<T>(mine, room),
            (false, true) => Now(() => comm.AlltoallFlattened<T>(mine, sendCounts, recvCounts, room)),
            _ => Now(() => comm.Alltoall<T>(mine, room)),
        };
        return Expect(request, expected, room);

        T[] Part(int sender)
        {
            int[] counts = [.. Enumerable.Range(0, comm.Size).Select(r => count(1 - side, sender, r))];
            return [.. Data(1 - side, sender, counts.Sum()).Skip(counts.Take(comm.Rank).Sum()).Take(counts[comm.Rank])];
        }
    }

    private Pending Reduce()
    {
        T[] mine = _root.IsOpposite ? Mine(step.Length) : [];
        T[] expected = _root.IsHere ? FoldedOthers(step.Length) : [];
        T[] room = new T[expected.Length];
        var request = step.Immediate
            ? comm.ImmediateReduce<T>(mine, op, _root.Given, room)
            : Now(() => comm.Reduce<T>(mine, op, _root.Given, room));
        return Expect(request, expected, room);
    }

    private Pending Allreduce()
    {
        T[] mine = Mine(step.Length);
        T[] room = new T[step.Length];
        var request = step.Immediate ? comm.ImmediateAllreduce<T>(mine, op, room) : Now(() => comm.Allreduce<T>(mine, op, room));
        return Expect(request, FoldedOthers(step.Length), room);
    }

    // Both groups have the same length, and each deals it out as it likes.
    private Pending ReduceScatter()
    {
        int[] counts = [.. Enumerable.Range(0, comm.Size).Select(r => RandomStep.Count(step, (100 * side) + r, 1) / (comm.Size + 1))];
        counts[^1] += step.Length - counts.Sum();
        T[] mine = Mine(step.Length);
        T[] expected = [.. FoldedOthers(step.Length).Skip(counts.Take(comm.Rank).Sum()).Take(counts[comm.Rank])];
        T[] room = new T[expected.Length];
        var request = step.Immediate
            ? comm.ImmediateReduceScatter<T>(mine, op, counts, room)
            : Now(() => comm.ReduceScatter<T>(mine, op, counts, room));
        return Expect(request, expected, room);
    }

    private Pending ReduceScatterBlock()
    {
        int part = step.Length % 50 * comm.RemoteSize;
        T[] mine = Mine(part * comm.Size);
        T[] room = new T[part];
        var request = step.Immediate
            ? comm.ImmediateReduceScatterBlock<T>(mine, op, room)
            : Now(() => comm.ReduceScatterBlock<T>(mine, op, room));
        return Expect(request, [.. FoldedOthers(mine.Length).Skip(part * comm.Rank).Take(part)], room);
    }
}
