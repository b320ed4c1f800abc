using System.Buffers;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>A read or write of a file under way. Its failure names the file, and a write that ended early is one.</summary>
internal sealed class FileRequest : Request
{
    private readonly MpiFile _file;
    private readonly FileView _view;
    private readonly FileTransfer _transfer;

    private FileRequest(
        string function, nint handle, in MemoryHandle pin, in CompletedStatus kind, MpiFile file, FileTransfer transfer)
        : base(function, handle, Outstanding.Reserve(pin), in kind) => (_file, _view, _transfer) = (file, file.View, transfer);

    /// <summary>Takes over the pin.</summary>
    public static FileRequest Of<T>(string function, nint handle, in MemoryHandle pin, MpiFile file, FileTransfer transfer) =>
        new(function, handle, pin, CompletedStatus.Of<T>(default), file, transfer);

    private protected override Exception? Failure(int code, ref NativeStatus status)
    {
        if (code != 0)
            return MpiFile.ToException(code, Function, _file.Path);
        if (_transfer.Write)
            return MpiFile.WriteProblem(in status, _transfer.Bytes, Function, _file.Path);
        // Where the view is another by now, what the library says has to do.
        if (_transfer.Start >= 0 && _file.View == _view)
            _file.CorrectCount(ref status, _transfer.Start, _transfer.Bytes);
        return null;
    }
}

/// <summary>What a request moves.</summary>
/// <param name="Write">True for a write.</param>
/// <param name="Start">Where it starts in the view; -1 where that is not known.</param>
/// <param name="Bytes">How much it moves.</param>
internal readonly record struct FileTransfer(bool Write, long Start, long Bytes);
