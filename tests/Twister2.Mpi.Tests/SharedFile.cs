namespace Twister2.Mpi.Tests;

/// <summary>A path in a folder of its own, the same on every rank; rank 0 removes the folder.</summary>
internal sealed class SharedFile : IDisposable
{
    public SharedFile(string name = "data.bin")
    {
        var id = new[] { Guid.NewGuid() };
        Communicator.world.Broadcast<Guid>(id, 0);
        Folder = Path.Combine(Path.GetTempPath(), $"twister2-mpi-{id[0]:N}");
        FullPath = Path.Combine(Folder, name);
        if (Communicator.world.Rank == 0)
            Directory.CreateDirectory(Folder);
        Communicator.world.Barrier();
    }

    public string Folder { get; }

    public string FullPath { get; }

    /// <summary>The bytes of the file, when every rank has come here.</summary>
    public byte[] Content()
    {
        Communicator.world.Barrier();
        byte[] content = File.ReadAllBytes(FullPath);
        Communicator.world.Barrier();
        return content;
    }

    /// <summary>Rank 0 writes the file by itself.</summary>
    public void Fill(ReadOnlySpan<byte> content)
    {
        if (Communicator.world.Rank == 0)
            File.WriteAllBytes(FullPath, content);
        Communicator.world.Barrier();
    }

    public MpiFile Open(FileAccessMode mode = FileAccessMode.Create | FileAccessMode.ReadWrite) => MpiFile.Open(Communicator.world, FullPath, mode);

    public void Dispose()
    {
        Communicator.world.Barrier();
        if (Communicator.world.Rank == 0)
            Directory.Delete(Folder, recursive: true);
    }
}
