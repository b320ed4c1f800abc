using System.Globalization;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>The self-test's questions about groups, topologies, attributes and error handlers; all about this process alone.</summary>
internal static unsafe class CommunicatorChecks
{
    public static IEnumerable<SelfTestCheck> All() =>
    [
        CheckEmptyGroup(),
        CheckCongruent(),
        CheckCartesian(),
        CheckGraph(),
        CheckDistributedGraph(),
        CheckHandlers(),
        .. CheckAttributes(),
    ];

    private static SelfTestCheck CheckEmptyGroup()
    {
        nint world = 0;
        nint rest = 0;
        int size = -1;
        Native.Check(MpiFunctions.CommGroup(Native.Abi.CommSelf, &world), "MPI_Comm_group");
        Native.Check(MpiFunctions.GroupDifference(world, world, &rest), "MPI_Group_difference");
        Native.Check(MpiFunctions.GroupFree(&world), "MPI_Group_free");
        Native.Check(MpiFunctions.GroupSize(Native.Abi.GroupEmpty, &size), "MPI_Group_size");
        return new("MPI_GROUP_EMPTY, MPI_GROUP_NULL", $"0, {Hex(Native.Abi.GroupEmpty)}, {Hex(Native.Abi.GroupNull)}", $"{size}, {Hex(rest)}, {Hex(world)}");
    }

    private static SelfTestCheck CheckCongruent()
    {
        using var clone = Communicator.self.Clone();
        return new("MPI_CONGRUENT", nameof(Comparison.Congruent), Communicator.Compare(clone, Communicator.self).ToString());
    }

    private static SelfTestCheck CheckCartesian()
    {
        using var grid = new CartesianCommunicator(Communicator.self, 1, [1], [false], reorder: false);
        return new("MPI_CART", $"{Native.Abi.Topologies[1]}, neighbours -2 -2", $"{Kind(grid)}, neighbours {string.Join(' ', grid.Sources)}");
    }

    private static SelfTestCheck CheckGraph()
    {
        using var graph = new GraphCommunicator(Communicator.self, [[0]], reorder: false);
        return new("MPI_GRAPH", Text(Native.Abi.Topologies[0]), Text(Kind(graph)));
    }

    /// <summary>With a wrong MPI_UNWEIGHTED the library reads weights, and says that there are some.</summary>
    private static SelfTestCheck CheckDistributedGraph()
    {
        using var plain = DistributedGraphCommunicator.CreateAdjacent(Communicator.self, [], []);
        using var weighted = DistributedGraphCommunicator.CreateAdjacent(Communicator.self, [], [], [], []);
        string got = $"{Kind(plain)}, {plain.SourceWeights is not null}, {weighted.SourceWeights is not null}";
        return new("MPI_DIST_GRAPH, MPI_UNWEIGHTED, MPI_WEIGHTS_EMPTY", $"{Native.Abi.Topologies[2]}, False, True", got);
    }

    private static SelfTestCheck CheckHandlers()
    {
        using var clone = Communicator.self.Clone();
        clone.ErrorHandler = ErrorHandler.Fatal;
        bool fatal = clone.ErrorHandler == ErrorHandler.Fatal;
        clone.ErrorHandler = ErrorHandler.Exceptions;
        return new("MPI_ERRORS_ARE_FATAL, MPI_ERRORS_RETURN", "True, True", $"{fatal}, {clone.ErrorHandler == ErrorHandler.Exceptions}");
    }

    private static IEnumerable<SelfTestCheck> CheckAttributes()
    {
        var attribute = Attribute.Create<string>(AttributeDuplication.None);
        int key = attribute.Key;
        int freed = attribute.Free();
        return
        [
            new("MPI_TAG_UB", "32767 or more", Environment.MaxTag >= 32767 ? "32767 or more" : Text(Environment.MaxTag)),
            new("MPI_UNIVERSE_SIZE", "the world's or more", (Environment.UniverseSize ?? int.MaxValue) >= 1 ? "the world's or more" : "less"),
            new("MPI_LASTUSEDCODE", "a class's or more", Environment.LastUsedCode >= 50 ? "a class's or more" : Text(Environment.LastUsedCode)),
            new("MPI_IO", "this process", Environment.IORank is null ? "none" : "this process"),
            new("keys of attributes", "apart from the predefined", Native.Abi.CommAttributes.Contains(key) ? Text(key) : "apart from the predefined"),
            new("MPI_KEYVAL_INVALID", Text(Native.Abi.KeyvalInvalid), Text(freed)),
        ];
    }

    private static int Kind(Intracommunicator communicator)
    {
        int kind = 0;
        Native.Check(MpiFunctions.TopoTest(communicator.Handle, &kind), "MPI_Topo_test");
        return kind;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Hex(nint handle) => "0x" + ((long)handle).ToString("x", CultureInfo.InvariantCulture);
}
