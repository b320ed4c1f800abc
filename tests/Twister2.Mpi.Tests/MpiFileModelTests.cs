using CsCheck;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Random programs of reads and writes against an array of bytes. Each rank has a file of its own, then all have one together.</summary>
[Trait("ranks", "any")]
public sealed class MpiFileModelTests : RankTests
{
    private static readonly Gen<(int Kind, int Place, int Length)> Step = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 40], Gen.Int[0, 30]);

    [Fact]
    public void A_file_of_one_process_is_an_array_of_bytes()
    {
        using var path = new SharedFile();
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 3], Gen.Int[0, 3], Step.Array[0, 25]).Sample(
            (displacement, block, gap, steps) => RunAlone($"{path.FullPath}.{World.Rank}", displacement, block, gap, steps),
            iter: 60, threads: 1);
    }

    [Fact]
    public void Collective_programs_leave_what_each_rank_wrote()
    {
        // The seed is the same on every rank, so that all do the same.
        var random = new Random(20261);
        using var path = new SharedFile();
        using var file = path.Open();
        var model = new byte[4096];
        var written = new bool[model.Length];
        int length = 0;
        for (int round = 0; round < 30; round++)
        {
            int block = random.Next(1, 6);
            int displacement = random.Next(0, 50);
            int blocks = random.Next(0, 8);
            using var pattern = Datatype.Of<byte>().Contiguous(block).Resized(0, block * World.Size);
            file.SetView<byte>(displacement + (block * World.Rank), pattern);
            // A rank may have nothing to write.
            int[] counts = [.. Enumerable.Range(0, World.Size).Select(_ => random.Next(0, 3) == 0 ? 0 : block * blocks)];
            byte[] data = [.. Enumerable.Range(0, counts[World.Rank]).Select(i => (byte)((37 * round) + (11 * World.Rank) + i))];
            if (round % 2 == 0)
                file.WriteAtAll<byte>(0, data);
            else
                file.WriteAll<byte>(data);
            for (int rank = 0; rank < World.Size; rank++)
            {
                for (int i = 0; i < counts[rank]; i++)
                {
                    int place = displacement + (block * rank) + (i / block * block * World.Size) + (i % block);
                    model[place] = (byte)((37 * round) + (11 * rank) + i);
                    written[place] = true;
                    length = Math.Max(length, place + 1);
                }
            }

            file.Sync();
            World.Barrier();
            file.Sync();
            file.SetView<byte>(0);
            var got = new byte[model.Length];
            Assert.Equal((round, length), (round, file.ReadAtAll<byte>(0, got).Count()));
            // What nobody has written is undefined, and libraries do write into gaps.
            Assert.All(Enumerable.Range(0, length).Where(i => written[i]), i => Assert.Equal((i, model[i]), (i, got[i])));
            World.Barrier();
        }
    }

    private static void RunAlone(string path, int displacement, int block, int gap, (int Kind, int Place, int Length)[] steps)
    {
        using var file = MpiFile.Open(
            Communicator.self, path, FileAccessMode.Create | FileAccessMode.ReadWrite | FileAccessMode.DeleteOnClose);
        using var pattern = Datatype.Of<short>().Contiguous(block).Resized(0, 2 * (block + gap));
        file.SetView<short>(displacement, pattern);
        var model = new Model(displacement, block, gap);
        long position = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            var (kind, place, length) = steps[i];
            short[] values = [.. Enumerable.Range(0, length).Select(k => (short)((100 * i) + k))];
            long at = kind >= 4 ? position : place;
            switch (kind)
            {
                case 0: Assert.Equal(length, file.WriteAt<short>(place, values).Count()); break;
                case 1: Assert.Equal(length, file.ImmediateWriteAt<short>(place, values).Wait().Count()); break;
                case 4: Assert.Equal(length, file.Write<short>(values).Count()); break;
                case 2: Check(model, at, values, v => file.ReadAt<short>(place, v)); break;
                case 3: Check(model, at, values, v => file.ImmediateReadAt<short>(place, v).Wait()); break;
                case 5: Check(model, at, values, v => file.ReadAll<short>(v)); break;
                case 6: file.Seek(place); position = place; break;
                default: file.Seek(place - 40 < -position ? -position : place - 40, SeekOrigin.Current); position = Math.Max(0, position + place - 40); break;
            }

            if (kind is 0 or 1 or 4)
                model.Write(at, values);
            if (kind is 4)
                position += length;
            // After a short read libraries differ in where the pointer is.
            if (kind is 5)
                file.Seek(position += model.Readable(at, length));
            Assert.Equal((i, model.Size), (i, file.Size));
            Assert.Equal((i, position), (i, file.Position));
        }
    }

    private static void Check(Model model, long at, short[] room, Func<short[], CompletedStatus> read)
    {
        int expected = (int)model.Readable(at, room.Length);
        Assert.Equal(expected, read(room).Count());
        for (int k = 0; k < expected; k++)
            Assert.Equal((k, model.Read(at + k)), (k, room[k]));
    }

    private sealed class Model(int displacement, int block, int gap)
    {
        private readonly byte[] _bytes = new byte[2000];

        public long Size { get; private set; }

        public void Write(long at, short[] values)
        {
            for (int k = 0; k < values.Length; k++)
            {
                BitConverter.TryWriteBytes(_bytes.AsSpan(Place(at + k)), values[k]);
                Size = Math.Max(Size, Place(at + k) + 2);
            }
        }

        public short Read(long at) => BitConverter.ToInt16(_bytes, Place(at));

        public long Readable(long at, int length)
        {
            int count = 0;
            while (count < length && Place(at + count) + 2 <= Size)
                count++;
            return count;
        }

        private int Place(long element) => (int)(displacement + (2 * ((element / block * (block + gap)) + (element % block))));
    }
}
