using System.Text.Json;
using Twister2.JobMaster;
using Twister2.Mpi;

namespace Twister2.Launch.Cli;

/// <summary>Which MPI a job would run on here, and whether its table of constants is right. Collective under a launcher; rank 0 speaks.</summary>
internal static class MpiInfo
{
    public static int Run(MpiInfoOptions options)
    {
        try
        {
            string[] none = [];
            using Mpi.Environment mpi = new(ref none, Threading.Multiple, options.Local ? MpiSelection.SingleProcess : MpiSelection.Automatic);
            Intracommunicator world = Communicator.world;
            IReadOnlyList<SelfTestCheck> checks = SelfTest.Run();
            SelfTestCheck[] failed = [.. checks.Where(static check => !check.Ok)];
            int failures = world.Allreduce(failed.Length, Operation<int>.Add);
            using Intracommunicator node = world.SplitByNode();
            int nodes = world.Allreduce(node.Rank == 0 ? 1 : 0, Operation<int>.Add);
            if (world.Rank == 0)
            {
                if (options.Json) PrintJson(world.Size, nodes, checks, failed);
                else Print(world.Size, nodes, checks, failed);
            }
            return failures == 0 ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (MpiException e)
        {
            if (Launcher.Rank is null or 0) Console.Error.WriteLine($"twister2 mpi-info: {e.Message}");
            return ExitCodes.WrongUse;
        }
    }

    private static void Print(int ranks, int nodes, IReadOnlyList<SelfTestCheck> checks, SelfTestCheck[] failed)
    {
        MpiLibrary library = Mpi.Environment.Library;
        Line("library", library.VendorLine);
        Line("file", library.Path ?? "none loaded");
        Line("chosen", library.Reason);
        Line("MPI", library.MpiVersion.ToString());
        Line("ABI", library.AbiName);
        Line("threads", $"{Mpi.Environment.Threading} (asked for {Threading.Multiple})");
        Line("launcher", library.Launcher);
        Line("ranks", $"{ranks} on {nodes} node{(nodes == 1 ? "" : "s")}; rank 0 on {Mpi.Environment.ProcessorName}");
        foreach (string attempt in library.Attempts) Line("tried", attempt);
        Line("self-test", failed.Length == 0 ? $"{checks.Count} checks passed" : $"{failed.Length} of {checks.Count} checks FAILED: this library is not what its ABI says");
        foreach (SelfTestCheck check in failed) Line("", $"{check.Name}: expected {check.Expected}, got {check.Got}");

        static void Line(string name, string value) => Console.WriteLine($"{name,-10} {value}");
    }

    private static void PrintJson(int ranks, int nodes, IReadOnlyList<SelfTestCheck> checks, SelfTestCheck[] failed)
    {
        MpiLibrary library = Mpi.Environment.Library;
        using Stream output = Console.OpenStandardOutput();
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("library", library.VendorLine);
        json.WriteString("file", library.Path);
        json.WriteString("chosen", library.Reason);
        json.WriteString("mpi", library.MpiVersion.ToString());
        json.WriteString("abi", library.AbiName);
        json.WriteString("threads", Mpi.Environment.Threading.ToString());
        json.WriteString("launcher", library.Launcher);
        json.WriteNumber("ranks", ranks);
        json.WriteNumber("nodes", nodes);
        json.WriteStartArray("tried");
        foreach (string attempt in library.Attempts) json.WriteStringValue(attempt);
        json.WriteEndArray();
        json.WriteNumber("checks", checks.Count);
        json.WriteStartArray("failed");
        foreach (SelfTestCheck check in failed) json.WriteStringValue($"{check.Name}: expected {check.Expected}, got {check.Got}");
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }
}
