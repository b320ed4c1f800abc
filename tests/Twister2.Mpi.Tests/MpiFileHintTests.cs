using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>A file's group, hints and extents; and what becomes of a file that is opened on some processes only.</summary>
[Trait("ranks", "any")]
public sealed unsafe class MpiFileHintTests : RankTests
{
    private static delegate* unmanaged<nint, nint, int> _setErrorHandler;
    private static delegate* unmanaged<nint*, int> _close;
    private static int _closed;

    [Fact]
    public void A_file_has_the_group_that_opened_it()
    {
        using var shared = new SharedFile();
        using var half = World.Split(World.Rank % 2, -World.Rank)!;
        using var file = MpiFile.Open(half, shared.FullPath + (World.Rank % 2), FileAccessMode.Create | FileAccessMode.ReadWrite | FileAccessMode.DeleteOnClose);
        using var group = file.Group;
        using var expected = half.Group;
        Assert.Equal(Comparison.Identical, group.Compare(expected));
        Assert.Equal(8, file.TypeExtent(Datatype.Of<double>()));
        using var column = Datatype.Of<int>().Vector(3, 1, 5);
        Assert.Equal(column.Extent, file.TypeExtent(column));
        Assert.Throws<ArgumentNullException>(() => file.TypeExtent(null!));
    }

    [Fact]
    public void A_file_takes_hints_and_tells_them()
    {
        using var shared = new SharedFile();
        // Hints that both ROMIO and OMPIO know.
        using var hints = new Info { ["cb_buffer_size"] = "65536", ["twister2_unknown"] = "1" };
        var file = MpiFile.Open(World, shared.FullPath, FileAccessMode.Create | FileAccessMode.ReadWrite, hints);
        using (file)
        {
            using var told = file.GetInfo();
            Assert.True(!told.ContainsKey("cb_buffer_size") || told["cb_buffer_size"] == "65536", string.Join(", ", told));
            file.SetInfo(hints);
            file.SetView(0, Datatype.Of<int>(), Datatype.Of<int>(), info: hints);
            file.WriteAtAll<int>(World.Rank, [World.Rank]);
            Assert.Throws<ArgumentNullException>(() => file.SetInfo(null!));
            if (Environment.Library.Path is null)
                Assert.Equal("1", told["twister2_unknown"]);
        }

        Assert.Equal(ErrorClass.File, Assert.Throws<MpiException>(() => file.GetInfo()).ErrorClass);
        World.Barrier();
        if (World.Rank == 0)
            MpiFile.Delete(shared.FullPath, hints);
        World.Barrier();
        Assert.False(File.Exists(shared.FullPath));
        var gone = new Info();
        gone.Dispose();
        Assert.Equal(ErrorClass.Info, Assert.Throws<MpiException>(() => MpiFile.Open(World, shared.FullPath, FileAccessMode.ReadOnly, gone)).ErrorClass);
    }

    [Fact]
    public void A_file_that_one_process_cannot_use_is_closed_by_all()
    {
        using var shared = new SharedFile();
        _closed = 0;
        _setErrorHandler = MpiFunctions.FileSetErrhandler;
        _close = MpiFunctions.FileClose;
        int last = World.Size - 1;
        if (World.Rank == last)
            MpiFunctions.FileSetErrhandler = &Refuse;
        MpiFunctions.FileClose = &Count;
        try
        {
            var failure = Assert.Throws<MpiException>(() => MpiFile.Open(World, shared.FullPath, FileAccessMode.Create | FileAccessMode.ReadWrite));
            Assert.Equal(World.Rank == last ? "MPI_File_set_errhandler" : "MPI_File_open", failure.Function);
        }
        finally
        {
            MpiFunctions.FileSetErrhandler = _setErrorHandler;
            MpiFunctions.FileClose = _close;
        }

        Assert.Equal(1, _closed);
        using var again = MpiFile.Open(World, shared.FullPath, FileAccessMode.ReadWrite);
        again.WriteAtAll<byte>(World.Rank, [1]);
    }

    [UnmanagedCallersOnly]
    private static int Refuse(nint file, nint handler) => file == Native.Abi.FileNull ? _setErrorHandler(file, handler) : Native.Abi.FromErrorClass(ErrorClass.Other);

    [UnmanagedCallersOnly]
    private static int Count(nint* file)
    {
        _closed++;
        return _close(file);
    }
}
