namespace Twister2.Mpi.SingleProcess;

// MPI chapter 14: files.
internal static unsafe partial class SingleProcessLibrary
{
    private static void AddFiles()
    {
        Functions["MPI_File_open"] = (nint)(delegate* unmanaged<nint, byte*, int, nint, nint*, int>)&FileCalls.Open;
        Functions["MPI_File_close"] = (nint)(delegate* unmanaged<nint*, int>)&FileCalls.Close;
        Functions["MPI_File_delete"] = (nint)(delegate* unmanaged<byte*, nint, int>)&FileCalls.Delete;
        Functions["MPI_File_set_errhandler"] = (nint)(delegate* unmanaged<nint, nint, int>)&FileCalls.SetErrorHandler;
        Functions["MPI_File_get_amode"] = (nint)(delegate* unmanaged<nint, int*, int>)&FileCalls.GetMode;
        Functions["MPI_File_get_group"] = (nint)(delegate* unmanaged<nint, nint*, int>)&FileCalls.GetGroup;
        Functions["MPI_File_set_info"] = (nint)(delegate* unmanaged<nint, nint, int>)&InfoCalls.SetOfFile;
        Functions["MPI_File_get_info"] = (nint)(delegate* unmanaged<nint, nint*, int>)&InfoCalls.GetOfFile;
        Functions["MPI_File_get_type_extent"] = (nint)(delegate* unmanaged<nint, nint, nint*, int>)&FileCalls.GetTypeExtent;
        Functions["MPI_File_get_size"] = (nint)(delegate* unmanaged<nint, long*, int>)&FileCalls.GetSize;
        Functions["MPI_File_set_size"] = (nint)(delegate* unmanaged<nint, long, int>)&FileCalls.SetSize;
        Functions["MPI_File_preallocate"] = (nint)(delegate* unmanaged<nint, long, int>)&FileCalls.Preallocate;
        Functions["MPI_File_sync"] = (nint)(delegate* unmanaged<nint, int>)&FileCalls.Sync;
        Functions["MPI_File_set_atomicity"] = (nint)(delegate* unmanaged<nint, int, int>)&FileCalls.SetAtomicity;
        Functions["MPI_File_get_atomicity"] = (nint)(delegate* unmanaged<nint, int*, int>)&FileCalls.GetAtomicity;
        Functions["MPI_File_set_view"] = (nint)(delegate* unmanaged<nint, long, nint, nint, byte*, nint, int>)&FileCalls.SetView;
        Functions["MPI_File_get_byte_offset"] = (nint)(delegate* unmanaged<nint, long, long*, int>)&FileCalls.GetByteOffset;
        Functions["MPI_File_get_position"] = (nint)(delegate* unmanaged<nint, long*, int>)&FileCalls.GetPosition;
        Functions["MPI_File_get_position_shared"] = (nint)(delegate* unmanaged<nint, long*, int>)&FileCalls.GetSharedPosition;
        Functions["MPI_File_seek"] = (nint)(delegate* unmanaged<nint, long, int, int>)&FileCalls.Seek;
        Functions["MPI_File_seek_shared"] = (nint)(delegate* unmanaged<nint, long, int, int>)&FileCalls.SeekShared;
        Functions["MPI_Status_set_elements_x"] = (nint)(delegate* unmanaged<void*, nint, long, int>)&PointToPointCalls.SetElements;
        AddFileTransfers();
    }

