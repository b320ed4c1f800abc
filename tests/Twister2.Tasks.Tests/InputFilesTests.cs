using System.Diagnostics;

namespace Twister2.Tasks.Tests;

[Trait("ranks", "none")]
public sealed class InputFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_means_all_files_under_it_in_ordinal_order()
    {
        Make("b", "a/z", "a/y/x", "B", "a.txt", "ü");
        Assert.Equal(["B", "a.txt", "a/y/x", "a/z", "b", "ü"], Find(""));
        Assert.Equal(["a/y/x", "a/z"], Find("a"));
        Assert.Equal(["a/y/x", "a/z"], Find("a/"));
    }

    [Fact]
    public void Hidden_files_and_folders_under_a_folder_do_not_count()
    {
        Make("seen", ".hidden", "_SUCCESS", ".git/config", "_temporary/part", "deep/.x", "deep/y_");
        Assert.Equal(["deep/y_", "seen"], Find(""));
    }

    [Fact]
    public void A_hidden_file_or_folder_that_is_named_counts()
    {
        Make(".hidden", "_folder/x");
        Assert.Equal([".hidden"], Find(".hidden"));
        Assert.Equal(["_folder/x"], Find("_folder"));
    }

    [Fact]
    public void Globs()
    {
        Make("a.txt", "b.txt", "c.xml", "d/e.txt", "d/f/g.txt", "d/f/h.xml", "d2/e.txt", "noext");
        Assert.Equal(["a.txt", "b.txt"], Find("*.txt"));
        Assert.Equal(["a.txt", "b.txt", "c.xml"], Find("*.*"));
        Assert.Equal(["a.txt", "b.txt", "d/e.txt", "d/f/g.txt", "d2/e.txt"], Find("**/*.txt"));
        Assert.Equal(["d/e.txt", "d/f/g.txt"], Find("d/**/*.txt"));
        Assert.Equal(["d/e.txt", "d/f/g.txt", "d/f/h.xml"], Find("d/**"));
        Assert.Equal(["d/e.txt", "d2/e.txt"], Find("d*/e.txt"));
        Assert.Equal(["d/f/h.xml"], Find("*/*/h.*"));
        Assert.Equal(["a.txt", "b.txt"], Find("?.tx*"));
        Assert.Equal(["d/f/g.txt"], Find("**/f/*g*t"));
        Assert.Equal(["c.xml", "d/f/h.xml"], Find("d/../**/*.xml"));
    }

    [Fact]
    public void Globs_do_not_match_hidden_files_and_folders_unless_they_name_them()
    {
        Make("x.txt", ".y.txt", "_z.txt", ".git/w.txt", "_old/v.txt");
        Assert.Equal(["x.txt"], Find("*.txt"));
        Assert.Equal(["x.txt"], Find("**/*.txt"));
        Assert.Equal([".y.txt"], Find(".*.txt"));
        Assert.Equal(["_old/v.txt"], Find("_*/*.txt"));
        Assert.Equal([".git/w.txt"], Find(".git/*"));
    }

    [Fact]
    public void A_file_whose_name_has_a_star_is_found_under_its_name()
    {
        Make("a*", "ab");
        Assert.Equal(["a*"], Find("a*"));
    }

    [Fact]
    public void Each_path_counts_and_their_order_is_kept()
    {
        Make("a", "b", "c");
        Assert.Equal(["c", "a", "b", "c", "a"], [.. Find("c"), .. Find(""), .. Find("a")]);
        Assert.Equal(["c", "a", "b", "c", "a"], Names(InputFiles.Find([_folder["c"], _folder.Path, _folder["a"]])));
    }

    [Fact]
    public void A_linked_file_is_read_as_what_it_links_to()
    {
        _folder.Write("files/real", "some text of the real file\n");
        Directory.CreateDirectory(_folder["links"]);
        File.CreateSymbolicLink(_folder["links/link"], "../files/real");
        foreach (string path in (string[])["links/link", "links", "links/*"])
        {
            InputListing listing = InputListing.Of([_folder[path]]);
            Assert.Equal([_folder["links/link"]], listing.Files);
            Assert.Equal([27], listing.Lengths);
            SplitReading.SameLines([[.. "some text of the real file"u8]], SplitReading.Read(listing, 2));
        }
    }

    [Fact]
    public void A_pipe_is_refused_by_name_and_does_not_block()
    {
        Make("in/file");
        using (Process mkfifo = Process.Start("mkfifo", [_folder["in/pipe"]])) mkfifo.WaitForExit();
        foreach (string path in (string[])["in/pipe", "in", "in/*"])
        {
            DataAccessException e = Assert.Throws<DataAccessException>(() => InputListing.Of([_folder[path]]));
            Assert.Contains($"'{_folder["in/pipe"]}' is a pipe", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_hides_its_length_is_refused_by_name()
    {
        foreach (string file in (string[])["/proc/self/status", "/proc/cpuinfo", "/dev/zero"])
        {
            DataAccessException e = Assert.Throws<DataAccessException>(() => InputListing.Of([file]));
            Assert.Contains($"Input '{file}' says that it has no bytes, but has some", e.Message, StringComparison.Ordinal);
        }
        File.CreateSymbolicLink(_folder["link"], "/proc/cpuinfo");
        Assert.Contains(_folder["link"], Assert.Throws<DataAccessException>(() => InputListing.Of([_folder["link"]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_no_error()
    {
        _folder.Write("empty", "");
        Assert.Equal([0, 0], InputListing.Of([_folder["empty"], "/dev/null"]).Lengths);
    }

    [Fact]
    public void Links_to_folders_inside_a_folder_are_not_followed()
    {
        Make("a/file");
        Directory.CreateSymbolicLink(_folder["a/loop"], _folder.Path);
        Assert.Equal(["a/file"], Find(""));
        Assert.Equal(["a/file"], Find("**"));
        Assert.Equal(["a/file"], Find("**/file"));
        Directory.CreateSymbolicLink(_folder["other"], _folder["a"]);
        Assert.Equal(["other/file"], Find("other"));
        Assert.Equal(["a/file", "other/file"], Find("*/file"));
    }

    [Fact]
    public void A_link_to_nothing_is_an_error_that_names_it()
    {
        File.CreateSymbolicLink(_folder["broken"], "nowhere");
        foreach (string path in (string[])["", "broken", "b*"])
            Assert.Contains(_folder["broken"], Assert.Throws<DataAccessException>(() => SplitReading.Read(InputListing.Of([_folder[path]]), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_that_lead_round_in_circles_are_an_error()
    {
        File.CreateSymbolicLink(_folder["one"], "two");
        File.CreateSymbolicLink(_folder["two"], "one");
        Assert.Contains(_folder["one"], Assert.Throws<DataAccessException>(() => SplitReading.Read(InputListing.Of([_folder["one"]]), 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "does not exist")]
    [InlineData("missing/*.txt", "matches nothing: the folder")]
    [InlineData("*.missing", "matches no file under")]
    [InlineData("**/nothing", "matches no file under")]
    [InlineData("file/below", "does not exist")]
    [InlineData("empty", "has no files")]
    [InlineData("hidden", "has no files")]
    public void What_is_not_there_is_an_error_that_names_it(string path, string reason)
    {
        Make("file", "hidden/.x");
        Directory.CreateDirectory(_folder["empty"]);
        foreach (Action find in (Action[])[() => InputFiles.Find([_folder["file"], _folder[path]]), () => InputListing.Of([_folder[path]])])
        {
            DataAccessException e = Assert.Throws<DataAccessException>(find);
            Assert.Contains($"'{_folder[path]}'", e.Message, StringComparison.Ordinal);
            Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_path_and_odd_paths()
    {
        Assert.Throws<DataAccessException>(() => InputFiles.Find([""]));
        Assert.Contains("does not exist", Assert.Throws<DataAccessException>(() => InputFiles.Find(["a\0b"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => InputFiles.Find(null!));
    }

    [Fact]
    public void Every_worker_of_a_job_fails_where_the_input_is_missing()
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(3, env => new BatchEnvironment(env).ReadText(_folder["missing"]).Count()));
        Assert.Equal(3, failure.InnerExceptions.Count);
        Assert.All(failure.InnerExceptions, e => Assert.Contains(_folder["missing"], e.Message, StringComparison.Ordinal));
        Assert.Single(failure.InnerExceptions, e => e is DataAccessException);
    }

    private void Make(params ReadOnlySpan<string> files)
    {
        foreach (string file in files) _folder.Write(file, file);
    }

    private string[] Find(string path) => Names(InputFiles.Find([_folder[path]]));

    private string[] Names(string[] files)
    {
        Assert.All(files, file => Assert.StartsWith(_folder.Path + "/", file, StringComparison.Ordinal));
        return [.. files.Select(file => file[(_folder.Path.Length + 1)..])];
    }
}
