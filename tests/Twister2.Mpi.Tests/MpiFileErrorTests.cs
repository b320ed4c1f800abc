using System.Text;
using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class MpiFileErrorTests : RankTests
{
    [Fact]
    public void A_file_that_is_not_there_says_so()
    {
        using var path = new SharedFile("nothing");
        var error = Expect(ErrorClass.NoSuchFile, () => path.Open(FileAccessMode.ReadOnly));
        Assert.Contains(path.FullPath, error.Message, StringComparison.Ordinal);
        Assert.Contains("FileAccessMode.Create", error.Message, StringComparison.Ordinal);
        Assert.Equal("MPI_File_open", error.Function);
        Expect(ErrorClass.NoSuchFile, () => MpiFile.Delete(path.FullPath));
        Expect(ErrorClass.NoSuchFile, () => MpiFile.Open(World, path.FullPath + "/deeper/file", FileAccessMode.Create | FileAccessMode.WriteOnly));
        World.Barrier();
    }

    [Fact]
    public void Exclusive_fails_where_the_file_is_there()
    {
        using var path = new SharedFile();
        const FileAccessMode Mode = FileAccessMode.Create | FileAccessMode.Exclusive | FileAccessMode.WriteOnly;
        using (path.Open(Mode))
            World.Barrier();
        World.Barrier();
        Expect(ErrorClass.FileExists, () => path.Open(Mode));
    }

    [Fact]
    public void Delete_on_close_deletes_on_close()
    {
        using var path = new SharedFile();
        using (path.Open(FileAccessMode.Create | FileAccessMode.ReadWrite | FileAccessMode.DeleteOnClose))
        {
            World.Barrier();
            Assert.True(File.Exists(path.FullPath));
            World.Barrier();
        }

        World.Barrier();
        Assert.False(File.Exists(path.FullPath));
    }

    [Fact]
    public void Delete_removes_the_file()
    {
        using var path = new SharedFile();
        path.Fill([1]);
        if (World.Rank == 0)
            MpiFile.Delete(path.FullPath);
        World.Barrier();
        Assert.False(File.Exists(path.FullPath));
        if (World.Rank == 0)
            Assert.Throws<MpiException>(() => MpiFile.Delete(path.Folder));
    }

    [Fact]
    public void Append_starts_at_the_end()
    {
        using var path = new SharedFile();
        path.Fill(new byte[10]);
        using var file = path.Open(FileAccessMode.ReadWrite | FileAccessMode.Append);
        Assert.Equal((10, 10), (file.Position, file.PositionShared));
    }

    [Fact]
    public void Sequential_files_have_the_shared_pointer_only()
    {
        using var path = new SharedFile();
        using (var file = path.Open(FileAccessMode.Create | FileAccessMode.WriteOnly | FileAccessMode.Sequential))
        {
            file.WriteOrdered<int>([World.Rank]);
            Expect(ErrorClass.UnsupportedOperation, () => file.WriteAt<int>(0, [1]));
            Expect(ErrorClass.UnsupportedOperation, () => file.Write<int>([1]));
            Expect(ErrorClass.UnsupportedOperation, () => file.Seek(0));
            Expect(ErrorClass.UnsupportedOperation, () => file.SeekShared(0));
            Expect(ErrorClass.UnsupportedOperation, () => _ = file.Position);
            Expect(ErrorClass.UnsupportedOperation, () => file.ImmediateWriteAt<int>(0, new int[1]));
        }

        Assert.Equal(Enumerable.Range(0, World.Size).SelectMany(BitConverter.GetBytes), path.Content());
    }

    [Fact]
    public void Contradicting_modes_are_refused()
    {
        using var path = new SharedFile();
        foreach (var mode in new[]
        {
            FileAccessMode.None, FileAccessMode.Create, FileAccessMode.ReadOnly | FileAccessMode.WriteOnly, FileAccessMode.ReadOnly | FileAccessMode.Create,
            FileAccessMode.ReadOnly | FileAccessMode.Exclusive, FileAccessMode.ReadWrite | FileAccessMode.Sequential,
            FileAccessMode.ReadWrite | (FileAccessMode)1024,
        })
        {
            Expect(ErrorClass.AccessMode, () => path.Open(mode));
        }

        Assert.False(File.Exists(path.FullPath));
    }

    [Fact]
    public void Files_are_used_only_as_they_were_opened()
    {
        using var path = new SharedFile();
        path.Fill(new byte[16]);
        using (var file = path.Open(FileAccessMode.ReadOnly))
        {
            Expect(ErrorClass.ReadOnly, () => file.WriteAt<int>(0, [1]));
            Expect(ErrorClass.ReadOnly, () => file.WriteAll<int>([1]));
            Expect(ErrorClass.ReadOnly, () => file.WriteOrdered<int>([1]));
            Expect(ErrorClass.ReadOnly, () => file.ImmediateWriteAt<int>(0, new int[1]));
            Expect(ErrorClass.ReadOnly, () => file.WriteAllBegin<int>(new int[1]));
            Expect(ErrorClass.ReadOnly, () => file.Size = 0);
            Expect(ErrorClass.ReadOnly, () => file.Preallocate(0));
        }

        using (var file = path.Open(FileAccessMode.WriteOnly))
        {
            Expect(ErrorClass.Access, () => file.ReadAt<int>(0, new int[1]));
            Expect(ErrorClass.Access, () => file.ReadAll<int>(new int[1]));
            Expect(ErrorClass.Access, () => file.ReadShared<int>(new int[1]));
            Expect(ErrorClass.Access, () => file.ImmediateRead<int>(new int[1]));
            Expect(ErrorClass.Access, () => file.ReadOrderedBegin<int>(new int[1]));
        }
    }

    [Fact]
    public void Wrong_places_are_refused()
    {
        using var path = new SharedFile();
        path.Fill(new byte[16]);
        using var file = path.Open(FileAccessMode.ReadWrite);
        Expect(ErrorClass.Argument, () => file.ReadAt<int>(-1, new int[1]));
        Expect(ErrorClass.Argument, () => file.WriteAtAll<int>(-1, new int[1]));
        Expect(ErrorClass.Argument, () => file.ImmediateReadAt<int>(-1, new int[1]));
        Expect(ErrorClass.Argument, () => file.ReadAtAllBegin<int>(-1, new int[1]));
        Expect(ErrorClass.Argument, () => file.Seek(-1));
        Expect(ErrorClass.Argument, () => file.SeekShared(-1));
        Expect(ErrorClass.Argument, () => file.Seek(0, (SeekOrigin)7));
        Assert.Throws<MpiException>(() => file.Seek(-1, SeekOrigin.Current));
        Assert.Throws<MpiException>(() => file.Seek(-17, SeekOrigin.End));
        Expect(ErrorClass.Argument, () => file.ByteOffset(-1));
        Expect(ErrorClass.Argument, () => file.SetView<int>(-1));
    }

    [Fact]
    public void Views_that_fit_nothing_are_refused()
    {
        using var path = new SharedFile();
        using var file = path.Open();
        using var three = Datatype.Of<byte>().Contiguous(3);
        using var empty = Datatype.Of<int>().Contiguous(0);
        using var before = Datatype.Of<int>().HIndexed([1], [-4L]);
        Expect(ErrorClass.Type, () => file.SetView<int>(0, three));
        Expect(ErrorClass.Type, () => file.SetView<int>(0, empty));
        Expect(ErrorClass.Type, () => file.SetView<int>(0, before));
        Assert.Throws<ArgumentNullException>(() => file.SetView<int>(0, null!));
        Expect(ErrorClass.UnsupportedDataRepresentation, () => file.SetView(0, Datatype.Of<int>(), Datatype.Of<int>(), "my own"));
        // Nothing has changed by that.
        Assert.Equal((0L, 1L), (file.View.Displacement, file.View.ElementType.Size));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("größe-数据.bin")]
    [InlineData("a:b.bin")]
    [InlineData("nfs:c.bin")]
    public void Any_name_is_a_path(string name)
    {
        using var path = new SharedFile(name);
        using (var file = path.Open())
            file.WriteAtAll<int>(4 * World.Rank, [World.Rank]);
        Assert.Equal(4 * World.Size, path.Content().Length);
        if (World.Rank == 0)
            MpiFile.Delete(path.FullPath);
        World.Barrier();
        Assert.Empty(Directory.GetFiles(path.Folder));
    }

    [Fact]
    public void What_is_no_path_of_a_file_is_refused()
    {
        using var path = new SharedFile();
        Assert.Throws<ArgumentNullException>(() => MpiFile.Open(World, null!, FileAccessMode.ReadOnly));
        Assert.Throws<ArgumentNullException>(() => MpiFile.Open(null!, path.FullPath, FileAccessMode.ReadOnly));
        Assert.Throws<ArgumentNullException>(() => MpiFile.Delete(null!));
        Expect(ErrorClass.BadFile, () => MpiFile.Open(World, "", FileAccessMode.ReadOnly));
        Expect(ErrorClass.BadFile, () => MpiFile.Open(World, "a\0b", FileAccessMode.ReadOnly));
        Assert.Throws<MpiException>(() => MpiFile.Open(World, path.Folder, FileAccessMode.ReadWrite));
        Assert.Throws<MpiException>(() => MpiFile.Open(World, path.FullPath + new string('x', 300), FileAccessMode.Create | FileAccessMode.ReadWrite));
    }

    [Fact]
    public void An_open_that_fails_on_one_rank_fails_on_all()
    {
        using var path = new SharedFile();
        path.Fill(new byte[4]);
        string mine = World.Rank == World.Size - 1 ? path.FullPath + ".missing" : path.FullPath;
        Assert.Throws<MpiException>(() => MpiFile.Open(World, mine, FileAccessMode.ReadOnly));
        World.Barrier();
    }

    [Fact]
    public void A_full_file_system_is_told()
    {
        Assert.SkipWhen(World.Size > 1, "one process fills the file system");
        using var path = new SharedFile("full");
        Directory.CreateDirectory(path.FullPath);
        var mount = TryMount(path.FullPath);
        Assert.SkipUnless(mount == 0, "a small file system cannot be mounted here");
        try
        {
            var values = new byte[4 << 20];
            using var file = MpiFile.Open(World, Path.Combine(path.FullPath, "file"), FileAccessMode.Create | FileAccessMode.ReadWrite);
            Expect(ErrorClass.NoSpace, () => file.WriteAt<byte>(0, values));
            Expect(ErrorClass.NoSpace, () => file.WriteAtAll<byte>(0, values));
            Expect(ErrorClass.NoSpace, () => file.Write<byte>(values));
            var error = Expect(ErrorClass.NoSpace, () => file.ImmediateWriteAt<byte>(0, values).Wait());
            Assert.Contains("full", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Process("umount", path.FullPath);
        }
    }

    [Fact]
    public void A_path_of_some_length_is_opened_or_refused()
    {
        using var path = new SharedFile();
        string folder = Path.Combine(path.Folder, new string('d', 100), new string('e', 100));
        if (World.Rank == 0)
            Directory.CreateDirectory(folder);
        World.Barrier();
        string name = Path.Combine(folder, "file");
        if (Encoding.UTF8.GetByteCount(name) > Interop.Native.Abi.MaxFilePath)
        {
            Expect(ErrorClass.BadFile, () => MpiFile.Open(World, name, FileAccessMode.Create | FileAccessMode.ReadWrite));
            Expect(ErrorClass.BadFile, () => MpiFile.Delete(name));
            return;
        }

        using (var file = MpiFile.Open(World, name, FileAccessMode.Create | FileAccessMode.ReadWrite))
            file.WriteAtAll<int>(4 * World.Rank, [World.Rank]);
        World.Barrier();
        Assert.Equal(4 * World.Size, new FileInfo(name).Length);
    }

    [Fact]
    public void A_file_deleted_meanwhile_is_still_open()
    {
        using var path = new SharedFile();
        using var file = path.Open();
        World.Barrier();
        if (World.Rank == 0)
            File.Delete(path.FullPath);
        World.Barrier();
        Assert.Equal(1, file.WriteAt<int>(4 * World.Rank, [World.Rank + 1]).Count());
        var got = new int[1];
        file.ReadAt<int>(4 * World.Rank, got);
        Assert.Equal(World.Rank + 1, got[0]);
    }

    [Fact]
    public void The_order_of_disposal_does_not_matter()
    {
        using var path = new SharedFile();
        var clone = World.Clone();
        var layout = Datatype.Of<int>().Resized(0, 8);
        var file = MpiFile.Open(clone, path.FullPath, FileAccessMode.Create | FileAccessMode.ReadWrite);
        file.SetView<int>(0, layout);
        layout.Dispose();
        clone.Dispose();
        file.WriteAt<int>(2 * World.Rank, [1, 2]);
        Assert.Equal(8, file.View.FileType.Extent);
        file.Dispose();
        file.Dispose();
        Assert.Equal((16 * World.Size) - 4, path.Content().Length);
    }

    private static int TryMount(string folder) => Process("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);

    private static int Process(string program, params string[] arguments)
    {
        try
        {
            var start = new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true };
            using var process = System.Diagnostics.Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private static MpiException Expect(ErrorClass errorClass, Action action)
    {
        var error = Assert.Throws<MpiException>(action);
        Assert.Equal(errorClass, error.ErrorClass);
        return error;
    }
}
