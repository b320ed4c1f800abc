using System.Globalization;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Runs one step with texts as objects, which are always moved by blocking calls; joined together they show the order.</summary>
public sealed class ObjectStep(Intracommunicator comm, Step step)
{
    private static readonly ReductionOperation<string> Join = (a, b) => a + b;

    private readonly int _length = step.Length % 7;
    private readonly int _root = step.Root % comm.Size;
    private readonly int _rank = comm.Rank;

    private bool IsRoot => _rank == _root;

    private IEnumerable<int> Ranks => Enumerable.Range(0, comm.Size);

    public Pending Start()
    {
        var (expected, got) = Run();
        return new Pending(step, null, () => Assert.Equal(expected, got));
    }

    private (IEnumerable<string>? Expected, IEnumerable<string>? Got) Run()
    {
        string[] mine = Data(_rank, _length);
        switch (step.Call)
        {
            case Call.Broadcast:
                string[]? values = IsRoot ? mine : null;
                comm.Broadcast(ref values, _root);
                return (Data(_root, _length), values);
            case Call.Gather:
                return (IsRoot ? Ranks.Select(Text) : null, comm.Gather(Text(_rank), _root));
            case Call.GatherVarying:
                return (IsRoot ? Ranks.SelectMany(r => Data(r, Count(r))) : null, comm.GatherFlattened(Data(_rank, Count(_rank)), _root));
            case Call.Scatter:
                return ([Data(_root, comm.Size)[_rank]], [comm.Scatter(IsRoot ? Data(_root, comm.Size) : null, _root)]);
            case Call.ScatterVarying:
                int[] counts = [.. Ranks.Select(Count)];
                string[] all = Data(_root, counts.Sum());
                return (all.Skip(counts.Take(_rank).Sum()).Take(counts[_rank]), comm.ScatterFromFlattened(IsRoot ? all : null, counts, _root));
            case Call.Allgather:
                return (Ranks.Select(Text), comm.Allgather(Text(_rank)));
            case Call.AllgatherVarying:
                return (Ranks.SelectMany(r => Data(r, Count(r))), comm.AllgatherFlattened(Data(_rank, Count(_rank))));
            case Call.Alltoall or Call.AlltoallVarying:
                return (Ranks.Select(r => Data(r, comm.Size)[_rank]), comm.Alltoall(Data(_rank, comm.Size)));
            case Call.Barrier:
                comm.Barrier();
                return (null, null);
            default:
                return Reduce(mine);
        }
    }

    private (IEnumerable<string>? Expected, IEnumerable<string>? Got) Reduce(string[] mine)
    {
        switch (step.Call)
        {
            case Call.Reduce:
                return (IsRoot ? Joined(Ranks, _length) : null, comm.Reduce(mine, Join, _root));
            case Call.Allreduce:
                return (Joined(Ranks, _length), comm.Allreduce(mine, Join));
            case Call.Scan:
                return (Joined(Enumerable.Range(0, _rank + 1), _length), comm.Scan(mine, Join));
            case Call.ExclusiveScan:
                return (_rank == 0 ? new string[_length] : Joined(Enumerable.Range(0, _rank), _length), comm.ExclusiveScan(mine, Join));
            default:
                int[] counts = [.. Ranks.Select(Count)];
                int sum = counts.Sum();
                return (
                    Joined(Ranks, sum).Skip(counts.Take(_rank).Sum()).Take(counts[_rank]),
                    comm.ReduceScatter(Data(_rank, sum), Join, counts));
        }
    }

    private int Count(int rank) => RandomStep.Count(step, rank, 0) % 5;

    private string Text(int rank) => Data(rank, 1)[0];

    private string[] Data(int rank, int length) =>
        [.. Enumerable.Range(0, length).Select(i => $"{rank}.{(RandomStep.Mix(step.Seed, rank, i) % 100).ToString(CultureInfo.InvariantCulture)};")];

    private string[] Joined(IEnumerable<int> ranks, int length) =>
        ranks.Select(r => Data(r, length)).Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);
}
