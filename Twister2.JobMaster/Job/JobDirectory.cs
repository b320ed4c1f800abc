using System.Text.Json;
using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>A job's directory, <c>ROOT/jobs/ID</c>, readable by its owner only. It is all that a job leaves behind beside its results.</summary>
internal sealed class JobDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private JobDirectory(string path) => Path = path;

    public string Path { get; }

    public string DescriptionFile => System.IO.Path.Combine(Path, "job.json");

    /// <summary>What the job's processes and its launcher print, where it was submitted.</summary>
    public string ConsoleFile => System.IO.Path.Combine(Path, "console.log");

    /// <summary>The same as long as there is no directory.</summary>
    public string ConsoleFileOfStart => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, $".{System.IO.Path.GetFileName(Path)}.console");

    public string EventFile => System.IO.Path.Combine(Path, "events.jsonl");

    public string LogFileOf(int worker) => System.IO.Path.Combine(Path, "logs", $"worker-{worker}.log");

    /// <summary>What the batch script of a submitted job ended with; not there while it runs, or where it was ended by SIGKILL.</summary>
    public string ScriptCodeFile => System.IO.Path.Combine(Path, "script.code");

    /// <summary>The batch script of a submitted job.</summary>
    public string ScriptFile => System.IO.Path.Combine(Path, "job.sbatch");

    /// <summary>Made by the first worker that fails; the others see that the failure is told already.</summary>
    public string FailureFile => System.IO.Path.Combine(Path, "failure.txt");

    /// <summary>The root that an option, or else the configuration, names.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string RootOf(string? named)
    {
        if ((string.IsNullOrEmpty(named) ? ConfigLayers.Load(program: null, [])[Settings.Root] : named) is { Length: > 0 } root) return System.IO.Path.GetFullPath(root);
        string user = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        if (user.Length > 0) return System.IO.Path.Combine(user, ".twister2");
        throw new UsageException("There is no home directory for job directories. Name a folder with --root or TWISTER2_HOME.");
    }

    /// <summary>Makes the directory of a new job; on worker 0.</summary>
    /// <exception cref="DataAccessException">It cannot be made.</exception>
    /// <exception cref="UsageException">The id is in use or is no name for a folder.</exception>
    public static JobDirectory Create(string root, string id)
    {
        CheckId(id);
        JobDirectory directory = At(root, id);
        string unnamed = System.IO.Path.Combine(root, "jobs", $".{id}-{System.Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(root, "jobs"), OwnerOnly);
            if (Directory.Exists(directory.Path)) throw InUse(directory, id, null);
            Directory.CreateDirectory(unnamed, OwnerOnly);
            Directory.CreateDirectory(System.IO.Path.Combine(unnamed, "logs"), OwnerOnly);
            TakeName(directory, id, unnamed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataAccessException($"Job directory '{directory.Path}' cannot be made: {e.Message} Choose another place with --root or TWISTER2_HOME.", e);
        }
        return directory;
    }

    /// <summary>Sees to it that this worker can write here: its node may not see what worker 0 has made, and then has a directory of its own.</summary>
    /// <exception cref="DataAccessException">It cannot be made.</exception>
    public JobDirectory MakeHere()
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "logs"), OwnerOnly);
            return this;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataAccessException($"Job directory '{Path}', which worker 0 has made, is not seen on {Mpi.Environment.ProcessorName}, and cannot be made there: {e.Message} Choose another place with --root or TWISTER2_HOME.", e);
        }
    }

    /// <summary>The directory of a job that worker 0 has made.</summary>
    public static JobDirectory At(string root, string id) => new(System.IO.Path.Combine(root, "jobs", id));

    /// <summary>The directory that a path names.</summary>
    public static JobDirectory Of(string path) => new(path);

    /// <summary>The numbers of the workers that have a log.</summary>
    public IReadOnlyList<int> Logged()
    {
        string folder = System.IO.Path.Combine(Path, "logs");
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "worker-*.log").Select(System.IO.Path.GetFileNameWithoutExtension)
            .Select(static name => int.TryParse(name.AsSpan("worker-".Length), out int worker) ? worker : -1).Where(static worker => worker >= 0).Order()];
    }

    /// <summary>Writes <c>job.json</c>: what was run, with what, by whom. Whoever sees it sees it whole.</summary>
    public void Describe(Action<Utf8JsonWriter> write)
    {
        string unfinished = $"{DescriptionFile}.new";
        using (FileStream file = File.Create(unfinished))
        using (Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        File.Move(unfinished, DescriptionFile, overwrite: true);
    }

    /// <summary>Gives the directory its name. Of jobs that come here at the same time with one id, one succeeds: a folder that is not empty is never replaced.</summary>
    private static void TakeName(JobDirectory directory, string id, string unnamed)
    {
        try
        {
            Directory.Move(unnamed, directory.Path);
        }
        catch (IOException e)
        {
            Directory.Delete(unnamed, recursive: true);
            if (Directory.Exists(directory.Path)) throw InUse(directory, id, e);
            throw;
        }
    }

    private static UsageException InUse(JobDirectory directory, string id, Exception? cause) =>
        new($"Job id '{id}' is in use: '{directory.Path}' exists. Choose another, or leave it out.", cause!);

    private static void CheckId(string id)
    {
        bool valid = id.Length is > 0 and <= 200 && id[0] != '.' && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        if (!valid) throw new UsageException($"'{id}' is no job id: use letters, digits, '-', '_' and '.', not beginning with '.'.");
    }
}
