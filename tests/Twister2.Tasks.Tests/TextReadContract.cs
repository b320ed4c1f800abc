namespace Twister2.Tasks.Tests;

/// <summary>Text from files to files on workers of all kinds.</summary>
public abstract class TextReadContract(IWorkers workers)
{
    private const string Poem = "Über allen Gipfeln\r\nist Ruh,\n\nin allen Wipfeln\nspürest du\nkaum einen Hauch;\r\n\r\nόλος ΟΛΟΣ";

    [Fact]
    public void Each_line_comes_once_and_in_order() => InFolder((folder, random) =>
    {
        byte[][] contents = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomText.File(random))];
        for (int i = 0; i < contents.Length; i++) folder.Write($"in/{i}.txt", contents[i]);
        string[] expected = [.. contents.SelectMany(PlainText.Lines).Select(Convert.ToHexString)];
        workers.Run(env =>
        {
            TSet<Utf8Text> text = new BatchEnvironment(env).ReadText(folder["in"]);
            Assert.Equal(expected, text.Map(line => Convert.ToHexString(line.Span)).Collect());
            Assert.Equal(expected, text.Collect().Select(line => Convert.ToHexString(line.Span)));
            Assert.Equal(2 * expected.Length, env.AllReduce(env.Counters.RecordsRead, (a, b) => a + b));
            Assert.Equal(2 * contents.Sum(content => content.Length), env.AllReduce(env.Counters.BytesRead, (a, b) => a + b));
        }, RandomOptions.Of(random.Next()));
    });

    [Fact]
    public void Words_are_counted_from_file_to_file() => InFolder((folder, random) =>
    {
        byte[] content = RandomText.File(random);
        folder.Write("in.txt", content);
        IEnumerable<string> expected = PlainText.Lines(content).SelectMany(PlainText.Words)
            .GroupBy(word => Convert.ToHexString(word))
            .Select(group => $"{group.Key}\t{group.Count()}");
        workers.Run(env =>
        {
            string output = folder[$"out-{env.WorkerCount}"];
            WriteSummary summary = new BatchEnvironment(env).ReadText(folder["in.txt"])
                .FlatMap(Tokenizer.Words)
                .MapToTuple(word => (word, 1L))
                .KeyedReduce((a, b) => a + b)
                .WriteText(output, (pair, line) => line.Append(Convert.ToHexString(pair.Key.Span)).Append('\t').Append(pair.Value));
            string[] parts = Directory.GetFiles(output);
            Assert.Equal(Enumerable.Range(0, env.WorkerCount).Select(worker => $"part-{worker:00000}"), parts.Select(Path.GetFileName).Order(StringComparer.Ordinal));
            string[] lines = [.. parts.SelectMany(File.ReadAllLines)];
            Assert.Equal(expected.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
            Assert.Equal(new WriteSummary(output, lines.Length, parts.Sum(part => new FileInfo(part).Length)), summary);
            env.Barrier();
        }, RandomOptions.Of(random.Next()));
    });

    /// <summary>The short way of words from the text to the table, and the ordinary one, on which a filter puts them.</summary>
    [Fact]
    public void Words_are_counted_by_value() => InFolder((folder, random) =>
    {
        // More than a block of the reader, with words that go over its end.
        string text = string.Concat(Enumerable.Range(0, random.Next(30_000)).Select(_ => new string((char)('a' + random.Next(3)), random.Next(1 + random.Next(24))) + " \t\n\r\n"[random.Next(5)]));
        folder.Write("in.txt", System.Text.Encoding.UTF8.GetBytes(text));
        IEnumerable<KeyValuePair<string, long>> expected = text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .CountBy(word => word).Select(pair => new KeyValuePair<string, long>(pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal);
        workers.Run(env =>
        {
            TSet<Utf8Text> words = new BatchEnvironment(env).ReadText(folder["in.txt"]).FlatMap(Tokenizer.SpaceSeparated);
            foreach (TSet<Utf8Text> set in (TSet<Utf8Text>[])[words, words.Filter(_ => true)])
            {
                Assert.Equal(expected, set.CountByValue().Collect()
                    .Select(pair => new KeyValuePair<string, long>(pair.Key.ToString(), pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
            }
        }, RandomOptions.Of(random.Next()));
    });

    [Fact]
    public void Written_lines_are_read_again_in_the_same_order() => InFolder((folder, random) =>
    {
        string[] records = [.. Enumerable.Range(0, random.Next(500)).Select(i => $"{i} {new string('ü', random.Next(200))}")];
        workers.Run(env =>
        {
            BatchEnvironment batch = new(env);
            string output = folder[$"out-{env.WorkerCount}"];
            TSet<string> set = batch.Parallelize(records);
            Assert.Equal(records.Length, set.WriteText(output, record => record).Records);
            Assert.Equal(set.Collect(), batch.ReadText(output).Map(line => line.ToString()).Collect());
        }, RandomOptions.Of(random.Next()));
    });

    [Fact]
    public void More_workers_than_bytes() => InFolder((folder, _) =>
    {
        folder.Write("a", "x");
        folder.Write("b", "");
        folder.Write("c", "\n");
        workers.Run(env => Assert.Equal(["x", ""], new BatchEnvironment(env).ReadText(folder["a"], folder["b"], folder["c"]).Map(line => line.ToString()).Collect()));
    });

    [Fact]
    public void An_empty_file_has_no_lines() => InFolder((folder, _) =>
    {
        folder.Write("empty", "");
        workers.Run(env =>
        {
            TSet<Utf8Text> text = new BatchEnvironment(env).ReadText(folder["empty"]);
            Assert.Equal(0, text.Count());
            Assert.Empty(text.Collect());
            Assert.Equal(0, text.FlatMap(Tokenizer.Words).WriteText(folder[$"out-{env.WorkerCount}"], word => word.ToString()).Bytes);
        });
    });

    [Fact]
    public void Text_is_kept_by_caches_and_top() => InFolder((folder, _) =>
    {
        folder.Write("poem", Poem);
        workers.Run(env =>
        {
            TSet<Utf8Text> words = new BatchEnvironment(env).ReadText(folder["poem"]).FlatMap(Tokenizer.Words).Cache();
            Assert.Equal(["όλος", "ολοσ", "über"], words.Top(3).Select(word => word.ToString()));
            Assert.Equal(15, words.Count());
            Assert.Equal(2, words.Filter(word => word == new Utf8Text("allen")).Count());
        });
    });

    [Fact]
    public void Caches_do_not_keep_the_text_they_were_cut_from() => InFolder((folder, _) =>
    {
        folder.Write("numbers", string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i}\n")));
        workers.Run(env =>
        {
            TSet<Utf8Text> few = new BatchEnvironment(env).ReadText(folder["numbers"]).Filter(line => line.Span.EndsWith("0000"u8));
            TSet<Utf8Text> cached = few.Cache();
            TupleTSet<Utf8Text, int> pairs = few.MapToTuple(line => (line, 1)).Cache();
            string[] expected = [.. Enumerable.Range(0, 20).Select(i => i == 0 ? "x" : $"{i}0000")];
            Assert.Equal(expected[1..], cached.Collect().Select(line => line.ToString()));
            Assert.Equal(expected[1..], pairs.Collect().Select(pair => pair.Key.ToString()));
            // Each worker's own part, as it is kept.
            Assert.Equal(0, cached.Filter(line => line.Block!.Length > 1000).Count());
            Assert.Equal(0, pairs.Filter(pair => pair.Key.Block!.Length > 1000).Count());
        });
    });

    private void InFolder(Action<TestFolder, Random> body)
    {
        int seed = workers.Agree(Random.Shared.Next());
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        using TestFolder folder = new(seed);
        body(folder, new Random(seed));
        workers.Run(env => env.Barrier()); // No rank removes what another still reads.
    }
}

[Trait("ranks", "none")]
public sealed class InProcessText() : TextReadContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiText() : TextReadContract(new MpiWorkers());
