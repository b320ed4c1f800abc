using System.Text;
using Twister2.Dataflow.Transport;

namespace Twister2.Tasks.Tests;

[Trait("ranks", "none")]
public sealed class TextOutputTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_folder_appears_when_all_workers_have_written_their_part()
    {
        string output = _folder["out"];
        int formatted = 0;
        LocalCluster.Run(3, env => new BatchEnvironment(env, "j1").Parallelize(Enumerable.Range(0, 300)).WriteText(output, number =>
        {
            Assert.False(Path.Exists(output));
            Assert.Equal(["out.tmp-j1"], _folder.Entries());
            Interlocked.Increment(ref formatted);
            return $"{number}";
        }));
        Assert.Equal(300, formatted);
        Assert.Equal(["out"], _folder.Entries());
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{3 * i + 1}"), File.ReadAllLines(_folder["out/part-00001"]));
    }

    [Fact]
    public void What_exists_is_refused_and_stays_as_it_is()
    {
        _folder.Write("folder/part-00000", "old");
        _folder.Write("file", "old");
        Directory.CreateDirectory(_folder["empty"]);
        File.CreateSymbolicLink(_folder["link"], "nowhere");
        string[] before = _folder.Entries();
        foreach (string name in (string[])["folder", "folder/", "file", "empty", "link"])
        {
            int formatted = 0;
            DataAccessException e = Refused(3, _folder[name], _ => $"{formatted++}");
            Assert.Contains($"Output '{_folder[name.TrimEnd('/')]}' exists already", e.Message, StringComparison.Ordinal);
            Assert.Equal(0, formatted);
        }
        Assert.Equal(before, _folder.Entries());
        Assert.Equal("old", File.ReadAllText(_folder["file"]));
        Assert.Equal("old", File.ReadAllText(_folder["folder/part-00000"]));
    }

    [Fact]
    public void What_appeared_meanwhile_is_not_replaced()
    {
        string output = _folder["out"];
        DataAccessException e = Refused(2, output, number =>
        {
            Directory.CreateDirectory(output);
            return $"{number}";
        });
        Assert.Contains($"Output '{output}' cannot be completed", e.Message, StringComparison.Ordinal);
        Assert.Equal(["out"], _folder.Entries());
        Assert.Empty(Directory.GetFileSystemEntries(output));
    }

    [Fact]
    public void A_parent_that_is_missing_is_made()
    {
        LocalCluster.Run(2, env => new BatchEnvironment(env).Parallelize([1, 2]).WriteText(_folder["a/b/c/"], number => $"{number}"));
        Assert.Equal("2\n", File.ReadAllText(_folder["a/b/c/part-00001"]));
        Assert.Equal(["c"], Directory.EnumerateFileSystemEntries(_folder["a/b"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_parent_that_is_a_file_is_an_error_that_names_the_output()
    {
        _folder.Write("file", "x");
        Assert.Contains($"Output '{_folder["file/out"]}' cannot be made", Refused(2, _folder["file/out"], number => $"{number}").Message, StringComparison.Ordinal);
        Assert.Equal("x", File.ReadAllText(_folder["file"]));
        Assert.Contains("Output '/' exists already", Refused(1, "/", number => $"{number}").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void When_one_worker_fails_nothing_remains(int failing)
    {
        for (int repeat = 0; repeat < 20; repeat++)
        {
            AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(5, env => new BatchEnvironment(env)
                .Parallelize(Enumerable.Range(0, 2000))
                .WriteText(_folder["out"], number => env.Worker == failing && number > 1000 ? throw new InvalidOperationException("unwell") : $"{number}")));
            Assert.Contains(failure.InnerExceptions, e => e is InvalidOperationException);
            Assert.Empty(_folder.Entries());
        }
    }

    [Fact]
    public void A_path_is_relative_to_the_current_folder()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder["out"]);
        LocalCluster.Run(1, env => Assert.Equal(_folder["out"], new BatchEnvironment(env).Parallelize([1]).WriteText(relative, number => $"{number}").Path));
        Assert.Equal("1\n", File.ReadAllText(_folder["out/part-00000"]));
    }

    [Fact]
    public void Worker_0_knows_the_folder_and_leftovers_of_a_killed_program_are_not_in_the_way()
    {
        Directory.CreateDirectory(_folder["out.tmp-local"]);
        LocalCluster.Run(3, env => Assert.Equal(
            _folder["out"], new BatchEnvironment(env).Parallelize([1, 2, 3]).WriteText(_folder[env.Worker == 0 ? "out" : "elsewhere"], number => $"{number}").Path));
        Assert.Equal(["out", "out.tmp-local"], _folder.Entries().Order(StringComparer.Ordinal));
        Assert.Equal(3, Directory.GetFiles(_folder["out"]).Length);
    }

    [Fact]
    public void Lines_larger_than_the_buffer()
    {
        string[] lines = [new string('a', 3 << 20), "", new string('ü', 1 << 20), "short", new string('€', 700_000)];
        LocalCluster.Run(1, env =>
        {
            WriteSummary summary = new BatchEnvironment(env).Parallelize(lines).WriteText(_folder["out"], line => line);
            Assert.Equal((5, lines.Sum(line => Encoding.UTF8.GetByteCount(line) + 1L)), (summary.Records, summary.Bytes));
            Assert.Equal((5, summary.Bytes), (env.Counters.RecordsWritten, env.Counters.BytesWritten));
        });
        Assert.Equal(string.Concat(lines.Select(line => line + "\n")), File.ReadAllText(_folder["out/part-00000"]));
    }

    [Fact]
    public void A_part_of_several_buffers_is_written_in_order()
    {
        LocalCluster.Run(1, env => new BatchEnvironment(env).Parallelize(Enumerable.Range(0, 500_000)).WriteText(_folder["out"], (number, line) => line.Append(number)));
        Assert.True(Enumerable.Range(0, 500_000).SequenceEqual(File.ReadLines(_folder["out/part-00000"]).Select(int.Parse)));
    }

    private static DataAccessException Refused(int workers, string output, Func<int, string> format)
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(workers, env =>
            new BatchEnvironment(env).Parallelize(Enumerable.Range(0, 10)).WriteText(output, format)));
        Assert.Equal(workers, failure.InnerExceptions.Count);
        return Assert.IsType<DataAccessException>(Assert.Single(failure.InnerExceptions, e => e is not WorkerFailedException));
    }
}
