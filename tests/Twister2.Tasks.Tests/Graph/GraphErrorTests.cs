namespace Twister2.Tasks.Tests;

/// <summary>What is wrong with a graph is said when it is built, all at once, with the vertex, the edge and what to do.</summary>
[Trait("ranks", "none")]
public sealed class GraphErrorTests
{
    [Fact]
    public void A_cycle_is_named() => Errors(
        builder =>
        {
            Source<int>(builder, "s");
            Compute<int>(builder, "a").Direct("s").Direct("c", via: "back");
            Compute<int>(builder, "b").Direct("a");
            Compute<int>(builder, "c").Direct("b");
            Sink<int>(builder, "end").Direct("c");
        },
        "There is a cycle: a → b → c → a. A graph has none; to repeat a step, run a graph several times and hand its result on as named data.");

    [Fact]
    public void Each_cycle_is_told_once_and_a_vertex_may_be_its_own() => Errors(
        builder =>
        {
            Source<int>(builder, "s");
            Compute<int>(builder, "a").Direct("s").Direct("a", via: "loop");
            Compute<int>(builder, "b").Direct("a").Direct("c", via: "back");
            Compute<int>(builder, "c").Direct("b");
        },
        "There is a cycle: a → a. A graph has none; to repeat a step, run a graph several times and hand its result on as named data.",
        "There is a cycle: b → c → b. A graph has none; to repeat a step, run a graph several times and hand its result on as named data.");

    [Fact]
    public void No_source() => Errors(_ => { }, "There is no source: add one with AddSource.");

    [Fact]
    public void Vertices_that_are_not_connected() => Errors(
        builder =>
        {
            Source<int>(builder, "s");
            Compute<int>(builder, "c");
            Sink<string>(builder, "k");
            builder.AddCompute("two", () => new TwoInputs()).Direct("s");
        },
        "Vertex 'c' gets no records: connect it to a vertex that writes Int32.",
        "Nobody takes what vertex 'c' writes: connect it to a vertex or a sink, or leave it out.",
        "Vertex 'k' gets no records: connect it to a vertex that writes String.",
        "The side of vertex 'two' gets no records: connect its Side to a vertex that writes String.",
        "Nobody takes what vertex 'two' writes: connect it to a vertex or a sink, or leave it out.");

    [Fact]
    public void A_pipe_past_a_side() => Errors(
        builder =>
        {
            Source<int>(builder, "s");
            Source<string>(builder, "t");
            ComputeConnection<int, string> two = builder.AddCompute("two", () => new TwoInputs());
            two.Pipe("s");
            two.Side.Pipe("t");
            Sink<long>(builder, "k").Direct("two");
        },
        "Edge 's-two' (Pipe, s → two): a pipe delivers at once, and in a batch 'two' is to have everything on its side first. Use Direct.");

    [Fact]
    public void Names_that_are_there_twice() => Errors(
        builder =>
        {
            Source<int>(builder, "s");
            Source<int>(builder, "s");
            Sink<int>(builder, "k").Direct("s").Broadcast("s");
        },
        "2 vertices are called 's'. Each needs a name of its own.",
        "2 edges are called 's-k'. Give them names: via: \"…\".");

    [Fact]
    public void Types_that_do_not_fit() => Errors(
        builder =>
        {
            Source<string>(builder, "lines");
            Source<(int, long)>(builder, "tuples");
            Sink<KeyValuePair<string, long>>(builder, "counts").KeyedReduce("lines", ReduceOperation.Sum, via: "words");
            Sink<(int Key, long Left, long Right)>(builder, "rows").Join("tuples", "lines", via: "both");
        },
        "Edge 'words' (KeyedReduce Sum, lines → counts): its input is KeyValuePair<String, Int64>, and vertex 'lines' writes String. Change one of them, or the operator; if the task writes both, say AlsoWrites<KeyValuePair<String, Int64>>().",
        "Edge 'both' (Join, tuples + lines → rows): its left input is KeyValuePair<Int32, Int64>, and vertex 'tuples' writes (Int32, Int64). Change one of them, or the operator; if the task writes both, say AlsoWrites<KeyValuePair<Int32, Int64>>().",
        "Edge 'both' (Join, tuples + lines → rows): its right input is KeyValuePair<Int32, Int64>, and vertex 'lines' writes String. Change one of them, or the operator; if the task writes both, say AlsoWrites<KeyValuePair<Int32, Int64>>().");

