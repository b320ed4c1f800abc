namespace Twister2.JobMaster.Metrics;

/// <summary>The files of metrics in a job's directory.</summary>
internal static class MetricsFiles
{
    public static string Samples(string directory) => Path.Combine(directory, "metrics.jsonl");

    public static string Stages(string directory) => Path.Combine(directory, "stages.json");

    public static string Links(string directory) => Path.Combine(directory, "links.json");

    public static string Trace(string directory) => Path.Combine(directory, "trace.json");
}
