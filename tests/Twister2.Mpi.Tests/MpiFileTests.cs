using Xunit;

namespace Twister2.Mpi.Tests;

[Trait("ranks", "any")]
public sealed class MpiFileTests : RankTests
{
    private const FileAccessMode Make = FileAccessMode.Create | FileAccessMode.ReadWrite;

    [Fact]
    public void Explicit_offsets_read_and_write_bytes_until_a_view_is_set()
    {
        using var path = new SharedFile();
        using (var file = path.Open())
        {
            Assert.Equal((path.FullPath, Make, 0L), (file.Path, file.AccessMode, file.Size));
            World.Barrier();
            Assert.Equal(3, file.WriteAt<int>(12 * World.Rank, [World.Rank, 7, 8]).Count());
            file.Sync();
            World.Barrier();
            file.Sync();
            var got = new int[3];
            Assert.Equal(3, file.ReadAt<int>(12 * Ring.Next, got).Count());
            Assert.Equal([Ring.Next, 7, 8], got);
            Assert.Equal(12 * World.Size, file.Size);
        }

        var expected = Enumerable.Range(0, World.Size).SelectMany(r => new[] { r, 7, 8 }).SelectMany(BitConverter.GetBytes);
        Assert.Equal(expected, path.Content());
    }

    [Fact]
    public void Collective_offsets_count_in_elements_of_the_view()
    {
        using var path = new SharedFile();
        using var file = path.Open();
        file.SetView<double>(16);
        Assert.Equal(2, file.WriteAtAll<double>(2 * World.Rank, [World.Rank, 0.5]).Count());
        file.Sync();
        World.Barrier();
        file.Sync();
        var got = new double[2 * World.Size];
        Assert.Equal(got.Length, file.ReadAtAll<double>(0, got).Count());
        Assert.Equal(Enumerable.Range(0, World.Size).SelectMany(r => new[] { r, 0.5 }), got);
        Assert.Equal(16 + (16 * World.Size), file.Size);
        Assert.Equal(16 + 24, file.ByteOffset(3));
    }

    [Fact]
    public void Each_process_has_a_pointer_of_its_own()
    {
        using var path = new SharedFile();
        path.Fill([.. Enumerable.Range(0, 40).SelectMany(BitConverter.GetBytes)]);
        using var file = path.Open(FileAccessMode.ReadWrite);
        file.SetView<int>(0);
        var two = new int[2];
        Assert.Equal(0, file.Position);
        file.Seek(3 + World.Rank);
        Assert.Equal(2, file.Read<int>(two).Count());
        Assert.Equal([3 + World.Rank, 4 + World.Rank], two);
        Assert.Equal(5 + World.Rank, file.Position);
        file.Seek(1, SeekOrigin.Current);
        Assert.Equal(6 + World.Rank, file.Position);
        file.Seek(-4, SeekOrigin.End);
        Assert.Equal(36, file.Position);
        file.ReadAll<int>(two);
        Assert.Equal([36, 37], two);
        file.Seek(10 + World.Rank);
        Assert.Equal(1, file.WriteAll<int>([-World.Rank]).Count());
        Assert.Equal(11 + World.Rank, file.Position);
        file.Seek(20 + World.Rank);
        Assert.Equal(1, file.Write<int>([-World.Rank]).Count());
        file.Sync();
        World.Barrier();
        file.Sync();
        var all = new int[World.Size];
        file.ReadAt<int>(10, all);
        Assert.Equal(Enumerable.Range(0, World.Size).Select(r => -r), all);
        file.ReadAt<int>(20, all);
        Assert.Equal(Enumerable.Range(0, World.Size).Select(r => -r), all);
    }

