namespace Twister2.Launch.Tests;

/// <summary>The WordCount example on real text: every word's count is right, and the workers share the reading.</summary>
[Trait("ranks", "none")]
public sealed class SdkTextTests(SdkText text) : JobTest, IClassFixture<SdkText>
{
    [Theory, MemberData(nameof(Starts.All), MemberType = typeof(Starts))]
    public void Letters_are_counted_right_and_each_worker_reads_its_share(string mpi, int ranks) => Count(mpi, ranks, "letters");

    [Theory, MemberData(nameof(Starts.AllIfFull), MemberType = typeof(Starts))]
    public void Space_separated_words_are_counted_right_and_each_worker_reads_its_share(string mpi, int ranks) => Count(mpi, ranks, "space");

    private void Count(string mpi, int ranks, string kind)
    {
        Assert.True(text.Bytes > 10_000_000, $"{text.Glob} is {text.Bytes} bytes; that is not the documentation.");
        Run.ToEnd(WordCount(mpi, ranks, "--words", kind, "--output", In("counts"), text.Glob), seconds: 120).Succeeds();

        WrittenCounts.Check(In("counts"), ranks, text.Counts(kind), text.Glob);
        for (int worker = 0; worker < ranks; worker++)
        {
            long read = Record.LastOfWorker(worker).GetProperty("bytes_read").GetInt64();
            Assert.InRange(read, (text.Bytes / ranks) - 1, (text.Bytes / ranks) + 1);
        }
    }
}
