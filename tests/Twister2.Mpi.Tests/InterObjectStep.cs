using System.Globalization;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Runs one step between two groups with texts as objects; joined together they show the order.</summary>
public sealed class InterObjectStep(Intercommunicator comm, int side, Step step)
{
    private static readonly ReductionOperation<string> Join = (a, b) => a + b;

    private readonly int _length = step.Length % 7;
    private readonly InterRoot _root = new(comm, side, step);

    private IEnumerable<int> Others => Enumerable.Range(0, comm.RemoteSize);

    public Pending Start()
    {
        var (expected, got) = Run();
        return new Pending(step, null, () => Assert.Equal(expected, got));
    }

    private (IEnumerable<string>? Expected, IEnumerable<string>? Got) Run()
    {
        switch (step.Call)
        {
            case Call.Barrier:
                comm.Barrier();
                return (null, null);
            case Call.Broadcast:
                string[]? values = _root.IsHere ? Mine(_length) : null;
                comm.Broadcast(ref values, _root.Given);
                return (_root.IsBeside ? null : Data(_root.Side, _root.Rank, _length), values);
            case Call.Gather:
                return (_root.IsHere ? Others.Select(r => Data(1 - side, r, 1)[0]) : null, comm.Gather(Mine(1)[0], _root.Given));
            case Call.GatherVarying:
                string[]? given = _root.IsOpposite ? Mine(Count(comm.Rank)) : null;
                return (_root.IsHere ? Others.SelectMany(r => Data(1 - side, r, Count(r))) : null, comm.GatherFlattened(given, _root.Given));
            case Call.Scatter or Call.ScatterVarying:
                string got = comm.Scatter(_root.IsHere ? Mine(comm.RemoteSize) : null, _root.Given);
                return _root.IsOpposite ? ([Data(_root.Side, _root.Rank, comm.Size)[comm.Rank]], [got]) : (null, null);
            case Call.Allgather:
                return (Others.Select(r => Data(1 - side, r, 1)[0]), comm.Allgather(Mine(1)[0]));
            case Call.AllgatherVarying:
                return (Others.SelectMany(r => Data(1 - side, r, Count(r))), comm.AllgatherFlattened(Mine(Count(comm.Rank))));
            case Call.Alltoall or Call.AlltoallVarying:
                return (Others.Select(r => Data(1 - side, r, comm.Size)[comm.Rank]), comm.Alltoall(Mine(comm.RemoteSize)));
            case Call.Reduce:
                string[]? joined = comm.Reduce(_root.IsOpposite ? Mine(_length) : null, Join, _root.Given);
                return _root.IsHere ? (JoinedOthers(_length), joined) : (null, null);
            default:
                return (JoinedOthers(_length), comm.Allreduce(Mine(_length), Join));
        }
    }

    private int Count(int rank) => RandomStep.Count(step, rank, 0) % 5;

    private string[] Mine(int length) => Data(side, comm.Rank, length);

    private string[] Data(int group, int rank, int length) => [.. Enumerable.Range(0, length).Select(
        i => $"{group}.{rank}.{(RandomStep.Mix(step.Seed, (100 * group) + rank, i) % 100).ToString(CultureInfo.InvariantCulture)};")];

    private string[] JoinedOthers(int length) =>
        Others.Select(r => Data(1 - side, r, length)).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);
}