    [Fact]
    public void Types_that_cannot_travel_or_be_keys()
    {
        ComputeGraphException error = Assert.Throws<ComputeGraphException>(() => Build(builder =>
        {
            Source<Stream>(builder, "streams");
            Sink<Stream>(builder, "s").Direct("streams");
            Source<KeyValuePair<Plain, int>>(builder, "pairs");
            Sink<KeyValuePair<Plain, int>>(builder, "p").KeyedPartition("pairs");
        }));
        Assert.Equal(2, error.Errors.Count);
        Assert.StartsWith("Edge 'streams-s' (Direct, streams → s): ", error.Errors[0], StringComparison.Ordinal);
        Assert.Contains("Stream", error.Errors[0], StringComparison.Ordinal);
        Assert.StartsWith("Edge 'pairs-p' (KeyedPartition, pairs → p): ", error.Errors[1], StringComparison.Ordinal);
        Assert.Contains("Plain", error.Errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Parallelism_that_an_operator_cannot_have() => Errors(
        builder =>
        {
            Source<int>(builder, "s", 3);
            Sink<int>(builder, "direct", 2).Direct("s");
            Sink<int>(builder, "reduce", 2).Reduce("s", Math.Max);
            Sink<int>(builder, "scatter", 2).Scatter("s");
            Sink<int>(builder, "ranges", 2).PartitionByRange("s", SortOrder.Natural<int>(), [1, 2]);
            Sink<int>(builder, "none", 0).Broadcast("s");
        },
        "'ranges' has 2 tasks, so PartitionByRange from 's' needs 1 borders; there are 2.",
        "Vertex 'none' has a parallelism of 0; it must be 1 or more.",
        "Edge 's-direct' (Direct, s → direct): Direct connects task i to task i, so 's', which has 3 tasks, and 'direct', which has 2, need the same parallelism.",
        "Edge 's-reduce' (Reduce, s → reduce): Reduce delivers to one task; 'reduce' has 2. Give it a parallelism of 1, or use AllReduce for all tasks to have the result.",
        "Edge 's-scatter' (Scatter, s → scatter): Scatter takes the records of one task; 's' has 3. Give it a parallelism of 1, or use Partition.");

    [Fact]
    public void Inputs_that_are_missing() => Errors(
        builder =>
        {
            Source<KeyValuePair<int, int>>(builder, "s");
            Source<int>(builder, "n");
            Sink<(int Key, int Left, int Right)>(builder, "j").Join("s", "");
            Sink<int>(builder, "u").Union(["n"]);
            Sink<int>(builder, "o").Direct("m");
            Sink<int>(builder, "k").Direct("u");
        },
        "A union into 'u' has one input, 'n': name two vertices or more, or use Direct.",
        "Edge 's+-j' (Join, s +  → j) has no right input: name the vertex that it takes records from.",
        "Edge 'm-o' (Direct, m → o): there is no vertex 'm' for its input. There are 's', 'n', 'j', 'u', 'o', 'k'.",
        "Edge 'u-k' (Direct, u → k): 'u' is a sink and writes nothing. Add it with AddCompute to have it write records.");

    [Fact]
    public void Operators_that_a_stream_cannot_have() => Errors(
        builder =>
        {
            Source<int>(builder, "s");
            Sink<int>(builder, "k").Sort("s", SortOrder.Natural<int>());
            Sink<int>(builder, "d").Direct("s");
        },
        OperationMode.Streaming,
        "Edge 's-k' (Sort, s → k): Sort needs all records before it gives any, and a stream has no end. Build the graph in OperationMode.Batch, or use another operator.");

    [Fact]
    public void Constraints_and_named_data_that_cannot_be() => Errors(
        builder =>
        {
            builder.Constraints = new() { MaxTasksPerWorker = 0 };
            builder.AddSource("s", () => new Records<int>((_, _) => []), 2, new() { Cores = -1, MemoryBytes = -2, MaxTasksPerWorker = 0, Workers = [], Nodes = [] }).AddOutput<int>("x");
            builder.AddSource("t", () => new Records<int>((_, _) => []), 3).AddOutput<long>("x");
        },
        "The graph allows 0 tasks per worker; it must be 1 or more.",
        "Vertex 's' asks for -1 cores per task; it must be 0 or more.",
        "Vertex 's' asks for -2 bytes per task; it must be 0 or more.",
        "Vertex 's' allows 0 tasks per worker; it must be 1 or more.",
        "Vertex 's' may run on no worker: leave its Workers out, or name some.",
        "Vertex 's' may run on no node: leave its Nodes out, or name some.",
        "Vertices 's', 't' all give data 'x'; one of them can.",
        "Data 'x' has several types: Int32 at 's', Int64 at 't'. It needs one.",
        "Data 'x' has a part for each task, so its vertices need the same parallelism: 's' has 2, 't' has 3.");

    [Fact]
    public void The_message_has_all_errors()
    {
        ComputeGraphException error = Assert.Throws<ComputeGraphException>(() => Build(builder => Sink<int>(builder, "k")));
        Assert.Equal("Graph 'test' has 2 errors:\n  1. There is no source: add one with AddSource.\n  2. Vertex 'k' gets no records: connect it to a vertex that writes Int32.", error.Message);
        Assert.Equal("Graph 'test': There is no source: add one with AddSource.", Assert.Throws<ComputeGraphException>(() => Build(_ => { })).Message);
    }

    private static void Errors(Action<ComputeGraphBuilder> add, params string[] errors) => Errors(add, OperationMode.Batch, errors);

    private static void Errors(Action<ComputeGraphBuilder> add, OperationMode mode, params string[] errors) =>
        Assert.Equal(errors, Assert.Throws<ComputeGraphException>(() => Build(add, mode)).Errors);

    private static ComputeGraph Build(Action<ComputeGraphBuilder> add, OperationMode mode = OperationMode.Batch)
    {
        ComputeGraphBuilder builder = new("test", parallelism: 2, mode);
        add(builder);
        return builder.Build();
    }

    private static void Source<T>(ComputeGraphBuilder builder, string name, int? parallelism = null) => builder.AddSource(name, () => new Records<T>((_, _) => []), parallelism);

    private static ComputeConnection<T> Compute<T>(ComputeGraphBuilder builder, string name) => builder.AddCompute(name, () => new Mapped<T, T>(record => record));

    private static ComputeConnection<T> Sink<T>(ComputeGraphBuilder builder, string name, int? parallelism = null) => builder.AddSink(name, () => new Kept<T>([]), parallelism);

    private sealed record Plain(string Text);

    private sealed class TwoInputs : ICompute<int, string, long>
    {
        public void Execute(ReadOnlySpan<int> records, RecordCollector<long> output) => output.Add(records.Length);

        public void ExecuteSide(ReadOnlySpan<string> records, RecordCollector<long> output) => output.Add(records.Length);
    }
}
