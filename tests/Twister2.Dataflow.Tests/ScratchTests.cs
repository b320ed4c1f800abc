using System.Diagnostics;
using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Tests;

/// <summary>Scratch directories: whatever ends a worker, nothing is left behind that the next does not remove.</summary>
[Trait("ranks", "none")]
public sealed class ScratchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("scratch-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Nothing_is_made_before_the_first_file_and_nothing_is_left_at_the_end()
    {
        FileSpillStore store = new(_root, "w0");
        Assert.Empty(Directory.GetFileSystemEntries(_root));
        using (ISpillFile file = store.Create("a"))
        {
            file.Append([1, 2, 3]);
            string directory = Assert.Single(Directory.GetFileSystemEntries(_root));
            Assert.Equal(["owner"], Directory.GetFileSystemEntries(directory).Select(Path.GetFileName));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
            store.Dispose();
            Assert.Empty(Directory.GetFileSystemEntries(_root));
            byte[] read = new byte[3];
            file.Read(0, read);
            Assert.Equal([1, 2, 3], read);
            Assert.ThrowsAny<IOException>(() => file.Read(1, read));
        }
        Assert.Throws<ObjectDisposedException>(() => store.Create("b"));
    }

    [Fact]
    public void A_directory_that_somebody_removes_is_made_again()
    {
        using FileSpillStore store = new(_root, "w0");
        using ISpillFile first = store.Create("first");
        first.Append([1]);
        Directory.Delete(store.Place, recursive: true);
        using ISpillFile second = store.Create("second");
        second.Append([2]);
        first.Append([3]);
        byte[] read = new byte[2];
        first.Read(0, read);
        Assert.Equal([1, 3], read);
    }

    [Fact]
    public void Two_stores_of_one_process_do_not_share_a_directory()
    {
        using FileSpillStore one = new(_root, "w0"), two = new(_root, "w0");
        using ISpillFile first = one.Create("a"), second = two.Create("a");
        Assert.NotEqual(one.Place, two.Place);
        ScratchFolder.Sweep(_root);
        Assert.True(Directory.Exists(one.Place) && Directory.Exists(two.Place));
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_by_the_next()
    {
        string abandoned = LeaveByKill();
        Assert.True(Directory.Exists(abandoned));
        using FileSpillStore alive = new(_root, "alive");
        using ISpillFile file = alive.Create("a");
        DataflowOptions options = new() { MemoryBytes = 1000, Scratch = _root };
        LocalCluster.Run(1, env =>
        {
            using Partition<int> partition = new(env, LogicalPlan.OnePerWorker(1), _ => 0);
            for (int i = 0; i < 10_000; i++) partition.Add(0, i);
            partition.Finish(0);
            partition.WaitForCompletion();
            Assert.True(env.Counters.BytesSpilled > 0);
            Assert.False(Directory.Exists(abandoned));
        }, options);
        Assert.Equal([alive.Place], Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void Scratch_that_is_really_full_is_named()
    {
        if (!TryMount("256k")) Assert.Skip("Mounting needs privileges.");
        try
        {
            AggregateException failure = Assert.Throws<AggregateException>(() => LocalCluster.Run(2, env =>
            {
                using Partition<Guid> partition = new(env, LogicalPlan.OnePerWorker(2), id => id.GetHashCode() & 1);
                for (int i = 0; i < 100_000; i++) partition.Add(env.Worker, Guid.NewGuid());
                partition.Finish(env.Worker);
                partition.WaitForCompletion();
            }, new DataflowOptions { MemoryBytes = 100_000, Scratch = _root }));
            string message = failure.InnerExceptions.OfType<SpillException>().First().Message;
            Assert.Contains(_root, message, StringComparison.Ordinal);
            Assert.Contains("Make room there", message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(_root));
        }
        finally
        {
            Run("umount", _root);
        }
    }

    /// <summary>A directory with the lock of a process that is then killed: a shell, which holds the lock as a worker does.</summary>
    private string LeaveByKill()
    {
        string directory = Path.Combine(_root, "twister2-w7-99999-dead");
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "owner"), "");
        using Process holder = Process.Start(new ProcessStartInfo("flock", ["--no-fork", Path.Combine(directory, "owner"), "sleep", "60"]))!;
        for (int i = 0; i < 200 && IsFree(); i++) Thread.Sleep(10);
        ScratchFolder.Sweep(_root);
        Assert.True(Directory.Exists(directory), "The directory of a living process was removed.");
        holder.Kill(); // SIGKILL
        holder.WaitForExit();
        return directory;

        bool IsFree()
        {
            try
            {
                using FileStream probe = new(Path.Combine(directory, "owner"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private bool TryMount(string size) => Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _root) == 0;

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
