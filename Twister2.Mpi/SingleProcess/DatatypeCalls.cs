using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Derived datatypes of a world of one, and the all-to-all that takes one for each rank.</summary>
internal static unsafe class DatatypeCalls
{
    // MPI_MAX_OBJECT_NAME of the standard ABI, end mark included.
    private const int MaxName = 128;

    [UnmanagedCallersOnly]
    public static int Contiguous(int count, nint type, nint* result) =>
        Make(result, count, type, element => TypeMap.Of([(element, 0, count)]));

    [UnmanagedCallersOnly]
    public static int Vector(int count, int length, int stride, nint type, nint* result) =>
        Make(result, Math.Min(count, length), type, element => TypeMap.Of(
            Enumerable.Range(0, count).Select(i => (element, (long)i * stride * element.Extent, (long)length))));

    [UnmanagedCallersOnly]
    public static int VectorInBytes(int count, int length, nint stride, nint type, nint* result) =>
        Make(result, Math.Min(count, length), type, element => TypeMap.Of(
            Enumerable.Range(0, count).Select(i => (element, (long)i * stride, (long)length))));

    [UnmanagedCallersOnly]
    public static int Indexed(int count, int* lengths, int* places, nint type, nint* result) =>
        Make(result, count, type, element => TypeMap.Of(
            Enumerable.Range(0, count).Select(i => (element, places[i] * element.Extent, (long)lengths[i]))));

    [UnmanagedCallersOnly]
    public static int IndexedInBytes(int count, int* lengths, nint* places, nint type, nint* result) =>
        Make(result, count, type, element => TypeMap.Of(
            Enumerable.Range(0, count).Select(i => (element, (long)places[i], (long)lengths[i]))));

    [UnmanagedCallersOnly]
    public static int IndexedBlock(int count, int length, int* places, nint type, nint* result) =>
        Make(result, Math.Min(count, length), type, element => TypeMap.Of(
            Enumerable.Range(0, count).Select(i => (element, places[i] * element.Extent, (long)length))));

    [UnmanagedCallersOnly]
    public static int IndexedBlockInBytes(int count, int length, nint* places, nint type, nint* result) =>
        Make(result, Math.Min(count, length), type, element => TypeMap.Of(
            Enumerable.Range(0, count).Select(i => (element, (long)places[i], (long)length))));

