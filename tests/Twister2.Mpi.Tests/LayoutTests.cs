using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The border and the inside of a matrix of 4 rows and 5 columns, in exchanges, persistent messages, broadcasts, windows and files.</summary>
[Trait("ranks", "any")]
public sealed class LayoutTests : RankTests
{
    private const int Rows = 4;
    private const int Columns = 5;

    [Fact]
    public void Borders_are_exchanged_inside_one_matrix()
    {
        using var column = Column();
        int[] matrix = Matrix(World.Rank);
        var status = World.SendReceive<int>(
            matrix.AsSpan(Columns - 2), column, 1, Ring.Next, 300, matrix, column, 1, Ring.Previous, 300);
        Assert.Equal((Ring.Previous, 300, Rows), (status.Source, status.Tag, status.Count()));
        CheckBorder(matrix);

        // A column there is a row here.
        int[] row = new int[Rows];
        World.SendReceive<int>(matrix, column, 1, Ring.Previous, 301, row, Datatype.Of<int>(), Rows, Ring.Next, 301);
        Assert.Equal(Enumerable.Range(0, Rows).Select(r => Value(World.Rank, r, Columns - 2)), row);
        Assert.Equal(
            ErrorClass.Buffer,
            Assert.Throws<MpiException>(() => World.SendReceive<int>(
                matrix, column, 1, Ring.Next, 300, matrix.AsSpan(Columns), column, 1, Ring.Previous, 300)).ErrorClass);
        Assert.Throws<ArgumentNullException>(() => World.SendReceive<int>(
            matrix, column, 1, Ring.Next, 300, matrix, null!, 1, Ring.Previous, 300));
    }

    [Fact]
    public void Borders_are_exchanged_again_and_again()
    {
        int[] matrix = Matrix(World.Rank);
        PersistentRequest send;
        PersistentRequest receive;
        using (var column = Column())
        {
            send = World.SendInit<int>(matrix.AsMemory(Columns - 2), column, 1, Ring.Next, 302);
            receive = World.ReceiveInit(matrix.AsMemory(), column, 1, Ring.Previous, 302);
        }

        using (send)
        using (receive)
        {
            for (int round = 0; round < 3; round++)
            {
                Matrix(World.Rank).CopyTo(matrix, 0);
                receive.Start();
                send.Start();
                Assert.Equal(Rows, receive.Wait().Count());
                send.Wait();
                CheckBorder(matrix);
                World.Barrier();
            }
        }

        using var again = Column();
        Assert.Throws<MpiException>(() => World.SendInit<int>(matrix.AsMemory(Columns), again, 1, Ring.Next, 302));
        Assert.Throws<MpiException>(() => World.ReceiveInit(matrix.AsMemory(Columns), again, 1, Ring.Previous, 302));
    }

    [Fact]
    public void A_synchronous_send_takes_a_layout_too()
    {
        using var column = Column();
        int[] matrix = Matrix(World.Rank);
        int[] room = new int[Rows];
        var receive = World.ImmediateReceive<int>(room.AsMemory(), Ring.Previous, 303);
        World.SynchronousSend<int>(matrix.AsSpan(1), column, 1, Ring.Next, 303);
        receive.Wait();
        Assert.Equal(Enumerable.Range(0, Rows).Select(r => Value(Ring.Previous, r, 1)), room);
        receive = World.ImmediateReceive<int>(room.AsMemory(), Ring.Previous, 303);
        var send = World.ImmediateSynchronousSend<int>(matrix.AsMemory(2), column, 1, Ring.Next, 303);
        receive.Wait();
        send.Wait();
        Assert.Equal(Enumerable.Range(0, Rows).Select(r => Value(Ring.Previous, r, 2)), room);
        Assert.Throws<MpiException>(() => World.ImmediateSynchronousSend<int>(matrix.AsMemory(Columns), column, 1, Ring.Next, 303));
    }

    [Fact]
    public void A_broadcast_goes_from_a_column_to_a_column()
    {
        using var column = Column();
        for (int root = 0; root < World.Size; root++)
        {
            int[] matrix = World.Rank == root ? Matrix(root) : new int[Rows * Columns];
            World.Broadcast<int>(matrix.AsSpan(3), column, 1, root);
            int[] expected = World.Rank == root ? Matrix(root) : new int[Rows * Columns];
            for (int r = 0; r < Rows; r++)
                expected[(r * Columns) + 3] = Value(root, r, 3);
            Assert.Equal(expected, matrix);
        }

        Assert.Equal(ErrorClass.Root, Assert.Throws<MpiException>(() => World.Broadcast<int>(new int[Rows * Columns], column, 1, World.Size)).ErrorClass);
        Assert.Equal(ErrorClass.Buffer, Assert.Throws<MpiException>(() => World.Broadcast<int>(new int[Columns], column, 1, 0)).ErrorClass);
    }

