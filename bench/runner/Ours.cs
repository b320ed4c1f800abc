namespace Twister2.Bench;

/// <summary>Our side: the published worker and the job that it runs.</summary>
static class Ours
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Brings <c>out/bin</c> up to date with the sources.</summary>
    public static void Build(string root)
    {
        string script = Path.Combine(root, "bench", "build-ours.sh");
        var ended = Command.Run(["bash", script], Patience, root);
        if (ended.ExitCode != 0)
        {
            int code = ended.ExitCode == BenchException.WrongUse ? BenchException.WrongUse : BenchException.Failed;
            throw new BenchException($"ours cannot be built:\n{ended.Tail()}", code);
        }
    }

    /// <summary>
    /// The command without the launcher; paths into <c>out/</c> become full paths, for the runner is started from anywhere. The program and the assemblies must be there, folders
    /// are made by the job.
    /// </summary>
    public static string[] InFull(IEnumerable<string> parts, string root)
    {
        string[] command = [.. parts.Select(a => a.StartsWith("out/", StringComparison.Ordinal) ? Path.Combine(root, a) : a)];
        string? missing = command.Where((a, i) => i == 0 || a.EndsWith(".dll", StringComparison.Ordinal)).FirstOrDefault(a => !File.Exists(a));
        return missing is null ? command : throw new BenchException($"{missing} is not there after the build of ours");
    }
}
