using System.Globalization;
using Spectre.Console;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Mpi;
using Twister2.Tasks;
using Table = Spectre.Console.Table;

namespace Twister2.Launch.Cli;

/// <summary>What a job that is started in the same way would have. Collective under a launcher; rank 0 speaks.</summary>
internal static class Resources
{
    public static int Run(ResourcesOptions options)
    {
        // Within an allocation and without a launcher: what a launcher would find.
        if (Launcher.Rank is null && !options.Local && System.Environment.GetEnvironmentVariable("SLURM_JOB_NODELIST") is { Length: > 0 })
        {
            try
            {
                Tell(options, "Slurm", ClusterResources.FromSlurm(), scratch: null);
                return ExitCodes.Done;
            }
            catch (InvalidOperationException e)
            {
                throw new UsageException(e.Message, e);
            }
        }
        string[] none = [];
        try
        {
            using Mpi.Environment mpi = new(ref none, Threading.Multiple, options.Local ? MpiSelection.SingleProcess : MpiSelection.Automatic);
            JobSettings settings = JobSettings.Of(ConfigLayers.Load(program: null, []));
            using DataflowEnvironment dataflow = DataflowEnvironment.Create(Communicator.world, new DataflowOptions { MemoryBytes = settings.MemoryBytes });
            using VolatileVolume volume = new(settings.Scratch, dataflow.Worker, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            ClusterResources resources = ClusterResources.Gather(dataflow);
            (int Worker, string Path, long Free)[] scratch = dataflow.AllReduce<(int, string, long)[]>([(dataflow.Worker, volume.Scratch, volume.FreeBytes)], static (a, b) => [.. a, .. b]);
            if (dataflow.Worker == 0) Tell(options, Launcher.Rank is null ? "this machine" : Mpi.Environment.Library.Launcher, resources, scratch);
            return ExitCodes.Done;
        }
        catch (MpiException e)
        {
            if (Launcher.Rank is null or 0) Console.Error.WriteLine($"twister2 resources: {e.Message}");
            return ExitCodes.WrongUse;
        }
    }

    private static void Tell(ResourcesOptions options, string from, ClusterResources resources, (int Worker, string Path, long Free)[]? scratch)
    {
        if (options.Json) WriteJson(from, resources, scratch);
        else Print(from, resources, scratch);
    }

    private static void Print(string from, ClusterResources resources, (int Worker, string Path, long Free)[]? scratch)
    {
        Table table = Text.NewTable("WORKER", "NODE", "CORES", "MEMORY", "SCRATCH");
        foreach (WorkerResources worker in resources.Workers)
        {
            string memory = worker.MemoryBytes == long.MaxValue ? "?" : Text.Bytes(worker.MemoryBytes);
            string disk = scratch is null ? "?" : $"{Text.Bytes(scratch[worker.Worker].Free)} free in {scratch[worker.Worker].Path}";
            table.AddRow($"{worker.Worker}", Markup.Escape(worker.Node), worker.Cores.ToString("0.##", CultureInfo.InvariantCulture), memory, Markup.Escape(disk));
        }
        Text.Write(table);
        double cores = resources.Workers.Sum(static worker => worker.Cores);
        int nodes = resources.Nodes.Count();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{resources.WorkerCount} worker{(resources.WorkerCount == 1 ? "" : "s")} on {nodes} node{(nodes == 1 ? "" : "s")}, {cores:0.##} cores; from {from}"));
    }

    private static void WriteJson(string from, ClusterResources resources, (int Worker, string Path, long Free)[]? scratch) => Text.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("from", from);
        json.WriteNumber("workers", resources.WorkerCount);
        json.WriteNumber("nodes", resources.Nodes.Count());
        json.WriteStartArray("worker_list");
        foreach (WorkerResources worker in resources.Workers)
        {
            json.WriteStartObject();
            json.WriteNumber("worker", worker.Worker);
            json.WriteString("node", worker.Node);
            json.WriteNumber("cores", Math.Round(worker.Cores, 3));
            if (worker.MemoryBytes != long.MaxValue) json.WriteNumber("memory_bytes", worker.MemoryBytes);
            if (scratch is not null)
            {
                json.WriteString("scratch", scratch[worker.Worker].Path);
                json.WriteNumber("scratch_free_bytes", scratch[worker.Worker].Free);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