    [UnmanagedCallersOnly]
    public static int Struct(int count, int* lengths, nint* places, void* types, nint* result)
    {
        nint* handles = (nint*)types;
        lock (ProcessState.Gate)
        {
            for (int i = 0; i < count; i++)
            {
                if (ProcessState.Datatype(handles[i]) is null)
                    return (int)ErrorClass.Type;
            }

            *result = ProcessState.Add(TypeMap.Of(
                Enumerable.Range(0, count).Select(i => (ProcessState.Datatype(handles[i])!, (long)places[i], (long)lengths[i])), padded: true));
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Subarray(int dimensions, int* sizes, int* parts, int* starts, int order, nint type, nint* result)
    {
        if (order != Abi.Table.OrderC)
            return (int)ErrorClass.Argument;
        return Make(result, dimensions, type, element =>
        {
            var map = element;
            for (int i = dimensions - 1; i >= 0; i--)
                map = TypeMap.Of([(map, starts[i] * map.Extent, parts[i])]).Resized(0, sizes[i] * map.Extent);
            return map;
        });
    }

    [UnmanagedCallersOnly]
    public static int Resized(nint type, nint lower, nint extent, nint* result) =>
        Make(result, 0, type, element => element.Resized(lower, extent));

    [UnmanagedCallersOnly]
    public static int Duplicate(nint type, nint* result) => Make(result, 0, type, element => element.Duplicate());

    [UnmanagedCallersOnly]
    public static int Free(nint* type)
    {
        lock (ProcessState.Gate)
        {
            if (!ProcessState.RemoveDatatype(*type))
                return (int)ErrorClass.Type;
            *type = Abi.Table.DatatypeNull;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Size(nint type, long* size)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Datatype(type) is not { } known)
                return (int)ErrorClass.Type;
            *size = known.Size;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Extent(nint type, nint* lower, nint* extent)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Datatype(type) is not { } known)
                return (int)ErrorClass.Type;
            (*lower, *extent) = ((nint)known.LowerBound, (nint)known.Extent);
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int TrueExtent(nint type, nint* lower, nint* extent)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Datatype(type) is not { } known)
                return (int)ErrorClass.Type;
            (*lower, *extent) = ((nint)known.TrueLowerBound, (nint)known.TrueExtent);
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int GetName(nint type, byte* text, int* length)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Datatype(type) is not { } known)
                return (int)ErrorClass.Type;
            int basic = Array.IndexOf(Abi.Table.Datatypes, type);
            byte[] name = basic >= 0 ? Encoding.UTF8.GetBytes("MPI_" + DatatypeFacts.All[basic].Name) : known.Name;
            name.CopyTo(new Span<byte>(text, MaxName));
            text[name.Length] = 0;
            *length = name.Length;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int SetName(nint type, byte* name)
    {
        lock (ProcessState.Gate)
        {
            if (ProcessState.Datatype(type) is not { } known)
                return (int)ErrorClass.Type;
            var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
            known.Name = text[..Math.Min(text.Length, MaxName - 1)].ToArray();
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Pack(void* data, int count, nint type, void* packed, int size, int* position, nint comm)
    {
        lock (ProcessState.Gate)
        {
            int error = Arguments.First(Arguments.Buffer(count, type, out long bytes), Arguments.Communicator(comm));
            if (error != 0)
                return error;
            if (bytes > size - *position)
                return (int)ErrorClass.Truncate;
            TypeMap.Packed(data, count, type, bytes).CopyTo(new Span<byte>((byte*)packed + *position, (int)bytes));
            *position += (int)bytes;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int Unpack(void* packed, int size, int* position, void* data, int count, nint type, nint comm)
    {
        lock (ProcessState.Gate)
        {
            int error = Arguments.First(Arguments.Buffer(count, type, out long bytes), Arguments.Communicator(comm));
            if (error != 0)
                return error;
            if (bytes > size - *position)
                return (int)ErrorClass.Truncate;
            TypeMap.Unpack(new ReadOnlySpan<byte>((byte*)packed + *position, (int)bytes), (byte*)data, ProcessState.Datatype(type));
            *position += (int)bytes;
            return Abi.Success;
        }
    }

    [UnmanagedCallersOnly]
    public static int AllToAll(
        void* input, int* sendCounts, int* sendPlaces, void* sendTypes, void* output, int* recvCounts, int* recvPlaces, void* recvTypes, nint comm) =>
        Exchange(input, sendCounts, sendPlaces, sendTypes, output, recvCounts, recvPlaces, recvTypes, comm);

    [UnmanagedCallersOnly]
    public static int ImmediateAllToAll(
        void* input, int* sendCounts, int* sendPlaces, void* sendTypes, void* output, int* recvCounts, int* recvPlaces, void* recvTypes, nint comm,
        nint* request)
    {
        int error = Exchange(input, sendCounts, sendPlaces, sendTypes, output, recvCounts, recvPlaces, recvTypes, comm);
        lock (ProcessState.Gate)
        {
            if (error == 0)
                *request = ProcessState.Add(PendingOperation.Sent);
            return error;
        }
    }

    private static int Exchange(
        void* input, int* sendCounts, int* sendPlaces, void* sendTypes, void* output, int* recvCounts, int* recvPlaces, void* recvTypes, nint comm)
    {
        lock (ProcessState.Gate)
        {
            nint sendType = *(nint*)sendTypes;
            nint recvType = *(nint*)recvTypes;
            int error = Arguments.First(
                Arguments.Communicator(comm),
                Arguments.Buffer(*sendCounts, sendType, out long sent), Arguments.Buffer(*recvCounts, recvType, out long room));
            if (error != 0)
                return error;
            TypeMap.Copy((byte*)input + *sendPlaces, *sendCounts, sendType, (byte*)output + *recvPlaces, recvType, Math.Min(sent, room));
            return sent > room ? (int)ErrorClass.Truncate : Abi.Success;
        }
    }

    private static int Make(nint* result, int count, nint type, Func<TypeMap, TypeMap> make)
    {
        lock (ProcessState.Gate)
        {
            if (count < 0)
                return (int)ErrorClass.Count;
            if (ProcessState.Datatype(type) is not { } element)
                return (int)ErrorClass.Type;
            try
            {
                *result = ProcessState.Add(make(element));
                return Abi.Success;
            }
            catch (Exception e) when (e is OutOfMemoryException or OverflowException)
            {
                return (int)ErrorClass.NoMemory;
            }
        }
    }
}
