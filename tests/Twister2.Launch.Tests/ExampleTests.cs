using System.Text;

namespace Twister2.Launch.Tests;

/// <summary>Each example verifies its own result on small data, under both MPIs and without MPI.</summary>
[Trait("ranks", "none")]
public sealed class ExampleTests : JobTest
{
    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void Word_count_at_each_level(string mpi, int ranks)
    {
        string[] outputs = [.. ((string[])["communicator", "operator", "graph", "tset"]).Select(level =>
        {
            Result result = Run.ToEnd(Worker(mpi, ranks, Built.WordCount, "--level", level, "--generate", "3000", "--verify", "--top", "5", "--output", In(level))).Succeeds();
            Assert.Contains("Verified: a plain count in one process gives the same.", result.Output, StringComparison.Ordinal);
            return string.Join('\n', result.Output.Split('\n')[..5]);
        })];
        Assert.Single(outputs.Distinct());
    }

    /// <summary>Of 40,000 records, 4 MB, no worker can keep its share in 1 MiB.</summary>
    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void TeraSort(string mpi, int ranks)
    {
        Result result = Run.ToEnd(Example(mpi, ranks, "TeraSort", "--generate", "40000", "--memory", "1", "--verify")).Succeeds();
        Assert.Contains("Verified: all records are in order, and they are those of the input.", result.Output, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void TeraSort_of_hardly_any_records(int records)
    {
        Result result = Run.ToEnd(Example(Starts.Mpis[0], 3, "TeraSort", "--generate", $"{records}", "--verify")).Succeeds();
        Assert.Contains($"Records: {records}\n", result.Output, StringComparison.Ordinal);
    }

    /// <summary>The first two lines of gensort -a, as sortbenchmark.org has them.</summary>
    [Fact]
    public void TeraSort_makes_the_printable_records_of_gensort()
    {
        Run.ToEnd(Worker(Starts.Mpis[0], 2, Built.Example("TeraSort"), "--generate", "2", "--ascii", "--output", In("sorted"), In("input"))).Succeeds();
        Assert.Equal(
            "AsfAGHM5om  00000000000000000000000000000000  0000222200002222000022220000222200002222000000001111\r\n" +
            "~sHd0jDv6X  00000000000000000000000000000001  77779999444488885555CCCC777755555555BBBB666644446666\r\n",
            Encoding.ASCII.GetString(Bytes("input")));
    }

    /// <summary>The checksum that valsort, and Hadoop's TeraValidate, print for gensort's first million records: not a byte of them is another.</summary>
    [Fact]
    public void TeraSort_makes_the_binary_records_of_gensort()
    {
        Result result = Run.ToEnd(Example(Starts.Local, 1, "TeraSort", "--generate", "1000000", "--verify")).Succeeds();
        Assert.Contains("Checksum: 7a27e2d0d55de\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TeraSort_makes_the_same_records_on_any_number_of_workers()
    {
        foreach (int ranks in (int[])[1, 3])
            Run.ToEnd(Worker(Starts.Mpis[0], ranks, Built.Example("TeraSort"), "--generate", "1000", "--output", In($"sorted-{ranks}"), In($"input-{ranks}"))).Succeeds();
        Assert.Equal(100_000, Bytes("input-1").Length);
        Assert.Equal(Bytes("input-1"), Bytes("input-3"));
        Assert.Equal(Bytes("sorted-1"), Bytes("sorted-3"));
    }

    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void Joins(string mpi, int ranks)
    {
        Result result = Run.ToEnd(Example(mpi, ranks, "Joins", "--orders", "3001", "--customers", "203", "--verify")).Succeeds();
        Assert.Contains("Verified: LINQ gives the same rows.", result.Output, StringComparison.Ordinal);
    }

    private byte[] Bytes(string folder) => [.. Directory.GetFiles(In(folder)).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
}
