using System.Security.Cryptography;
using Twister2.Mpi;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>
/// Sends a folder of worker 0's to all nodes. What arrives is held against its SHA-256 and kept under it, so that the same package is sent to a node once: jobs that follow find it there, and only read it again to see that it is whole.
/// </summary>
internal sealed class PackageBroadcast
{
    private const int Block = 1 << 20;

    private readonly Intracommunicator _leaders;
    private readonly string _packages;
    private readonly byte[] _block = new byte[Block];

    private PackageBroadcast(Intracommunicator leaders, string packages) => (_leaders, _packages) = (leaders, packages);

    /// <summary>Returns the package's folder on this worker's node. Collective over <paramref name="world"/>.</summary>
    /// <param name="folder">On worker 0: what to send.</param>
    /// <param name="packages">The node's folder for packages.</param>
    /// <param name="world">All workers.</param>
    /// <param name="nodes">Those of a node, and one of each.</param>
    /// <param name="explain">Called on worker 0 with what was done.</param>
    public static string Run(string folder, string packages, Intracommunicator world, NodeLeaders nodes, Action<string> explain)
    {
        string? place = null;
        if (nodes.Leaders is { } leaders)
        {
            try
            {
                place = new PackageBroadcast(leaders, packages).Run(folder, explain);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException and not DataAccessException)
            {
                throw new DataAccessException($"The job's package cannot be {(world.Rank == 0 ? $"read in '{folder}', or written to '{packages}'" : $"written to '{packages}' on {Mpi.Environment.ProcessorName}")}: {e.Message} TWISTER2_PACKAGES names another folder.", e);
            }
        }
        nodes.Node.Broadcast(ref place, 0);
        return place!;
    }

    private string Run(string folder, Action<string> explain)
    {
        bool isFirst = _leaders.Rank == 0;
        byte[]? list = isFirst ? PackageFile.Write(PackageFile.In(folder)) : null;
        _leaders.Broadcast(ref list, 0);
        PackageFile[] files = PackageFile.Read(list!);
        byte[] hash = new byte[SHA256.HashSizeInBytes];
        if (isFirst) hash = HashOf(folder, list!, files);
        _leaders.Broadcast(hash.AsSpan(), 0);
        PackageStore store = new(_packages);
        string place = store.PlaceOf(hash);
        bool isHere = Directory.Exists(place) && IsWhole(place, list!, files, hash);
        int missing = _leaders.Allreduce(isHere ? 0 : 1, Operation<int>.Add);
        if (missing > 0) Send(folder, list!, files, hash, store, isHere);
        PackageStore.Use(place);
        if (isFirst) explain($"The job's package ({files.Length} files, {files.Sum(static file => file.Length) / 1e6:0.0} MB, SHA-256 {Convert.ToHexStringLower(hash)[..12]}…) was {(missing > 0 ? "sent to" : "found on")} {(missing > 0 ? missing : _leaders.Size)} of {_leaders.Size} nodes.");
        return place;
    }

    /// <summary>Every node takes part in the broadcast; those that have the package drop what comes.</summary>
    private void Send(string folder, byte[] list, PackageFile[] files, byte[] hash, PackageStore store, bool isHere)
    {
        string? unfinished = isHere ? null : store.NewFolder();
        try
        {
            using IncrementalHash arrived = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            arrived.AppendData(list);
            foreach (PackageFile file in files) Send(file, folder, unfinished, arrived);
            if (!arrived.GetHashAndReset().AsSpan().SequenceEqual(hash)) throw new DataAccessException($"The job's package arrived damaged at {Mpi.Environment.ProcessorName}, or its files in '{folder}' were changed meanwhile. Start the job again.");
            if (unfinished is not null) PackageStore.Keep(unfinished, store.PlaceOf(hash));
        }
        finally
        {
            if (unfinished is not null && Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        }
    }

    private void Send(PackageFile file, string folder, string? unfinished, IncrementalHash arrived)
    {
        using FileStream? source = _leaders.Rank == 0 ? File.OpenRead(Path.Combine(folder, file.Name)) : null;
        using FileStream? target = unfinished is null ? null : PackageStore.NewFile(unfinished, file);
        for (long done = 0; done < file.Length; done += Block)
        {
            Span<byte> block = _block.AsSpan(0, (int)Math.Min(Block, file.Length - done));
            source?.ReadExactly(block);
            _leaders.Broadcast(block, 0);
            arrived.AppendData(block);
            target?.Write(block);
        }
    }

    private bool IsWhole(string place, byte[] list, PackageFile[] files, byte[] hash)
    {
        try
        {
            return HashOf(place, list, files).AsSpan().SequenceEqual(hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private byte[] HashOf(string folder, byte[] list, PackageFile[] files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(list);
        foreach (PackageFile file in files)
        {
            using FileStream source = File.OpenRead(Path.Combine(folder, file.Name));
            for (int count; (count = source.Read(_block)) > 0;) hash.AppendData(_block, 0, count);
        }
        return hash.GetHashAndReset();
    }
}
