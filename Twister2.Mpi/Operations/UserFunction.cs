using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>What combines two native buffers: <c>inout = input op inout</c>.</summary>
internal unsafe delegate void BufferReduction(void* input, void* inout, int length);

/// <summary>
/// A user operation as MPI knows it (MPI_Op_create): made when it is first needed, given back by <see cref="Dispose"/>. One that is
/// dropped is given back when the next one is made, because the finaliser's thread must not call MPI.
/// </summary>
[SuppressMessage("Reliability", "CA2216", Justification = "It has one.")]
internal sealed unsafe class UserFunction(BufferReduction run, bool commutative) : IDisposable
{
    private static readonly ConcurrentQueue<nint> Dropped = new();

    private readonly Lock _gate = new();
    private volatile NativeFunction? _native;
    private nint _handle;

    ~UserFunction()
    {
        if (_native is not null && !IsDisposed)
            Dropped.Enqueue(_handle);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void NativeFunction(void* input, void* inout, int* length, void* type);

    public UserFailures Failures { get; } = new();

    public bool IsDisposed { get; private set; }

    /// <summary>The library's handle.</summary>
    /// <exception cref="MpiException">The operation was disposed, or MPI is not running.</exception>
    public nint Handle
    {
        get
        {
            Native.EnsureLive("MPI_Op");
            if (IsDisposed)
                throw new MpiException(ErrorClass.Operation, "MPI_Op", "the operation was disposed before this call");
            return _native is null ? Create() : _handle;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (IsDisposed)
                return;
            IsDisposed = true;
            GC.SuppressFinalize(this);
            if (_native is not null && Native.IsLive)
                Free(_handle);
        }
    }

    private static void Free(nint handle) => Native.Check(MpiFunctions.OpFree(&handle), "MPI_Op_free");

    private nint Create()
    {
        lock (_gate)
        {
            if (_native is not null)
                return _handle;
            while (Dropped.TryDequeue(out nint dropped))
                Free(dropped);
            NativeFunction native = Call;
            nint handle = 0;
            int code = MpiFunctions.OpCreate(Marshal.GetFunctionPointerForDelegate(native), commutative ? 1 : 0, &handle);
            Native.Check(code, "MPI_Op_create");
            _handle = handle;
            _native = native;
            return handle;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "No exception may pass through the library; it is thrown when the call is back.")]
    private void Call(void* input, void* inout, int* length, void* type)
    {
        try
        {
            run(input, inout, *length);
        }
        catch (Exception e)
        {
            Failures.Add(e);
        }
    }
}
