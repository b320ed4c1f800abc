using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 3.6, the buffer of buffered sends. It is native memory, so that nothing collects or moves it.
public sealed unsafe partial class Environment
{
    private static void* _buffer;
    private static int _bufferSize;

    /// <summary>
    /// Gives MPI a buffer of so many bytes for buffered sends (MPI_Buffer_attach). It stays until <see cref="DetachBuffer"/> or the end of MPI; there is
    /// one at a time. <see cref="Communicator.BufferedSendSize{T}"/> tells how much a message needs.
    /// </summary>
    /// <param name="size">Bytes; the sum of what the messages under way at the same time need.</param>
    /// <exception cref="MpiException">A buffer is attached already, the size is negative, or the library failed.</exception>
    public static void AttachBuffer(int size)
    {
        Native.EnsureLive("MPI_Buffer_attach");
        lock (Gate)
        {
            if (_buffer != null)
                throw new MpiException(ErrorClass.Buffer, "MPI_Buffer_attach", "a buffer is attached already; detach it first");
            if (size < 0)
                throw new MpiException(ErrorClass.Argument, "MPI_Buffer_attach", $"the size is {size} bytes");
            void* buffer = NativeMemory.Alloc((nuint)Math.Max(1, size));
            int code = MpiFunctions.BufferAttach(buffer, size);
            if (code != 0)
                NativeMemory.Free(buffer);
            Native.Check(code, "MPI_Buffer_attach");
            _buffer = buffer;
            _bufferSize = size;
        }
    }

    /// <summary>Waits until every buffered message has gone, and takes the buffer back (MPI_Buffer_detach).</summary>
    /// <returns>The buffer's size in bytes; 0 when none was attached.</returns>
    /// <exception cref="MpiException">MPI is not initialised, has been finalised, or the library failed.</exception>
    public static int DetachBuffer()
    {
        Native.EnsureLive("MPI_Buffer_detach");
        lock (Gate)
        {
            if (_buffer == null)
                return 0;
            void* buffer = null;
            int size = 0;
            Native.Check(MpiFunctions.BufferDetach(&buffer, &size), "MPI_Buffer_detach");
            NativeMemory.Free(_buffer);
            _buffer = null;
            _bufferSize = 0;
            return size;
        }
    }

    /// <summary>
    /// Refuses a buffered send that no state of the buffer has room for. Open MPI 4.1.4 counts a send that it refuses itself, and the receiver then waits for
    /// ever for its number: no later message of the pair arrives.
    /// </summary>
    internal static void CheckBuffer(long bytes, string function)
    {
        if (_buffer == null)
            throw new MpiException(ErrorClass.Buffer, function, "no buffer is attached; call Environment.AttachBuffer first");
        long needed = bytes + Native.Abi.BsendOverhead;
        if (needed > _bufferSize)
        {
            throw new MpiException(
                ErrorClass.Buffer, function, $"the message needs {needed} bytes of the attached buffer, which has {_bufferSize}");
        }
    }
}