    [Fact]
    public void Reads_past_the_end_say_how_much_there_was()
    {
        using var path = new SharedFile();
        path.Fill([.. Enumerable.Range(0, 10).SelectMany(BitConverter.GetBytes)]);
        using var file = path.Open(FileAccessMode.ReadOnly);
        file.SetView<int>(0);
        Assert.Equal(3, file.ReadAt<int>(7, new int[20]).Count());
        Assert.Equal(0, file.ReadAt<int>(30, new int[20]).Count());
        Assert.Equal(3, file.ReadAtAll<int>(7, new int[20]).Count());
        Assert.Equal(0, file.ReadAtAll<int>(10, new int[20]).Count());
        file.Seek(4);
        Assert.Equal(6, file.ReadAll<int>(new int[20]).Count());
        file.Seek(8);
        Assert.Equal(2, file.Read<int>(new int[20]).Count());
        Assert.Equal(0, file.Read<int>(new int[20]).Count());
        Assert.Equal(0, file.Read<int>([]).Count());
        Assert.Equal(0, file.ReadAtAll<int>(0, []).Count());
        Assert.Equal(3, file.ImmediateReadAt<int>(7, new int[20]).Wait().Count());
        file.Seek(10);
        Assert.Equal(0, file.ImmediateRead<int>(new int[20]).Wait().Count());
        // Interleaved reads, for which libraries exchange data.
        using var every = Datatype.Of<int>().Resized(0, 4 * World.Size);
        file.SetView<int>(4 * World.Rank, every);
        Assert.Equal((10 - World.Rank + World.Size - 1) / World.Size, file.ReadAtAll<int>(0, new int[20]).Count());
    }

    [Fact]
    public void A_partial_value_at_the_end_is_told_in_bytes()
    {
        using var path = new SharedFile();
        path.Fill(new byte[10]);
        using var file = path.Open(FileAccessMode.ReadOnly);
        var status = file.ReadAt<int>(0, new int[4]);
        Assert.Equal(10, status.Count<byte>());
        Assert.Equal(ErrorClass.Type, Assert.Throws<MpiException>(() => status.Count()).ErrorClass);
        Assert.Equal(10, file.ReadAtAll<int>(0, new int[4]).Count<byte>());
    }

    [Fact]
    public void A_matrix_written_by_boxes_is_one_file_and_is_read_back_by_boxes()
    {
        const int Rows = 12, Columns = 10;
        using var path = new SharedFile();
        int first = Rows * World.Rank / World.Size;
        int mine = (Rows * (World.Rank + 1) / World.Size) - first;
        // Left and right halves one after the other, so that the pieces of all ranks interleave.
        using var left = Datatype.Of<double>().Subarray([Rows, Columns], [mine, 4], [first, 0]);
        using var right = Datatype.Of<double>().Subarray([Rows, Columns], [mine, 6], [first, 4]);
        using (var file = path.Open())
        {
            file.SetView<double>(8, left);
            Assert.Equal(mine * 4, file.WriteAtAll<double>(0, Box(first, mine, 0, 4)).Count());
            file.SetView<double>(8, right);
            Assert.Equal(mine * 6, file.WriteAll<double>(Box(first, mine, 4, 6)).Count());
            Assert.Equal((8L, 8L, 8L * Rows * Columns), (file.View.Displacement, file.View.ElementType.Size, file.View.FileType.Extent));
            Assert.Equal(mine * 6 * 8, file.View.FileType.Size);
            Assert.Equal("native", file.View.Representation);
        }

        byte[] content = path.Content();
        Assert.Equal(Box(0, Rows, 0, Columns), Enumerable.Range(0, Rows * Columns).Select(i => BitConverter.ToDouble(content, 8 + (8 * i))));

        using (var file = path.Open(FileAccessMode.ReadOnly))
        {
            var got = new double[mine * 6];
            file.SetView<double>(8, right);
            file.ReadAtAll<double>(0, got);
            Assert.Equal(Box(first, mine, 4, 6), got);
        }
    }

    [Fact]
    public void Interleaved_vectors_share_the_file_fairly()
    {
        using var path = new SharedFile();
        using (var file = path.Open())
        {
            using var pattern = Datatype.Of<int>().Contiguous(2).Resized(0, 8 * World.Size);
            file.SetView<int>(8 * World.Rank, pattern);
            Assert.Equal(8L * World.Rank, file.ByteOffset(0));
            Assert.Equal((8L * World.Rank) + (8L * World.Size) + 4, file.ByteOffset(3));
            file.WriteAll<int>([.. Enumerable.Range(0, 100).Select(i => (1000 * World.Rank) + i)]);
            Assert.Equal(100, file.Position);
            file.Sync();
            World.Barrier();
            file.Sync();
            file.WriteAt<int>(2, [-1, -2]);
        }

        byte[] content = path.Content();
        Assert.Equal(400 * World.Size, content.Length);
        for (int i = 0; i < 100 * World.Size; i++)
        {
            int rank = i / 2 % World.Size;
            int index = (i / (2 * World.Size) * 2) + (i % 2);
            int expected = index is 2 or 3 ? 1 - index : (1000 * rank) + index;
            Assert.Equal((i, expected), (i, BitConverter.ToInt32(content, 4 * i)));
        }
    }