    [Fact]
    public void Columns_are_put_into_and_got_out_of_windows()
    {
        using var column = Column();
        int[] mine = Matrix(World.Rank);
        using var window = Window.Allocate<int>(World, Rows * Columns);
        window.Local.Clear();
        window.Fence();
        window.Put(mine.AsMemory(1), column, 1, Ring.Next, 4, column, 1);
        window.Put(mine, column, 1, Communicator.procNull, 0, column, 1);
        window.Fence();
        for (int r = 0; r < Rows; r++)
            Assert.Equal([0, 0, 0, 0, Value(Ring.Previous, r, 1)], window.Local.Slice(r * Columns, Columns).ToArray());
        int[] row = new int[Rows];
        int[] matrix = Matrix(World.Rank);
        window.Get(row, Datatype.Of<int>(), Rows, Ring.Previous, 4, column, 1);
        window.Get(matrix.AsMemory(), column, 1, Ring.Next, 4, column, 1);
        window.Get(matrix, column, 1, Communicator.procNull, 4, column, 1);
        window.Fence();
        int before = (Ring.Previous + World.Size - 1) % World.Size;
        Assert.Equal(Enumerable.Range(0, Rows).Select(r => Value(before, r, 1)), row);
        int[] expected = Matrix(World.Rank);
        for (int r = 0; r < Rows; r++)
            expected[r * Columns] = Value(World.Rank, r, 1);
        Assert.Equal(expected, matrix);
        Refused(ErrorClass.Buffer, () => window.Put(mine, column, 1, Ring.Next, 5, column, 1));
        Refused(ErrorClass.Buffer, () => window.Get(mine.AsMemory(5), column, 1, Ring.Next, 4, column, 1));
        Refused(ErrorClass.Count, () => window.Put(mine, column, 1, Ring.Next, 0, Datatype.Of<int>(), Rows - 1));
        Refused(ErrorClass.Rank, () => window.Get(mine, column, 1, World.Size, 0, column, 1));
        Assert.Throws<ArgumentNullException>(() => window.Put(mine, column, 1, Ring.Next, 0, null!, 1));
        window.Fence();
    }

    [Fact]
    public void The_inside_of_a_matrix_is_written_and_read()
    {
        using var inside = Datatype.Of<int>().Subarray([Rows, Columns], [Rows - 2, Columns - 2], [1, 1]);
        const int Count = (Rows - 2) * (Columns - 2);
        int[] matrix = Matrix(World.Rank);
        using var shared = new SharedFile();
        using var file = shared.Open();
        file.SetView<int>(0);
        file.Size = 0;
        Assert.Equal(Count, file.WriteAtAll<int>(World.Rank * Count, matrix, inside, 1).Count());
        Check(room => file.ReadAtAll<int>(World.Rank * Count, room, inside, 1));
        file.WriteAt<int>(World.Rank * Count, matrix, inside, 1);
        Check(room => file.ReadAt<int>(World.Rank * Count, room, inside, 1));
        file.Seek(World.Rank * Count);
        Assert.Equal(Count, file.Write<int>(matrix, inside, 1).Count());
        file.Seek(World.Rank * Count);
        Check(room => file.Read<int>(room, inside, 1));
        file.Seek(World.Rank * Count);
        file.WriteAll<int>(matrix, inside, 1);
        file.Seek(World.Rank * Count);
        Check(room => file.ReadAll<int>(room, inside, 1));
        file.Sync();
        byte[] expected = [.. Enumerable.Range(0, World.Size).SelectMany(Inside).SelectMany(BitConverter.GetBytes)];
        Assert.Equal(expected, shared.Content());

        // What the view shows each rank is every Size-th number.
        using var share = Datatype.Of<int>().Resized(0, World.Size * sizeof(int));
        file.SetView<int>(World.Rank * sizeof(int), share);
        file.WriteAll<int>(matrix, inside, 1);
        Check(room => file.ReadAtAll<int>(0, room, inside, 1));

        // At the end of the file there are fewer.
        int[] last = new int[Rows * Columns];
        Assert.Equal(2, file.ReadAt<int>(Count - 2, last, inside, 1).Count());
        Assert.Equal(Inside(World.Rank)[^2..], last[6..8]);
        Assert.Equal(ErrorClass.Buffer, Assert.Throws<MpiException>(() => file.ReadAt<int>(0, last.AsSpan(7), inside, 1)).ErrorClass);
        Assert.Throws<ArgumentNullException>(() => file.WriteAt<int>(0, last, null!, 1));

        void Check(Func<int[], CompletedStatus> read)
        {
            int[] room = new int[Rows * Columns];
            Assert.Equal(Count, read(room).Count());
            for (int k = 0; k < room.Length; k++)
            {
                bool isInside = k / Columns is > 0 and < Rows - 1 && k % Columns is > 0 and < Columns - 1;
                Assert.Equal(isInside ? matrix[k] : 0, room[k]);
            }
        }
    }

    private static void CheckBorder(int[] matrix)
    {
        int[] expected = Matrix(World.Rank);
        for (int r = 0; r < Rows; r++)
            expected[r * Columns] = Value(Ring.Previous, r, Columns - 2);
        Assert.Equal(expected, matrix);
    }

    private static void Refused(ErrorClass errorClass, Action action) =>
        Assert.Equal(errorClass, Assert.Throws<MpiException>(action).ErrorClass);

    private static Datatype Column() => Datatype.Of<int>().Vector(Rows, 1, Columns);

    private static int Value(int rank, int row, int column) => (rank * 1000) + (row * 10) + column + 1;

    private static int[] Matrix(int rank) => [.. Enumerable.Range(0, Rows * Columns).Select(k => Value(rank, k / Columns, k % Columns))];

    private static int[] Inside(int rank) =>
        [.. from r in Enumerable.Range(1, Rows - 2) from c in Enumerable.Range(1, Columns - 2) select Value(rank, r, c)];
}
