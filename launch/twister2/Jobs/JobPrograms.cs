using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Finds a job's program: a .dll or an executable is it, a project is built, an archive unpacked.</summary>
internal static class JobPrograms
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The program of what is named by <paramref name="job"/>.</summary>
    /// <param name="job">A path.</param>
    /// <param name="root">Where archives are unpacked: <c>packages/HASH</c> in it.</param>
    /// <param name="explain">Takes what there is to say on the way, such as warnings of a build.</param>
    /// <exception cref="UsageException">It is no job; the message says what to do.</exception>
    public static JobProgram Find(string job, JobRoot root, Action<string> explain)
    {
        if (job.Length == 0) throw new UsageException("The job's name is empty: name its assembly, program, project folder or archive.");
        string path = Path.GetFullPath(job);
        if (Directory.Exists(path)) return new JobProgram(JobProject.FileIn(path) is { } project ? JobProject.Build(project, explain) : JobFolder.ProgramIn(path, job), path);
        if (!File.Exists(path)) throw new UsageException($"There is no file '{job}': name the job's assembly, its program, its project's folder, or an archive of it.");
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".dll" => new JobProgram(path, path),
            ".csproj" or ".fsproj" or ".vbproj" => new JobProgram(JobProject.Build(path, explain), path),
            ".zip" => new JobProgram(JobFolder.ProgramIn(JobArchive.Unpack(path, root.PackageFolder), job), path),
            ".exe" => throw new UsageException($"'{job}' is a program for Windows: name the assembly beside it, '{Path.ChangeExtension(job, ".dll")}'."),
            _ when IsExecutable(path) => new JobProgram(path, path),
            _ => throw new UsageException($"'{job}' is no job: it is no .dll, .zip or project, and not executable ('chmod +x' makes a program so)."),
        };
    }

    public static bool IsExecutable(string path) => (File.GetUnixFileMode(path) & Executable) != 0;
}