    [Fact]
    public void Structs_travel_as_they_lie_in_memory()
    {
        using var path = new SharedFile();
        var id = new Guid(World.Rank, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        using (var file = path.Open())
        {
            file.SetView<Guid>(0);
            file.WriteAtAll<Guid>(World.Rank, [id]);
            Assert.Equal(ErrorClass.Type, Assert.Throws<MpiException>(() => file.WriteAt<int>(0, [1])).ErrorClass);
        }

        Assert.Equal(id, new Guid(path.Content().AsSpan(16 * World.Rank, 16)));
    }

    [Fact]
    public void More_bytes_than_the_limit_go_in_units_of_the_struct()
    {
        long limit = Interop.Datatypes.ByteLimit;
        Interop.Datatypes.ByteLimit = 20;
        try
        {
            using var path = new SharedFile();
            Guid[] ids = [new("00000001-0000-0000-0000-000000000000"), new("00000002-0000-0000-0000-000000000000")];
            using (var file = path.Open())
            {
                Assert.Equal(2, file.WriteAtAll<Guid>(32 * World.Rank, ids).Count());
                file.Sync();
                World.Barrier();
                file.Sync();
                var got = new Guid[3];
                Assert.Equal(2, file.ReadAt<Guid>(32 * (World.Size - 1), got).Count());
                Assert.Equal(ids, got[..2]);
            }

            Assert.Equal(32 * World.Size, path.Content().Length);
        }
        finally
        {
            Interop.Datatypes.ByteLimit = limit;
        }
    }

    [Fact]
    public void Ordered_writes_lie_in_the_order_of_ranks()
    {
        using var path = new SharedFile();
        using (var file = path.Open())
        {
            file.SetView<int>(0);
            for (int round = 0; round < 3; round++)
                Assert.Equal(World.Rank + 1, file.WriteOrdered<int>([.. Enumerable.Repeat((10 * round) + World.Rank, World.Rank + 1)]).Count());
            int total = 3 * World.Size * (World.Size + 1) / 2;
            World.Barrier();
            Assert.Equal(total, file.PositionShared);
            World.Barrier();
            file.SeekShared(0);
            Assert.Equal(0, file.PositionShared);
            World.Barrier();
            var got = new int[World.Rank + 1];
            Assert.Equal(got.Length, file.ReadOrdered<int>(got).Count());
            Assert.All(got, v => Assert.Equal(World.Rank, v));
            World.Barrier();
            file.SeekShared(-total + 1, SeekOrigin.End);
            Assert.Equal(1, file.PositionShared);
            World.Barrier();
        }

        var expected = from round in Enumerable.Range(0, 3)
                       from rank in Enumerable.Range(0, World.Size)
                       from i in Enumerable.Range(0, rank + 1)
                       select (10 * round) + rank;
        Assert.Equal(expected.SelectMany(BitConverter.GetBytes), path.Content());
    }

    [Fact]
    public void Shared_writes_lose_nothing_and_shared_reads_give_each_record_once()
    {
        const int Records = 20;
        using var path = new SharedFile();
        using var file = path.Open();
        file.SetView<long>(0);
        World.Barrier();
        for (int i = 0; i < Records; i++)
            Assert.Equal(2, file.WriteShared<long>([World.Rank, i]).Count());
        World.Barrier();
        Assert.Equal(2L * Records * World.Size, file.PositionShared);
        World.Barrier();
        file.SeekShared(0);
        file.Sync();
        World.Barrier();
        var seen = new int[World.Size * Records];
        var record = new long[2];
        for (int i = 0; i < Records; i++)
        {
            Assert.Equal(2, file.ReadShared<long>(record).Count());
            seen[(record[0] * Records) + record[1]]++;
        }

        World.Allreduce(seen.AsSpan(), Operation<int>.Add);
        Assert.All(seen, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Nonblocking_transfers_keep_their_memory()
    {
        const int Count = 10_000;
        using var path = new SharedFile();
        using var file = path.Open();
        file.SetView<long>(0);
        var writes = new List<Request>
        {
            StartWrite(v => file.ImmediateWriteAt<long>(Count * World.Rank, v), 1),
            StartWrite(v => file.ImmediateWriteAtAll<long>(Count * (World.Size + World.Rank), v), 2),
        };
        file.Seek(Count * ((2 * World.Size) + World.Rank));
        writes.Add(StartWrite(v => file.ImmediateWrite<long>(v), 3));
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        foreach (var write in writes)
            Assert.Equal(Count, write.Wait().Count());
        file.Seek(Count * ((3 * World.Size) + World.Rank));
        Assert.Equal(Count, StartWrite(v => file.ImmediateWriteAll<long>(v), 4).Wait().Count());
        file.Sync();
        World.Barrier();
        file.Sync();

        var room = new long[4][];
        for (int i = 0; i < 4; i++)
            room[i] = new long[Count];
        int from = Ring.Next;
        var reads = new List<Request>
        {
            file.ImmediateReadAt<long>(Count * from, room[0]),
            file.ImmediateReadAtAll<long>(Count * (World.Size + from), room[1]),
        };
        file.Seek(Count * ((2 * World.Size) + from));
        reads.Add(file.ImmediateRead<long>(room[2]));
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        foreach (var read in reads)
            Assert.Equal(Count, read.Wait().Count());
        file.Seek(Count * ((3 * World.Size) + from));
        Assert.Equal(Count, file.ImmediateReadAll<long>(room[3]).Wait().Count());
        for (int i = 0; i < 4; i++)
            Assert.Equal(Enumerable.Range(0, Count).Select(k => Value(from, i + 1, k)), room[i]);
    }

    [Fact]
    public void Nonblocking_shared_transfers_lose_nothing()
    {
        using var path = new SharedFile();
        using var file = path.Open();
        file.SetView<int>(0);
        World.Barrier();
        file.ImmediateWriteShared<int>(new[] { World.Rank + 1 }).Wait();
        World.Barrier();
        file.SeekShared(0);
        file.Sync();
        World.Barrier();
        var got = new int[1];
        Assert.Equal(1, file.ImmediateReadShared<int>(got).Wait().Count());
        Assert.Equal(World.Size * (World.Size + 1) / 2, World.Allreduce(got[0], Operation<int>.Add));
    }

    [Fact]
    public void Closing_waits_for_what_is_under_way()
    {
        using var path = new SharedFile();
        var file = path.Open();
        var write = StartWrite(v => file.ImmediateWriteAt<long>(80_000 * World.Rank, v), 1);
        file.Dispose();
        Assert.True(write.IsCompleted);
        Assert.Equal(10_000, write.Wait().Count());
        Assert.Equal(Value(World.Rank, 1, 9_999), BitConverter.ToInt64(path.Content(), (80_000 * (World.Rank + 1)) - 8));
        file.Dispose();
        Assert.Equal(ErrorClass.File, Assert.Throws<MpiException>(() => file.Size).ErrorClass);
        Assert.Equal(ErrorClass.File, Assert.Throws<MpiException>(() => file.ReadAt<int>(0, new int[1])).ErrorClass);
    }

    [Fact]
    public void Collectives_in_two_halves_do_the_same()
    {
        using var path = new SharedFile();
        using var file = path.Open();
        file.SetView<int>(0);
        int n = World.Size;
        file.WriteAtAllBegin<int>(World.Rank, new[] { World.Rank });
        Assert.Equal(ErrorClass.Other, Assert.Throws<MpiException>(() => file.ReadAllBegin<int>(new int[1])).ErrorClass);
        Assert.Equal(ErrorClass.Other, Assert.Throws<MpiException>(() => file.ReadAtAllEnd()).ErrorClass);
        Assert.Equal(1, file.WriteAtAllEnd().Count());
        Assert.Equal(ErrorClass.Other, Assert.Throws<MpiException>(() => file.WriteAtAllEnd()).ErrorClass);
        file.Seek(n + World.Rank);
        file.WriteAllBegin<int>(new[] { 100 + World.Rank });
        Assert.Equal(1, file.WriteAllEnd().Count());
        file.SeekShared(2 * n);
        file.WriteOrderedBegin<int>(new[] { 200 + World.Rank });
        Assert.Equal(1, file.WriteOrderedEnd().Count());
        file.Sync();
        World.Barrier();
        file.Sync();
        var got = new int[3];
        file.ReadAtAllBegin<int>(World.Rank, got.AsMemory(0, 1));
        file.ReadAtAllEnd();
        file.Seek(n + World.Rank);
        file.ReadAllBegin<int>(got.AsMemory(1, 1));
        file.ReadAllEnd();
        file.SeekShared(2 * n);
        file.ReadOrderedBegin<int>(got.AsMemory(2, 1));
        Assert.Equal(1, file.ReadOrderedEnd().Count());
        Assert.Equal([World.Rank, 100 + World.Rank, 200 + World.Rank], got);
    }

    [Fact]
    public void Size_can_be_set_and_storage_reserved()
    {
        using var path = new SharedFile();
        using var file = path.Open();
        file.Size = 1000;
        Assert.Equal(1000, file.Size);
        World.Barrier();
        file.Size = 10;
        Assert.Equal(10, file.Size);
        World.Barrier();
        file.Preallocate(5000);
        Assert.Equal(5000, file.Size);
        World.Barrier();
        file.Preallocate(50);
        Assert.Equal(5000, file.Size);
        Assert.Equal(ErrorClass.Argument, Assert.Throws<MpiException>(() => file.Size = -1).ErrorClass);
        Assert.Equal(ErrorClass.Argument, Assert.Throws<MpiException>(() => file.Preallocate(-1)).ErrorClass);
    }

    [Fact]
    public void Atomicity_is_kept_or_refused()
    {
        using var path = new SharedFile();
        using var file = path.Open();
        Assert.False(file.Atomic);
        try
        {
            file.Atomic = true;
        }
        catch (MpiException e)
        {
            Assert.Skip($"this library has no atomic mode: {e.Message}");
        }

        Assert.True(file.Atomic);
        file.WriteAt<int>(4 * World.Rank, [World.Rank]);
        World.Barrier();
        var got = new int[1];
        file.ReadAt<int>(4 * Ring.Next, got);
        Assert.Equal(Ring.Next, got[0]);
        file.Atomic = false;
        Assert.False(file.Atomic);
    }

    [Fact]
    public void Nonblocking_transfers_above_the_librarys_limit_are_made_at_once()
    {
        long limit = MpiFile.ImmediateByteLimit;
        using var path = new SharedFile();
        using var file = path.Open();
        try
        {
            MpiFile.ImmediateByteLimit = 8;
            var write = file.ImmediateWriteAt<int>(12 * World.Rank, new[] { 1, 2, 3 });
            Assert.True(write.IsCompleted);
            Assert.Equal(3, write.Wait().Count());
            file.Seek(12 * World.Rank);
            var got = new int[3];
            Assert.Equal(3, file.ImmediateRead<int>(got).Wait().Count());
            Assert.Equal([1, 2, 3], got);
            var error = Assert.Throws<MpiException>(() => file.ImmediateReadAtAll<int>(0, got));
            Assert.Equal(ErrorClass.UnsupportedOperation, error.ErrorClass);
        }
        finally
        {
            MpiFile.ImmediateByteLimit = limit;
        }
    }

    private static double[] Box(int firstRow, int rows, int firstColumn, int columns) =>
    [
        .. from row in Enumerable.Range(firstRow, rows)
           from column in Enumerable.Range(firstColumn, columns)
           select (100.0 * row) + column,
    ];

    private static long Value(int rank, int round, int index) => (1_000_000L * rank) + (100_000 * round) + index;

    // The array is known to nobody but the request.
    private static Request StartWrite(Func<long[], Request> start, int round) =>
        start([.. Enumerable.Range(0, 10_000).Select(i => Value(World.Rank, round, i))]);
}
