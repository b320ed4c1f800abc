using System.Text.Json;
using System.Text.Json.Nodes;

namespace Twister2.MpiTest;

/// <summary>xunit's configuration for the ranks: the assembly's own, with messages reported before the runner goes on.</summary>
internal static class RunnerConfiguration
{
    /// <summary>
    /// Where it lies. It enters xunit's ids, which name and order the cases: listing and running must use the same
    /// path, and a fixed one keeps the order from run to run.
    /// </summary>
    public static string PathFor(string assembly) => Path.ChangeExtension(assembly, ".mpitest.json");

    public static void Write(string assembly)
    {
        string path = PathFor(assembly);
        string text = For(assembly);
        try
        {
            if (File.Exists(path) && File.ReadAllText(path) == text)
                return;
            string temporary = $"{path}.{Environment.ProcessId}";
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot write the runner's configuration beside the assembly: {e.Message}");
        }
    }

    /// <summary>
    /// Without <c>synchronousReporting</c> xunit writes its messages from a queue, late: a case's output then stands
    /// before its start, and a case that ends the process never seems to have begun.
    /// </summary>
    internal static string For(string assembly)
    {
        string folder = Path.GetDirectoryName(assembly)!;
        string[] candidates =
        [
            Path.Combine(folder, Path.GetFileNameWithoutExtension(assembly) + ".xunit.runner.json"),
            Path.Combine(folder, "xunit.runner.json"),
        ];
        string? own = Array.Find(candidates, File.Exists);
        var relaxed = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        JsonNode? configuration = own is null ? null : JsonNode.Parse(File.ReadAllText(own), documentOptions: relaxed);
        JsonObject settings = configuration as JsonObject ?? [];
        settings["synchronousReporting"] = true;
        return settings.ToJsonString();
    }
}
