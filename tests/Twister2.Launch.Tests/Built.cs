namespace Twister2.Launch.Tests;

/// <summary>Where the build puts what the tests start: beside their own folder, in the same configuration.</summary>
public static class Built
{
    public static string Worker => Output("twister2-worker", "twister2-worker");

    /// <summary>The command-line tool.</summary>
    public static string Tool => Output("twister2", "twister2");

    public static string WordCount => Example("WordCount");

    /// <summary>An example, by its folder.</summary>
    public static string Example(string name) => Output(name, $"{name}.dll");

    /// <summary>An assembly with several workers.</summary>
    public static string Workers => Output("LaunchJobs.Workers", "LaunchJobs.Workers.dll");

    public static string NoWorker => Output("LaunchJobs.NoWorker", "LaunchJobs.NoWorker.dll");

    public static string OwnProgram => Output("LaunchJobs.OwnProgram", "LaunchJobs.OwnProgram");

    /// <summary>An assembly with one worker, which brings packages of its own.</summary>
    public static string OwnVersions => Output("LaunchJobs.OwnVersions", "LaunchJobs.OwnVersions.dll");

    private static string Output(string project, string file)
    {
        string own = AppContext.BaseDirectory.TrimEnd('/');
        string path = Path.GetFullPath(Path.Combine(own, "..", "..", project, Path.GetFileName(own), file));
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built.", path);
    }
}
