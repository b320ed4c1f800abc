using System.Text;
using CsCheck;

namespace Twister2.Tasks.Tests;

[Trait("ranks", "none")]
public sealed class TextSplitTests : IDisposable
{
    private const int Block = 64 << 10;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Splits_cover_each_byte_once_and_are_of_equal_size() =>
        Gen.Select(Gen.Long[0, 1000].Array[0, 8], Gen.Int[1, 40]).Sample((lengths, workers) =>
        {
            InputListing listing = new([.. lengths.Select((_, i) => $"{i}")], lengths);
            FileSplit[][] splits = [.. Enumerable.Range(0, workers).Select(worker => FileSplit.OfTask(listing, worker, workers).ToArray())];
            (string, long)[] bytes = [.. splits.SelectMany(mine => mine).SelectMany(split => Range(split.Start, split.End).Select(at => (split.File, at)))];
            Assert.Equal(lengths.SelectMany((length, i) => Range(0, length).Select(at => ($"{i}", at))), bytes);
            Assert.All(splits, mine => Assert.InRange(mine.Sum(split => split.End - split.Start), lengths.Sum() / workers, (lengths.Sum() + workers - 1) / workers));

            static IEnumerable<long> Range(long from, long to)
            {
                for (long i = from; i < to; i++) yield return i;
            }
        }, iter: 300);

    [Fact]
    public void Shares_of_huge_inputs_do_not_overflow()
    {
        InputListing listing = new(["a", "b"], [long.MaxValue / 2, long.MaxValue / 2]);
        FileSplit last = Assert.Single(FileSplit.OfTask(listing, 99_999, 100_000));
        Assert.Equal(("b", long.MaxValue / 2), (last.File, last.End));
        Assert.InRange(last.End - last.Start, long.MaxValue / 100_000 - 2, long.MaxValue / 100_000 + 2);
    }

    [Fact]
    public void Random_files_are_read_line_by_line_once_and_in_order() => Gen.Int.Positive.Sample(seed =>
    {
        Random random = new(seed);
        byte[][] contents = [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => RandomText.File(random))];
        string[] files = [.. contents.Select((content, i) => _folder.Write($"{i}", content))];
        List<byte[]> expected = [.. contents.SelectMany(PlainText.Lines)];
        InputListing listing = InputListing.Of(files);
        for (int workers = 1; workers <= 9; workers++) SplitReading.SameLines(expected, SplitReading.Read(listing, workers, random.Next(1, 301)));
    }, iter: 150, threads: 1);

    [Fact]
    public void Every_border_of_a_small_file()
    {
        byte[] content = "a\r\n\r\n\n\nbc\r\r\n€\rd\n\re"u8.ToArray();
        List<byte[]> expected = PlainText.Lines(content);
        InputListing listing = InputListing.Of([_folder.Write("small", content)]);
        for (int workers = 1; workers <= content.Length + 3; workers++) SplitReading.SameLines(expected, SplitReading.Read(listing, workers));
    }

    [Theory]
    [InlineData("\r", "\r")]
    [InlineData("a\r", "a\r")]
    [InlineData("a\r\r\n", "a\r")]
    [InlineData("a\r\nb\r", "a", "b\r")]
    [InlineData("a\n\r", "a", "\r")]
    public void A_carriage_return_without_a_line_feed_is_no_line_end(string content, params string[] lines)
    {
        byte[][] expected = [.. lines.Select(Encoding.UTF8.GetBytes)];
        InputListing listing = InputListing.Of([_folder.Write("cr", content)]);
        for (int workers = 1; workers <= 5; workers++) SplitReading.SameLines([.. expected], SplitReading.Read(listing, workers));
    }

    [Theory]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData(2 * Block)]
    [InlineData(5_000_000)]
    public void Lines_longer_than_a_block(int length)
    {
        Random random = new(length);
        byte[] giant = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next('a', 'z'))];
        byte[] content = [.. "before\n"u8, .. giant, .. "\r\nbetween\n"u8, .. giant, .. "\n\nafter"u8];
        List<byte[]> expected = [[.. "before"u8], giant, [.. "between"u8], giant, [], [.. "after"u8]];
        InputListing listing = InputListing.Of([_folder.Write("long", content)]);
        for (int workers = 1; workers <= 9; workers++) SplitReading.SameLines(expected, SplitReading.Read(listing, workers));
    }

    [Fact]
    public void A_line_end_at_each_place_near_the_end_of_a_block()
    {
        for (int end = Block - 4; end <= Block + 4; end++)
        {
            byte[] content = new byte[2 * Block + 10];
            Array.Fill(content, (byte)'x');
            content[end - 1] = (byte)'\r';
            content[end] = (byte)'\n';
            InputListing listing = InputListing.Of([_folder.Write($"{end}", content)]);
            for (int workers = 1; workers <= 4; workers++) SplitReading.SameLines([content[..(end - 1)], content[(end + 1)..]], SplitReading.Read(listing, workers));
        }
    }

    [Fact]
    public void A_line_that_begins_at_a_border_belongs_to_the_split_behind_it()
    {
        InputListing listing = InputListing.Of([_folder.Write("border", "aaaa\nbbbb\n")]);
        SplitReading.SameLines([[.. "aaaa"u8]], SplitReading.ReadOne(listing, 0, 2));
        SplitReading.SameLines([[.. "bbbb"u8]], SplitReading.ReadOne(listing, 1, 2));
    }

    [Fact]
    public void A_split_inside_one_line_has_no_lines()
    {
        InputListing listing = InputListing.Of([_folder.Write("one", new string('x', 3 * Block) + "\ny")]);
        SplitReading.SameLines([[.. Enumerable.Repeat((byte)'x', 3 * Block)]], SplitReading.ReadOne(listing, 0, 5));
        for (int worker = 1; worker < 4; worker++) Assert.Empty(SplitReading.ReadOne(listing, worker, 5));
        SplitReading.SameLines([[.. "y"u8]], SplitReading.ReadOne(listing, 4, 5));
    }

    [Fact]
    public void What_is_appended_after_the_listing_is_not_read()
    {
        string file = _folder.Write("grows", "one\ntwo");
        InputListing listing = InputListing.Of([file]);
        File.AppendAllText(file, "ish\nthree\n");
        for (int workers = 1; workers <= 9; workers++) SplitReading.SameLines([[.. "one"u8], [.. "two"u8]], SplitReading.Read(listing, workers));
    }

    [Fact]
    public void A_file_that_shrank_is_an_error_that_names_it()
    {
        string file = _folder.Write("shrinks", string.Concat(Enumerable.Repeat("0123456789\n", 1000)));
        InputListing listing = InputListing.Of([file]);
        File.WriteAllText(file, "0123456789\n");
        for (int workers = 1; workers <= 9; workers++)
        {
            DataAccessException e = Assert.Throws<DataAccessException>(() => SplitReading.Read(listing, workers));
            Assert.Equal($"Input '{file}' ends at byte 11, but had 11,000 bytes when the job began: it was changed.", e.Message);
        }
    }

    [Fact]
    public void A_file_that_went_away_is_an_error_that_names_it()
    {
        string file = _folder.Write("goes", "x");
        InputListing listing = InputListing.Of([file]);
        File.Delete(file);
        Assert.Contains($"Input '{file}' cannot be read", Assert.Throws<DataAccessException>(() => SplitReading.Read(listing, 1)).Message, StringComparison.Ordinal);
    }
}
