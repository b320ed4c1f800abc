using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// The constants of datatypes and files.
public static unsafe partial class SelfTest
{
    /// <summary>The second row of a matrix of 2 x 3 starts after three elements in C's order, after one in Fortran's.</summary>
    private static SelfTestCheck CheckOrder()
    {
        using var row = Datatype.Of<int>().Subarray([2, 3], [1, 1], [1, 0]);
        return new("MPI_ORDER_C", "12", Text((int)row.TrueLowerBound));
    }

    private static IEnumerable<SelfTestCheck> CheckFiles()
    {
        if (MpiFunctions.FileOpen == null)
            return [];
        const FileAccessMode Mode = FileAccessMode.Create | FileAccessMode.Exclusive | FileAccessMode.ReadWrite | FileAccessMode.DeleteOnClose
            | FileAccessMode.UniqueOpen;
        string path = Path.Combine(Path.GetTempPath(), $"twister2-self-test-{Guid.NewGuid():N}");
        using var file = MpiFile.Open(Communicator.self, path, Mode);
        file.WriteAt<byte>(0, new byte[9]);
        file.Seek(3);
        file.Seek(2, SeekOrigin.Current);
        long current = file.Position;
        file.Seek(-1, SeekOrigin.End);
        return
        [
            new("file: access mode", Text(MpiFile.NativeMode(Mode, Native.Abi)), Text(file.NativeAccessMode)),
            new("file: it was created", "True", File.Exists(path).ToString()),
            new("MPI_SEEK_SET, MPI_SEEK_CUR", "5", Text((int)current)),
            new("MPI_SEEK_END", "8", Text((int)file.Position)),
        ];
    }
}