    private static void AddFileTransfers()
    {
        Functions["MPI_File_read_at"] = (nint)(delegate* unmanaged<nint, long, void*, int, nint, void*, int>)&FileTransferCalls.ReadAt;
        Functions["MPI_File_read_at_all"] = (nint)(delegate* unmanaged<nint, long, void*, int, nint, void*, int>)&FileTransferCalls.ReadAt;
        Functions["MPI_File_read"] = (nint)(delegate* unmanaged<nint, void*, int, nint, void*, int>)&FileTransferCalls.Read;
        Functions["MPI_File_read_all"] = (nint)(delegate* unmanaged<nint, void*, int, nint, void*, int>)&FileTransferCalls.Read;
        Functions["MPI_File_read_shared"] = (nint)(delegate* unmanaged<nint, void*, int, nint, void*, int>)&FileTransferCalls.ReadShared;
        Functions["MPI_File_read_ordered"] = (nint)(delegate* unmanaged<nint, void*, int, nint, void*, int>)&FileTransferCalls.ReadShared;
        Functions["MPI_File_iread_at"] =
            (nint)(delegate* unmanaged<nint, long, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateReadAt;
        Functions["MPI_File_iread_at_all"] =
            (nint)(delegate* unmanaged<nint, long, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateReadAt;
        Functions["MPI_File_iread"] = (nint)(delegate* unmanaged<nint, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateRead;
        Functions["MPI_File_iread_all"] = (nint)(delegate* unmanaged<nint, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateRead;
        Functions["MPI_File_iread_shared"] =
            (nint)(delegate* unmanaged<nint, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateReadShared;
        Functions["MPI_File_read_at_all_begin"] =
            (nint)(delegate* unmanaged<nint, long, void*, int, nint, int>)&FileTransferCalls.BeginReadAt;
        Functions["MPI_File_read_all_begin"] = (nint)(delegate* unmanaged<nint, void*, int, nint, int>)&FileTransferCalls.BeginRead;
        Functions["MPI_File_read_ordered_begin"] =
            (nint)(delegate* unmanaged<nint, void*, int, nint, int>)&FileTransferCalls.BeginReadOrdered;
        Functions["MPI_File_read_at_all_end"] = (nint)(delegate* unmanaged<nint, void*, void*, int>)&FileTransferCalls.End;
        Functions["MPI_File_read_all_end"] = (nint)(delegate* unmanaged<nint, void*, void*, int>)&FileTransferCalls.End;
        Functions["MPI_File_read_ordered_end"] = (nint)(delegate* unmanaged<nint, void*, void*, int>)&FileTransferCalls.End;
        Functions["MPI_File_write_at"] = (nint)(delegate* unmanaged<nint, long, void*, int, nint, void*, int>)&FileTransferCalls.WriteAt;
        Functions["MPI_File_write_at_all"] =
            (nint)(delegate* unmanaged<nint, long, void*, int, nint, void*, int>)&FileTransferCalls.WriteAt;
        Functions["MPI_File_write"] = (nint)(delegate* unmanaged<nint, void*, int, nint, void*, int>)&FileTransferCalls.Write;
        Functions["MPI_File_write_all"] = (nint)(delegate* unmanaged<nint, void*, int, nint, void*, int>)&FileTransferCalls.Write;
        Functions["MPI_File_write_shared"] = (nint)(delegate* unmanaged<nint, void*, int, nint, void*, int>)&FileTransferCalls.WriteShared;
        Functions["MPI_File_write_ordered"] = (nint)(delegate* unmanaged<nint, void*, int, nint, void*, int>)&FileTransferCalls.WriteShared;
        Functions["MPI_File_iwrite_at"] =
            (nint)(delegate* unmanaged<nint, long, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateWriteAt;
        Functions["MPI_File_iwrite_at_all"] =
            (nint)(delegate* unmanaged<nint, long, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateWriteAt;
        Functions["MPI_File_iwrite"] = (nint)(delegate* unmanaged<nint, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateWrite;
        Functions["MPI_File_iwrite_all"] = (nint)(delegate* unmanaged<nint, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateWrite;
        Functions["MPI_File_iwrite_shared"] =
            (nint)(delegate* unmanaged<nint, void*, int, nint, nint*, int>)&FileTransferCalls.ImmediateWriteShared;
        Functions["MPI_File_write_at_all_begin"] =
            (nint)(delegate* unmanaged<nint, long, void*, int, nint, int>)&FileTransferCalls.BeginWriteAt;
        Functions["MPI_File_write_all_begin"] = (nint)(delegate* unmanaged<nint, void*, int, nint, int>)&FileTransferCalls.BeginWrite;
        Functions["MPI_File_write_ordered_begin"] =
            (nint)(delegate* unmanaged<nint, void*, int, nint, int>)&FileTransferCalls.BeginWriteOrdered;
        Functions["MPI_File_write_at_all_end"] = (nint)(delegate* unmanaged<nint, void*, void*, int>)&FileTransferCalls.End;
        Functions["MPI_File_write_all_end"] = (nint)(delegate* unmanaged<nint, void*, void*, int>)&FileTransferCalls.End;
        Functions["MPI_File_write_ordered_end"] = (nint)(delegate* unmanaged<nint, void*, void*, int>)&FileTransferCalls.End;
    }
}
