using Twister2.Mpi;

namespace Twister2.JobMaster;

/// <summary>Worker 0 chooses the job's id and makes its directory; the others hear of it, and of the configuration as it is there.</summary>
internal static class JobAgreement
{
    /// <summary>Collective.</summary>
    public static JobContext Reach(JobOptions options, Config config, Intracommunicator world, TimeProvider time)
    {
        string name = options.Name ?? "job";
        byte[]? agreed = null;
        if (world.Rank == 0)
        {
            string root = JobDirectory.RootOf(config[Settings.Root]), id = options.JobId ?? JobIds.New(name, time);
            JobDescription description = Describe(options, config, id, name, world.Size, time);
            if (SlurmVariables.JobId is not { } slurm || !SubmittedJob.TryBegin(root, id, slurm, SlurmVariables.Restarts)) JobDirectory.Create(root, id).Describe(description.Write);
            agreed = Wire.ToBytes(writer =>
            {
                writer.Write(root);
                writer.Write(id);
                byte[] entries = Wire.ToBytes(config.Entries, static (entry, to) => entry.Write(to));
                writer.Write(entries.Length);
                writer.Write(entries);
            });
        }
        return Wire.FromBytes(Share(world, agreed), reader =>
        {
            JobDirectory directory = JobDirectory.At(reader.ReadString(), reader.ReadString());
            Config ofMaster = new(Wire.AllFromBytes(reader.ReadBytes(reader.ReadInt32()), ConfigEntry.Read));
            JobSettings settings = JobSettings.Of(ofMaster);
            return new JobContext(Path.GetFileName(directory.Path), name, directory.MakeHere(), options.Arguments) { Threads = settings.Threads, MemoryBytes = settings.MemoryBytes, Scratch = settings.Scratch, Trace = settings.Trace, Config = ofMaster };
        });
    }

    private static JobDescription Describe(JobOptions options, Config config, string id, string name, int workers, TimeProvider time) => new()
    {
        Id = id,
        Name = name,
        WorkerCount = workers,
        Threads = JobSettings.Of(config).Threads,
        Started = time.GetUtcNow(),
        User = System.Environment.UserName,
        Program = options.Program,
        Folder = System.Environment.CurrentDirectory,
        SlurmJobId = SlurmVariables.JobId,
        Arguments = options.Arguments,
        Config = [.. config.Entries.Where(static entry => entry.Source != ConfigEntry.Default)],
    };

    private static byte[] Share(Intracommunicator world, byte[]? ofMaster)
    {
        int[] length = [ofMaster?.Length ?? 0];
        world.Broadcast<int>(length, 0);
        byte[] bytes = ofMaster ?? new byte[length[0]];
        world.Broadcast<byte>(bytes, 0);
        return bytes;
    }
}
