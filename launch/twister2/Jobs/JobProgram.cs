namespace Twister2.Launch.Cli;

/// <summary>What a job runs, found from what its user has named.</summary>
/// <param name="Path">The assembly, or the program of its own, absolute.</param>
/// <param name="Source">What was named, absolute: the same file, a project, or an archive.</param>
internal sealed record JobProgram(string Path, string Source)
{
    /// <summary>An assembly is loaded by twister2-worker; anything else is started as it is, and calls <c>Twister2Job.Run</c>.</summary>
    public bool IsAssembly => Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>The job's name where it was given none.</summary>
    public string Name => IsAssembly ? System.IO.Path.GetFileNameWithoutExtension(Path) : System.IO.Path.GetFileName(Path);
}
