namespace Twister2.Launch.Tests;

/// <summary>The examples verify their own results, on small data: under both MPIs, without MPI, and with threads where compute graphs run.</summary>
[Trait("ranks", "none")]
public sealed class IterationExampleTests : JobTest
{
    public static TheoryData<string, int> Starts => Tests.Starts.Three;

    [Theory, MemberData(nameof(Starts))]
    public void PageRank_by_rows_of_a_matrix(string mpi, int ranks) => Verifies(mpi, ranks, 1, "PageRank", "--vertices", "1000", "--links", "8000");

    [Theory, MemberData(nameof(Starts))]
    public void PageRank_by_rows_of_a_matrix_on_two_threads(string mpi, int ranks) => Verifies(mpi, ranks, 2, "PageRank", "--vertices", "1000", "--links", "8000");

    [Theory, MemberData(nameof(Starts))]
    public void PageRank_by_joins(string mpi, int ranks) => Verifies(mpi, ranks, 1, "PageRank", "--way", "join", "--vertices", "300", "--links", "2000", "--iterations", "4");

    [Theory, MemberData(nameof(Starts))]
    public void PageRank_of_a_star_is_that_of_the_formula(string mpi, int ranks) => Verifies(mpi, ranks, 1, "PageRank", "--graph", "star", "--vertices", "100", "--iterations", "7");

    [Theory, MemberData(nameof(Starts))]
    public void KMeans_with_data_sets(string mpi, int ranks) => Verifies(mpi, ranks, 1, "KMeans", "--points", "5000", "--centers", "7");

    [Theory, MemberData(nameof(Starts))]
    public void KMeans_with_data_sets_on_two_threads(string mpi, int ranks) => Verifies(mpi, ranks, 2, "KMeans", "--points", "5000", "--centers", "7");

    [Theory, MemberData(nameof(Starts))]
    public void KMeans_with_graphs(string mpi, int ranks) => Verifies(mpi, ranks, 1, "KMeans", "--level", "graph", "--points", "5000", "--centers", "40", "--dimensions", "9");

    [Theory, MemberData(nameof(Starts))]
    public void KMeans_with_graphs_on_two_threads(string mpi, int ranks) => Verifies(mpi, ranks, 2, "KMeans", "--level", "graph", "--points", "5000");

    [Theory, MemberData(nameof(Starts))]
    public void Svm(string mpi, int ranks) => Verifies(mpi, ranks, 1, "Svm", "--samples", "20000", "--iterations", "5");

    [Theory, MemberData(nameof(Starts))]
    public void Svm_on_two_threads(string mpi, int ranks) => Verifies(mpi, ranks, 2, "Svm", "--samples", "20000", "--iterations", "5");

    [Theory, MemberData(nameof(Starts))]
    public void IterativeGraph(string mpi, int ranks) => Verifies(mpi, ranks, 1, "IterativeGraph", "--points", "100", "--iterations", "200");

    [Theory, MemberData(nameof(Starts))]
    public void IterativeGraph_on_two_threads(string mpi, int ranks) => Verifies(mpi, ranks, 2, "IterativeGraph", "--points", "100", "--iterations", "200");

    [Theory, MemberData(nameof(Starts))]
    public void MultiStageGraph(string mpi, int ranks) => Verifies(mpi, ranks, 1, "MultiStageGraph", "--sales", "20000", "--customers", "1000", "--plan");

    [Theory, MemberData(nameof(Starts))]
    public void MultiStageGraph_on_two_threads(string mpi, int ranks) => Verifies(mpi, ranks, 2, "MultiStageGraph", "--sales", "20000", "--customers", "1000");

    [Theory]
    [InlineData("PageRank"), InlineData("KMeans"), InlineData("Svm"), InlineData("IterativeGraph"), InlineData("MultiStageGraph")]
    public void Help(string example)
    {
        Result result = Run.ToEnd(Example(Tests.Starts.Local, 1, 1, example, "--help")).Succeeds();
        Assert.Single(result.Output.Split('\n'), line => line.StartsWith($"Usage: twister2-worker {example}.dll", StringComparison.Ordinal));
        Assert.Single(result.Output.Split('\n'), static line => line.TrimStart().StartsWith("--verify", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PageRank", "--damping", "2"), InlineData("KMeans", "--centers", "0"), InlineData("Svm", "--lambda", "0"), InlineData("IterativeGraph", "--alpha", "0.6")]
    [InlineData("MultiStageGraph", "--regions", "none")]
    public void Number_out_of_its_range(string example, string option, string value) =>
        Run.ToEnd(Example(Tests.Starts.Local, 1, 1, example, option, value)).FailsWith(2, option.TrimStart('-'));

    /// <summary>Clusters that overlap have other means than they were made with, no model tells all points apart that it has seen a hundred of, and steps round.</summary>
    [Theory]
    [InlineData("KMeans", "--spread", "10", "--points", "1000", "--dimensions", "2")]
    [InlineData("Svm", "--samples", "100", "--margin", "0", "--iterations", "1", "--accuracy", "1")]
    [InlineData("IterativeGraph", "--points", "100", "--iterations", "50", "--tolerance", "0")]
    public void Wrong_result_ends_the_job(string example, params string[] arguments)
    {
        Result result = Run.ToEnd(Example(Tests.Starts.Local, 1, 1, example, ["--verify", .. arguments]));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Verification failed: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Verified", result.Output, StringComparison.Ordinal);
    }

    private void Verifies(string mpi, int ranks, int threads, string example, params string[] arguments) =>
        Assert.Contains("Verified: ", Run.ToEnd(Example(mpi, ranks, threads, example, ["--verify", .. arguments])).Succeeds().Output, StringComparison.Ordinal);

    private Command Example(string mpi, int ranks, int threads, string example, params string[] arguments) =>
        Worker(mpi, ranks, ["--threads", $"{threads}", Built.Example(example), .. arguments]);
}
