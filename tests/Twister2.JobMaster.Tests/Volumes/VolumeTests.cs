using Microsoft.Extensions.Logging.Abstractions;
using Twister2.Tasks;

namespace Twister2.JobMaster.Tests;

/// <summary>Folders of a job's workers.</summary>
[Trait("ranks", "none")]
public sealed class VolumeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_volatile_volume_is_made_when_it_is_used_and_gone_at_the_end()
    {
        using VolatileVolume volume = new(_folder.Path, 3, NullLogger.Instance);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.InRange(volume.FreeBytes, 1, long.MaxValue);
        string path = volume.Path;
        Assert.StartsWith(_folder["twister2-v3-"], path, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(path, "a"));
        File.WriteAllText(Path.Combine(path, "a", "b"), "x");
        Assert.Equal(path, volume.Path);
        volume.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_a_killed_worker_left_is_removed_and_what_a_living_one_has_stays()
    {
        string left = _folder["twister2-v0-99-abc"];
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "owner"), "");
        File.WriteAllText(Path.Combine(left, "data"), "x");
        using VolatileVolume first = new(_folder.Path, 0, NullLogger.Instance), second = new(_folder.Path, 1, NullLogger.Instance);
        string[] paths = [first.Path, second.Path];
        Assert.Equal(paths.Order(StringComparer.Ordinal), Directory.GetDirectories(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_volatile_volume_where_nothing_can_be_made_is_told()
    {
        File.WriteAllText(_folder["file"], "");
        using VolatileVolume volume = new(_folder["file/x"], 0, NullLogger.Instance);
        Assert.Contains("Name another directory of the node with --scratch", Assert.Throws<DataAccessException>(() => volume.Path).Message, StringComparison.Ordinal);
        Assert.Throws<DataAccessException>(() => volume.FreeBytes);
    }

    [Fact]
    public void A_persistent_volume_is_shared_and_has_a_folder_for_each_worker()
    {
        PersistentVolume first = new(_folder.Path, 0), second = new(_folder.Path, 1);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal((_folder["volume/worker-1"], _folder["volume"], _folder["volume"]), (second.WorkerPath, first.JobPath, second.JobPath));
        Assert.Equal(_folder["volume/worker-0"], first.WorkerPath);
        Assert.Equal(2, Directory.GetDirectories(first.JobPath).Length);
        Assert.InRange(first.FreeBytes, 1, long.MaxValue);
    }
}
