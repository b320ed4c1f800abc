namespace Twister2.Launch.Tests;

/// <summary>The examples' verifiers find a result that is wrong, say what is wrong with it, and the job has exit code 1.</summary>
[Trait("ranks", "none")]
public sealed class ExampleFaultTests : JobTest
{
    private const int RecordBytes = 100;

    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void A_count_that_is_wrong(string mpi, int ranks)
    {
        string text = Write("text", "to be or not to be\n");
        Run.ToEnd(Worker(mpi, ranks, Built.WordCount, "--output", In("counts"), text)).Succeeds();
        Run.ToEnd(Worker(mpi, ranks, Built.WordCount, "--check", In("counts"), text)).Succeeds();

        ChangeOnePart("counts", static part => part.Replace("be\t2\n", "be\t3\n", StringComparison.Ordinal));
        Result result = Run.ToEnd(Worker(mpi, ranks, Built.WordCount, "--check", In("counts"), text)).FailsWithStack(1, "are wrong");
        Assert.Contains("'be': counted 3, there are 2", result.Error, StringComparison.Ordinal);
        Assert.Contains("Verification failed.", result.Output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void Rows_of_a_join_that_are_wrong(string mpi, int ranks)
    {
        string[] tables = ["--orders", "30", "--customers", "8"];
        Run.ToEnd(Worker(mpi, ranks, [Built.Example("Joins"), .. tables, "--output", In("joined")])).Succeeds();
        Run.ToEnd(Worker(mpi, ranks, [Built.Example("Joins"), .. tables, "--check", In("joined")])).Succeeds();

        ChangeOnePart("joined/Left-Hash", static part => part.Replace("\tcustomer 2\n", "\tcustomer 3\n", StringComparison.Ordinal));
        Result result = Run.ToEnd(Worker(mpi, ranks, [Built.Example("Joins"), .. tables, "--check", In("joined")])).FailsWithStack(1, "are wrong");
        Assert.Contains("Left by Hash: 30 rows, LINQ has 30", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_a_merged_join_that_are_not_in_order()
    {
        string[] tables = ["--orders", "30", "--customers", "8"];
        Run.ToEnd(Worker(Starts.Local, 1, [Built.Example("Joins"), .. tables, "--output", In("joined")])).Succeeds();
        string part = In("joined/Inner-SortMerge/part-00000");
        File.WriteAllLines(part, File.ReadAllLines(part).Reverse());
        Result result = Run.ToEnd(Worker(Starts.Local, 1, [Built.Example("Joins"), .. tables, "--check", In("joined")])).FailsWithStack(1, "are wrong");
        Assert.Contains("Inner by SortMerge: the rows of a worker are not in the order of their keys.", result.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void Ranks_that_are_wrong(string mpi, int ranks)
    {
        string[] graph = ["--vertices", "60", "--links", "300", "--iterations", "3"];
        Run.ToEnd(Worker(mpi, ranks, [Built.Example("PageRank"), .. graph, "--output", In("ranks")])).Succeeds();
        Run.ToEnd(Worker(mpi, ranks, [Built.Example("PageRank"), .. graph, "--check", In("ranks")])).Succeeds();

        ChangeOnePart("ranks", static part => string.Concat(part.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.StartsWith("59\t", StringComparison.Ordinal) ? "59\t0.5\n" : line + "\n")));
        Assert.Contains("vertex 59 has rank 0.5; by a plain computation it is 0.0", Fault(), StringComparison.Ordinal);
        ChangeOnePart("ranks", static part => part.Replace("59\t", "60\t", StringComparison.Ordinal));
        Assert.Contains("vertex 60 has a rank; there are 60 vertices", Fault(), StringComparison.Ordinal);
        ChangeOnePart("ranks", static part => part.Replace("60\t0.5\n", "", StringComparison.Ordinal));
        Assert.Contains("vertex 59 has rank NaN", Fault(), StringComparison.Ordinal);

        string Fault() => Run.ToEnd(Worker(mpi, ranks, [Built.Example("PageRank"), .. graph, "--check", In("ranks")])).FailsWithStack(1, "Verification failed").Error;
    }

    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void Totals_of_regions_that_are_wrong(string mpi, int ranks)
    {
        string[] sales = ["--sales", "500", "--customers", "40", "--regions", "6"];
        Run.ToEnd(Worker(mpi, ranks, [Built.Example("MultiStageGraph"), .. sales, "--output", In("list")])).Succeeds();
        Run.ToEnd(Worker(mpi, ranks, [Built.Example("MultiStageGraph"), .. sales, "--check", In("list")])).Succeeds();
        string[] right = File.ReadAllLines(In("list"));

        Fault("line 2 of the list", [right[0], right[1] + "1", .. right[2..]]);
        Fault("line 1 of the list", [right[1], right[0], .. right[2..]]);
        Fault($"the list has {right.Length - 1} regions; LINQ finds {right.Length}", right[1..]);

        void Fault(string message, string[] lines)
        {
            File.WriteAllLines(In("list"), lines);
            Result result = Run.ToEnd(Worker(mpi, ranks, [Built.Example("MultiStageGraph"), .. sales, "--check", In("list")])).FailsWithStack(1, "Verification failed");
            Assert.Contains(message, result.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Each fault that valsort finds, in the sorted records of three workers.</summary>
    [Fact]
    public void Sorted_records_that_are_wrong()
    {
        string mpi = Starts.Mpis[0];
        Run.ToEnd(Worker(mpi, 3, Built.Example("TeraSort"), "--generate", "300", "--output", In("sorted"), In("input"))).Succeeds();
        string[] parts = [.. Directory.GetFiles(In("sorted")).Order(StringComparer.Ordinal)];
        byte[][] right = [.. parts.Select(File.ReadAllBytes)];

        Fault("1 records are smaller than the one before; the first is record 1,", () => Edit(parts[0], bytes => [.. bytes[RecordBytes..(2 * RecordBytes)], .. bytes[..RecordBytes], .. bytes[(2 * RecordBytes)..]]));
        Fault($"1 records are smaller than the one before; the first is record {right[1].Length / RecordBytes},", () =>
        {
            File.WriteAllBytes(parts[0], right[1]);
            File.WriteAllBytes(parts[1], right[0]);
        });
        Fault("There are 299 records; the input has 300.", () => Edit(parts[2], static bytes => bytes[..^RecordBytes]));
        Fault("There are 301 records; the input has 300.", () => Edit(parts[1], static bytes => [.. bytes, .. bytes[^RecordBytes..]]));
        Fault("The checksum is ", () => Edit(parts[1], static bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]));
        // As many records as there were, one of them twice and another not at all.
        Result twice = Fault("The checksum is ", () => Edit(parts[1], static bytes => [.. bytes[..RecordBytes], .. bytes[..RecordBytes], .. bytes[(2 * RecordBytes)..]]));
        Assert.Contains("Duplicate keys: 1\n", twice.Output, StringComparison.Ordinal);
        Run.ToEnd(Check()).Succeeds();

        Result Fault(string message, Action make)
        {
            make();
            Result result = Run.ToEnd(Check()).FailsWithStack(1, "are not those of");
            Assert.Contains(message, result.Error, StringComparison.Ordinal);
            for (int i = 0; i < parts.Length; i++) File.WriteAllBytes(parts[i], right[i]);
            return result;
        }

        Command Check() => Worker(mpi, 3, Built.Example("TeraSort"), "--check", In("sorted"), In("input"));
    }

    [Theory, MemberData(nameof(Starts.Three), MemberType = typeof(Starts))]
    public void Records_that_are_cut(string mpi, int ranks)
    {
        Directory.CreateDirectory(In("input"));
        Run.ToEnd(Example(mpi, ranks, "TeraSort", Path.GetDirectoryName(Write("input/part", new string('x', 150)))!)).FailsWith(1, "150 bytes", "no whole number of records");
    }

    private static void Edit(string file, Func<byte[], byte[]> change) => File.WriteAllBytes(file, change(File.ReadAllBytes(file)));

    /// <summary>Fails where the change changes nothing, or more than a part.</summary>
    private void ChangeOnePart(string folder, Func<string, string> change)
    {
        int changed = 0;
        foreach (string part in Directory.GetFiles(In(folder)))
        {
            string before = File.ReadAllText(part), after = change(before);
            if (after == before) continue;
            File.WriteAllText(part, after);
            changed++;
        }
        Assert.Equal(1, changed);
    }
}
