using System.Runtime.InteropServices;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Neighbourhood collectives of one process: a copy for each neighbour that is the process itself.</summary>
internal static unsafe class NeighborCalls
{
    [UnmanagedCallersOnly]
    public static int GatherToAll(void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, nint comm) =>
        Move(new(input, sendCount, null, null, sendType), new(output, recvCount, null, null, recvType), comm, sameToAll: true);

    [UnmanagedCallersOnly]
    public static int GatherVaryingToAll(
        void* input, int sendCount, nint sendType, void* output, int* recvCounts, int* places, nint recvType, nint comm) =>
        Move(new(input, sendCount, null, null, sendType), new(output, 0, recvCounts, places, recvType), comm, sameToAll: true);

    [UnmanagedCallersOnly]
    public static int AllToAll(void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, nint comm) =>
        Move(new(input, sendCount, null, null, sendType), new(output, recvCount, null, null, recvType), comm, sameToAll: false);

    [UnmanagedCallersOnly]
    public static int AllToAllVarying(
        void* input, int* sendCounts, int* sendPlaces, nint sendType, void* output, int* recvCounts, int* recvPlaces, nint recvType, nint comm) =>
        Move(new(input, 0, sendCounts, sendPlaces, sendType), new(output, 0, recvCounts, recvPlaces, recvType), comm, sameToAll: false);

    [UnmanagedCallersOnly]
    public static int ImmediateGatherToAll(
        void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, nint comm, nint* request) =>
        Start(Move(new(input, sendCount, null, null, sendType), new(output, recvCount, null, null, recvType), comm, sameToAll: true), request);

    [UnmanagedCallersOnly]
    public static int ImmediateGatherVaryingToAll(
        void* input, int sendCount, nint sendType, void* output, int* recvCounts, int* places, nint recvType, nint comm, nint* request) =>
        Start(Move(new(input, sendCount, null, null, sendType), new(output, 0, recvCounts, places, recvType), comm, sameToAll: true), request);

    [UnmanagedCallersOnly]
    public static int ImmediateAllToAll(
        void* input, int sendCount, nint sendType, void* output, int recvCount, nint recvType, nint comm, nint* request) =>
        Start(Move(new(input, sendCount, null, null, sendType), new(output, recvCount, null, null, recvType), comm, sameToAll: false), request);

    [UnmanagedCallersOnly]
    public static int ImmediateAllToAllVarying(
        void* input, int* sendCounts, int* sendPlaces, nint sendType, void* output, int* recvCounts, int* recvPlaces, nint recvType, nint comm,
        nint* request) => Start(
            Move(new(input, 0, sendCounts, sendPlaces, sendType), new(output, 0, recvCounts, recvPlaces, recvType), comm, sameToAll: false),
            request);

    [UnmanagedCallersOnly]
    public static int AllToAllTyped(
        void* input, int* sendCounts, nint* sendPlaces, void* sendTypes, void* output, int* recvCounts, nint* recvPlaces, void* recvTypes, nint comm) =>
        MoveTyped(new(input, sendCounts, sendPlaces, sendTypes), new(output, recvCounts, recvPlaces, recvTypes), comm);

    [UnmanagedCallersOnly]
    public static int ImmediateAllToAllTyped(
        void* input, int* sendCounts, nint* sendPlaces, void* sendTypes, void* output, int* recvCounts, nint* recvPlaces, void* recvTypes, nint comm,
        nint* request) =>
        Start(MoveTyped(new(input, sendCounts, sendPlaces, sendTypes), new(output, recvCounts, recvPlaces, recvTypes), comm), request);

    private static int Start(int error, nint* request)
    {
        lock (ProcessState.Gate)
        {
            if (error == 0)
                *request = ProcessState.Add(PendingOperation.Sent);
            return error;
        }
    }

    private static int Move(Parts input, Parts output, nint comm, bool sameToAll)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Communicator(comm)?.Topology is not { } topology)
                return (int)ErrorClass.Topology;
            for (int i = 0; i < topology.Sources.Length; i++)
            {
                int sender = topology.Sender(i);
                if (sender < 0)
                    continue;
                int error = input.Get(sameToAll ? 0 : sender, out var from);
                if (error == 0)
                    error = output.Get(i, out var to) is var second && second != 0 ? second
                        : from.TryCopyTo(to) ? Abi.Success : (int)ErrorClass.Truncate;
                if (error != 0)
                    return error;
            }

            return Abi.Success;
        }
    }

    private static int MoveTyped(TypedPlaces input, TypedPlaces output, nint comm)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Communicator(comm)?.Topology is not { } topology)
                return (int)ErrorClass.Topology;
            for (int i = 0; i < topology.Sources.Length; i++)
            {
                int sender = topology.Sender(i);
                if (sender < 0)
                    continue;
                int error = Arguments.First(
                    Arguments.Buffer(input.Counts[sender], input.Types[sender], out long sent),
                    Arguments.Buffer(output.Counts[i], output.Types[i], out long room));
                if (error == 0 && sent > room)
                    error = (int)ErrorClass.Truncate;
                if (error != 0)
                    return error;
                TypeMap.Copy(
                    input.Data + input.Places[sender], input.Counts[sender], input.Types[sender], output.Data + output.Places[i], output.Types[i], sent);
            }

            return Abi.Success;
        }
    }

    /// <summary>Parts that each have a datatype, and a place in bytes.</summary>
    private readonly struct TypedPlaces(void* data, int* counts, nint* places, void* types)
    {
        public readonly byte* Data = (byte*)data;
        public readonly int* Counts = counts;
        public readonly nint* Places = places;
        public readonly nint* Types = (nint*)types;
    }

    /// <summary>Parts of equal length, or of lengths and at places of their own.</summary>
    private readonly struct Parts(void* data, int count, int* counts, int* places, nint type)
    {
        private readonly byte* _data = (byte*)data;
        private readonly int _count = count;
        private readonly int* _counts = counts;
        private readonly int* _places = places;
        private readonly nint _type = type;

        public int Get(int part, out Span<byte> bytes)
        {
            bytes = default;
            int error = Arguments.Buffer(_counts == null ? _count : _counts[part], _type, out long length);
            if (error != 0)
                return error;
            long start = _places == null ? part * length : (long)_places[part] * ProcessState.SizeOf(_type);
            bytes = new Span<byte>(_data + start, checked((int)length));
            return Abi.Success;
        }
    }
}
