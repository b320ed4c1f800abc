using System.Text.Json;
using Twister2.Tasks;

namespace Twister2.JobMaster.Tests;

[Trait("ranks", "none")]
public sealed class JobDirectoryTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_directory_is_for_its_owner_only()
    {
        JobDirectory directory = JobDirectory.Create(_folder["root"], "job-1");
        Assert.Equal(_folder["root/jobs/job-1"], directory.Path);
        Assert.Equal(directory.Path, JobDirectory.At(_folder["root"], "job-1").Path);
        foreach (string path in (string[])["root/jobs", "root/jobs/job-1", "root/jobs/job-1/logs"]) Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder[path]));
        Assert.Equal(["logs"], Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName));
        Assert.Equal(_folder["root/jobs/job-1/events.jsonl"], directory.EventFile);
        Assert.Equal(_folder["root/jobs/job-1/logs/worker-12.log"], directory.LogFileOf(12));
        Assert.Equal(_folder["root/jobs/job-1/failure.txt"], directory.FailureFile);
    }

    [Fact]
    public void A_folder_of_jobs_that_others_may_read_still_gives_a_directory_that_they_may_not()
    {
        Directory.CreateDirectory(_folder["jobs"], OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(JobDirectory.Create(_folder.Path, "x").Path));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("wordcount-20260203-141502-9f3a")]
    [InlineData("A_b.c-1")]
    [InlineData("...", false)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData(".hidden", false)]
    [InlineData("a/b", false)]
    [InlineData("/a", false)]
    [InlineData("a\\b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("a\0", false)]
    [InlineData("ü", false)]
    [InlineData("a:b", false)]
    [InlineData("$(id)", false)]
    public void Ids(string id, bool valid = true)
    {
        if (valid)
        {
            Assert.True(Directory.Exists(JobDirectory.Create(_folder.Path, id).Path));
            return;
        }
        UsageException e = Assert.Throws<UsageException>(() => JobDirectory.Create(_folder.Path, id));
        Assert.Contains($"'{id}' is no job id", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void The_longest_id()
    {
        Assert.True(Directory.Exists(JobDirectory.Create(_folder.Path, new string('x', 200)).Path));
        Assert.Throws<UsageException>(() => JobDirectory.Create(_folder.Path, new string('x', 201)));
    }

    [Fact]
    public void An_id_that_is_in_use_is_refused_and_its_directory_stays()
    {
        JobDirectory first = JobDirectory.Create(_folder.Path, "same");
        File.WriteAllText(first.EventFile, "events");
        UsageException e = Assert.Throws<UsageException>(() => JobDirectory.Create(_folder.Path, "same"));
        Assert.Contains($"Job id 'same' is in use: '{first.Path}' exists", e.Message, StringComparison.Ordinal);
        Assert.Equal("events", File.ReadAllText(first.EventFile));
    }

    [Fact]
    public void Of_jobs_that_start_together_under_one_id_one_gets_it()
    {
        const int Rounds = 200, Jobs = 2;
        int[] made = new int[Rounds], refused = new int[Rounds], ready = new int[Rounds];
        Thread[] threads = [.. Enumerable.Range(0, Jobs).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Interlocked.Increment(ref ready[round]);
                SpinWait.SpinUntil(() => Volatile.Read(ref ready[round]) == Jobs);
                try
                {
                    JobDirectory.Create(_folder.Path, $"job-{round}");
                    Interlocked.Increment(ref made[round]);
                }
                catch (UsageException)
                {
                    Interlocked.Increment(ref refused[round]);
                }
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(made, count => Assert.Equal(1, count));
        Assert.All(refused, count => Assert.Equal(Jobs - 1, count));
        // Nothing but the jobs' own directories remains.
        Assert.Equal(Rounds, Directory.GetFileSystemEntries(_folder["jobs"]).Length);
    }

    [Fact]
    public void A_root_that_cannot_be_written_is_an_error_that_says_what_to_do()
    {
        File.WriteAllText(_folder["file"], "");
        DataAccessException e = Assert.Throws<DataAccessException>(() => JobDirectory.Create(_folder["file/root"], "id"));
        Assert.Contains($"Job directory '{_folder["file/root/jobs/id"]}' cannot be made", e.Message, StringComparison.Ordinal);
        Assert.Contains("--root or TWISTER2_HOME", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_comes_from_the_option_then_TWISTER2_HOME_then_the_home_directory()
    {
        using Variable twister2Home = new("TWISTER2_HOME"), home = new("HOME");
        twister2Home.Value = "/from/variable";
        home.Value = _folder.Path;
        Assert.Equal("/from/option", JobDirectory.RootOf("/from/option/").TrimEnd('/'));
        Assert.Equal(Path.Combine(System.Environment.CurrentDirectory, "relative"), JobDirectory.RootOf("relative"));
        Assert.Equal("/from/variable", JobDirectory.RootOf(null));
        Assert.Equal("/from/variable", JobDirectory.RootOf(""));
        twister2Home.Value = "";
        Assert.Equal(_folder[".twister2"], JobDirectory.RootOf(null));
        twister2Home.Value = null;
        Assert.Equal(_folder[".twister2"], JobDirectory.RootOf(null));
    }

    [Fact]
    public void Without_a_home_directory_the_error_says_what_to_do()
    {
        using Variable twister2Home = new("TWISTER2_HOME"), home = new("HOME");
        twister2Home.Value = null;
        home.Value = _folder["gone"];
        Assert.Contains("--root or TWISTER2_HOME", Assert.Throws<UsageException>(() => JobDirectory.RootOf(null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_description_is_a_JSON_object()
    {
        JobDirectory directory = JobDirectory.Create(_folder.Path, "id");
        directory.Describe(json => json.WriteString("name", "a \"job\" 😀"));
        JsonElement job = JsonDocument.Parse(File.ReadAllText(_folder["jobs/id/job.json"])).RootElement;
        Assert.Equal("a \"job\" 😀", job.GetProperty("name").GetString());
    }

    /// <summary>An environment variable that gets its value back.</summary>
    private sealed class Variable(string name) : IDisposable
    {
        private readonly string? _before = System.Environment.GetEnvironmentVariable(name);

        public string? Value
        {
            set => System.Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Value = _before;
    }
}
