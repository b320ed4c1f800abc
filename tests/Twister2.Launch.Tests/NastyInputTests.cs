using System.Text;

namespace Twister2.Launch.Tests;

/// <summary>Inputs that are hard to split are counted right, both kinds of word, on any number of workers.</summary>
[Trait("ranks", "none")]
public sealed class NastyInputTests(NastyInputs inputs) : JobTest, IClassFixture<NastyInputs>
{
    private static readonly string[] Kinds = ["letters", "space"];

    [Theory, MemberData(nameof(Starts.All), MemberType = typeof(Starts))]
    public void Nasty_inputs_each_alone_and_all_together_are_counted_right(string mpi, int ranks)
    {
        string[] paths = [.. inputs.Paths, inputs.All];
        Run.ToEnd(Job(mpi, ranks, "CountEach", [In("counts"), .. paths]), seconds: 120).Succeeds();

        foreach (string path in paths)
        {
            foreach (string kind in Kinds)
                WrittenCounts.Check(In($"counts/{Path.GetFileName(path)}.{kind}"), ranks, inputs.Counts(path, kind), $"{Path.GetFileName(path)}, {kind}");
        }
    }

    [Theory, MemberData(nameof(Starts.AllIfFull), MemberType = typeof(Starts))]
    public void Nasty_inputs_are_counted_right_at_the_levels_below_data_sets(string mpi, int ranks)
    {
        foreach (string level in (string[])["communicator", "operator", "graph"])
        {
            foreach (string kind in Kinds)
            {
                string counts = In($"{level}-{kind}");
                Run.ToEnd(Worker(mpi, ranks, "--threads", "2", Built.WordCount, "--level", level, "--words", kind, "--output", counts, inputs.All)).Succeeds();
                WrittenCounts.Check(counts, ranks, inputs.Counts(inputs.All, kind), $"{level}, {kind}");
            }
        }
    }

    [Theory, InlineData("letters"), InlineData("space")]
    public void One_line_of_50_MB_is_counted_right(string kind)
    {
        string line = WriteLine(50 << 20);
        Dictionary<string, long> expected = PlainCount.Of(kind, [line]);
        foreach ((string mpi, int ranks) in Starts.Some)
        {
            string counts = In($"{mpi}-{ranks}");
            Run.ToEnd(Worker(mpi, ranks, Built.WordCount, "--words", kind, "--output", counts, line)).Succeeds();
            WrittenCounts.Check(counts, ranks, expected, $"{mpi}, {ranks} ranks");
        }
    }

    /// <summary>Words of one to four bytes per character and no line end.</summary>
    private string WriteLine(int bytes)
    {
        byte[] piece = Encoding.UTF8.GetBytes("Word and word, Ärger, 中文 😀 x1 ǅ 𐐀 ");
        byte[] line = new byte[bytes];
        for (int i = 0; i < bytes; i++) line[i] = piece[i % piece.Length];
        File.WriteAllBytes(In("line"), line);
        return In("line");
    }
}
