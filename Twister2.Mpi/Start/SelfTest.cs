using System.Globalization;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>One question of the self-test, and its answer.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="Expected">What the table in use says.</param>
/// <param name="Got">What the library says.</param>
public sealed record SelfTestCheck(string Name, string Expected, string Got)
{
    /// <summary>True when the library agrees with the table.</summary>
    public bool Ok => Expected == Got;
}

/// <summary>
/// Asks the loaded library whether the table of constants in use is right: names and sizes of datatypes, results of reductions, the layout
/// of a status, the special ranks and tags, error classes.
/// </summary>
public static unsafe partial class SelfTest
{
    /// <summary>Runs all checks. They talk to this process only: any rank may call this by itself.</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static IReadOnlyList<SelfTestCheck> Run()
    {
        Native.EnsureLive("self-test");
        List<SelfTestCheck> checks =
        [
            .. Enum.GetValues<DatatypeKind>().Select(CheckDatatype),
            .. CheckOperations(),
            CheckInPlace(),
            .. CheckStatus(),
            CheckNobody(),
            CheckErrorClass(),
            CheckStrides(),
            CheckOrder(),
            .. CheckFiles(),
            .. CommunicatorChecks.All(),
            .. WindowSelfTest.Run(),
        ];
        return checks;
    }

    private static SelfTestCheck CheckDatatype(DatatypeKind kind)
    {
        var (name, expected) = DatatypeFacts.All[(int)kind];
        nint handle = Native.Abi.Datatype(kind);
        byte* text = stackalloc byte[MpiAbi.TextSize];
        int length = 0;
        int size = 0;
        Native.Check(MpiFunctions.TypeSize(handle, &size), "MPI_Type_size");
        Native.Check(MpiFunctions.TypeGetName(handle, text, &length), "MPI_Type_get_name");
        string reported = Marshal.PtrToStringUTF8((nint)text, length);
        string shown = DatatypeFacts.SameName("MPI_" + name, reported) ? "MPI_" + name : reported;
        return new($"datatype {name}", $"MPI_{name}, {expected} bytes", $"{shown}, {size} bytes");
    }

    private static IEnumerable<SelfTestCheck> CheckOperations()
    {
        (OperationKind Kind, int Expected)[] cases =
        [
            (OperationKind.Max, 6), (OperationKind.Min, 3), (OperationKind.Sum, 9), (OperationKind.Product, 18),
            (OperationKind.LogicalAnd, 1), (OperationKind.BitwiseAnd, 2), (OperationKind.LogicalOr, 1), (OperationKind.BitwiseOr, 7),
            (OperationKind.LogicalXor, 0), (OperationKind.BitwiseXor, 5),
        ];
        return cases.Select(c => new SelfTestCheck($"operation {c.Kind} of 6 and 3", Text(c.Expected), Text(ReduceLocal(c.Kind, 6, 3))));
    }

    private static int ReduceLocal(OperationKind kind, int input, int inout)
    {
        Native.Check(
            MpiFunctions.ReduceLocal(&input, &inout, 1, Native.Abi.Datatype(DatatypeKind.Int32), Native.Abi.Operation(kind)), "MPI_Reduce_local");
        return inout;
    }

    private static SelfTestCheck CheckInPlace() =>
        new("MPI_IN_PLACE", "41", Text(Communicator.self.Allreduce(41, Operation<int>.Add)));

    /// <summary>A message to self through the wildcards: source, tag, count, and how much of a status the library writes.</summary>
    private static IEnumerable<SelfTestCheck> CheckStatus()
    {
        const int Room = 64;
        const byte Untouched = 0xEE;
        int* sent = stackalloc int[3] { 5, 6, 7 };
        int* received = stackalloc int[3];
        byte* status = stackalloc byte[Room];
        new Span<byte>(status, Room).Fill(Untouched);
        var abi = Native.Abi;
        nint type = abi.Datatype(DatatypeKind.Int32);
        nint request = 0;
        int count = 0;
        Native.Check(MpiFunctions.Isend(sent, 3, type, 0, 7, abi.CommSelf, &request), "MPI_Isend");
        Native.Check(MpiFunctions.Recv(received, 3, type, abi.AnySource, abi.AnyTag, abi.CommSelf, status), "MPI_Recv");
        Native.Check(MpiFunctions.Wait(&request, (void*)abi.StatusIgnore), "MPI_Wait");
        Native.Check(MpiFunctions.GetCount(status, type, &count), "MPI_Get_count");
        int written = new Span<byte>(status, Room).LastIndexOfAnyExcept(Untouched) + 1;
        return
        [
            new("status: source", "0", Text(*(int*)(status + abi.StatusSource))),
            new("status: tag", "7", Text(*(int*)(status + abi.StatusTag))),
            new("status: count", "3", Text(count)),
            new("status: size", "within the table's", written <= abi.StatusSize ? "within the table's" : $"{written} bytes"),
            new("received values", "5, 6, 7", string.Create(CultureInfo.InvariantCulture, $"{received[0]}, {received[1]}, {received[2]}")),
            new("MPI_REQUEST_NULL", Hex(abi.RequestNull), Hex(request)),
        ];
    }

    private static SelfTestCheck CheckNobody()
    {
        Communicator.self.Send(1, Communicator.procNull, 0);
        Communicator.self.Receive(Communicator.procNull, 0, out int _, out var status);
        return new("MPI_PROC_NULL", Text(Communicator.procNull), Text(status.Source));
    }

    private static SelfTestCheck CheckErrorClass()
    {
        int value = 0;
        int code = MpiFunctions.Send(&value, 1, Native.Abi.Datatype(DatatypeKind.Int32), 1_000_000, 0, Native.Abi.CommSelf);
        int nativeClass = 0;
        _ = MpiFunctions.ErrorClass(code, &nativeClass);
        return new("error class of a wrong rank", nameof(ErrorClass.Rank), Native.Abi.ToErrorClass(nativeClass).ToString());
    }

    /// <summary>Two receives completed by one call: arrays of requests and of statuses have the table's strides.</summary>
    private static SelfTestCheck CheckStrides()
    {
        var first = new int[1];
        var second = new int[1];
        var requests = new RequestList();
        var tags = new[] { Communicator.self.ImmediateReceive<int>(first, 0, 8), Communicator.self.ImmediateReceive<int>(second, 0, 9) };
        Array.ForEach(tags, requests.Add);
        Communicator.self.Send(90, 0, 9);
        Communicator.self.Send(80, 0, 8);
        while (!requests.TestAll([]))
            Thread.Yield();
        return new(
            "strides of requests and statuses", "80 with tag 8, 90 with tag 9",
            $"{first[0]} with tag {tags[0].Wait().Tag}, {second[0]} with tag {tags[1].Wait().Tag}");
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Hex(nint handle) => "0x" + ((long)handle).ToString("x", CultureInfo.InvariantCulture);
}
