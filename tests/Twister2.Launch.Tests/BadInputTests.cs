namespace Twister2.Launch.Tests;

/// <summary>Input that is not there or cannot be read: one message, no result, nothing temporary left.</summary>
[Trait("ranks", "none")]
public sealed class BadInputTests : JobTest
{
    // Takes from root what lets it read and write everything.
    private static readonly string[] WithoutPrivileges = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];

    public static TheoryData<string, int> Starts => Tests.Starts.Three;

    [Theory, MemberData(nameof(Starts))]
    public void Missing_path(string mpi, int ranks) =>
        Fails(WordCount(mpi, ranks, "--output", In("out"), In("not-there")), "not-there", "does not exist");

    [Theory, MemberData(nameof(Starts))]
    public void Missing_path_beside_one_that_is_there(string mpi, int ranks) =>
        Fails(WordCount(mpi, ranks, "--output", In("out"), Write("there", "a"), In("not-there")), "not-there", "does not exist");

    [Theory, MemberData(nameof(Starts))]
    public void Glob_that_matches_nothing(string mpi, int ranks) =>
        Fails(WordCount(mpi, ranks, "--output", In("out"), In("**/*.nothing")), "*.nothing", "matches no file");

    [Theory, MemberData(nameof(Starts))]
    public void Folder_without_files(string mpi, int ranks)
    {
        Directory.CreateDirectory(In("bare"));
        Fails(WordCount(mpi, ranks, "--output", In("out"), In("bare")), "bare", "has no files");
    }

    [Theory, MemberData(nameof(Starts))]
    public void Path_below_a_file(string mpi, int ranks) =>
        Fails(WordCount(mpi, ranks, "--output", In("out"), Path.Combine(Write("file", "a"), "below")), "file/below", "does not exist");

    [Theory, MemberData(nameof(Starts))]
    public void Unreadable_file(string mpi, int ranks)
    {
        string secret = Write("secret", string.Concat(Enumerable.Repeat("not to be read\n", 1000)));
        File.SetUnixFileMode(secret, UnixFileMode.None);
        Fails(Unprivileged(WordCount(mpi, ranks, "--output", In("out"), Write("open", "a\n"), secret)), "secret", "cannot be read", "denied");
    }

    [Theory, MemberData(nameof(Starts))]
    public void Unreadable_folder(string mpi, int ranks)
    {
        string secret = Directory.CreateDirectory(In("secret"), UnixFileMode.None).FullName;
        Fails(Unprivileged(WordCount(mpi, ranks, "--output", In("out"), secret)), "secret", "denied");
    }

    internal static Command Unprivileged(Command command) => Environment.IsPrivilegedProcess ? command.Inside(WithoutPrivileges) : command;

    private void Fails(Command command, params string[] words)
    {
        Run.ToEnd(command).FailsWith(1, words);
        Assert.Empty(Directory.GetFileSystemEntries(Folder, "out*"));
    }
}
