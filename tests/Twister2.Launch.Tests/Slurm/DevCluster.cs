using System.Diagnostics;
using System.Text.Json;
using Twister2.Tests;

namespace Twister2.Launch.Tests.Slurm;

/// <summary>The real Slurm of <c>slurm/dev-cluster.sh</c>, with two nodes on this machine: brought up once for all cases, and taken down at their end.</summary>
public sealed class DevCluster : IDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "slurm", "dev-cluster.sh");

    public DevCluster()
    {
        // A run that was broken off may have left jobs in it.
        Start(Script, "down");
        Result up = Start(Script, "up");
        Assert.True(up.ExitCode == 0, $"There is no Slurm to test with. To install it: launch/setup.sh --slurm\n{up}");
        Folder = Directory.CreateTempSubdirectory("twister2-slurm-").FullName;
        // Slurm looks at limits every half minute: it runs beside all the others. A minute is the least limit that there is, so it is brought forward.
        TimesOut = Submit("-n", "2", "--sbatch-arg=--nodelist=n1", "--time", "1", "--class", "Waits", Built.Workers);
        string number = NumberOf(TimesOut);
        Until(() => Start("scontrol", "update", $"jobid={number}", "endtime=now+20").ExitCode == 0, () => $"{Tool("status", TimesOut)}");
    }

    public string Folder { get; }

    public string Home => Path.Combine(Folder, "home");

    /// <summary>A job whose time is too short for it.</summary>
    public string TimesOut { get; }

    public static string Configuration => Path.Combine(Repository.Root, "out", "slurm", "etc", "slurm.conf");

    public void Dispose()
    {
        Start(Script, "down").Succeeds();
        string[] left = [.. Processes("")];
        Directory.Delete(Folder, recursive: true);
        Assert.Empty(left);
    }

    /// <summary>twister2, as a user of the cluster has it.</summary>
    public Result Tool(params IReadOnlyList<string> arguments) => Start(Built.Tool, [.. arguments]);

    /// <summary>Submits, and gives the job's id.</summary>
    public string Submit(params string[] arguments) => Assert.Single(Tool(["submit", "slurm", .. arguments]).Succeeds().Lines);

    /// <summary>What <c>twister2 status --json</c> says.</summary>
    public JsonElement Status(string id)
    {
        using JsonDocument json = JsonDocument.Parse(Tool("status", id, "--json").Succeeds().Output);
        return json.RootElement.Clone();
    }

    public string State(string id) => Status(id).GetProperty("state").GetString()!;

    /// <summary>A job's line of <c>twister2 list</c>.</summary>
    public string[] Row(string id, params string[] options) =>
        Assert.Single(Tool(["list", .. options]).Succeeds().Output.Split('\n').Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), row => row.Length > 0 && row[0] == id);

    /// <summary>Slurm's number of a job.</summary>
    public string NumberOf(string id) => Status(id).GetProperty("slurm_job_id").GetString()!;

    public string PathOf(string id, string file) => Path.Combine(Home, "jobs", id, file);

    /// <summary>One of Slurm's commands.</summary>
    public void Slurm(string program, params string[] arguments) => Start(program, arguments).Succeeds();

    /// <summary>Waits until the workers of a job of this class have come to where they wait.</summary>
    public void UntilReady(string id, int workers) =>
        Until(() => Enumerable.Range(0, workers).All(rank => File.Exists(PathOf(id, $"ready-{rank}"))), () => $"{id}: the workers are not ready.\n{Tool("status", id)}\n{Tool("logs", id, "--console")}");

    public void UntilState(string id, string state) => Until(() => State(id) == state, () => $"{id} is never {state}.\n{Tool("status", id)}\n{Tool("logs", id, "--console")}");

    public static void Until(Func<bool> condition, Func<string> otherwise)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(90)) Assert.Fail(otherwise());
            Thread.Sleep(100);
        }
    }

    /// <summary>Processes that run in a job of the cluster's; in any, where no number is named.</summary>
    public static IEnumerable<string> Processes(string number)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(static folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string[] variables = Read(Path.Combine(folder, "environ")).Split('\0');
            if (variables.Contains($"SLURM_CONF={Configuration}") && variables.Any(variable => number.Length > 0 ? variable == $"SLURM_JOB_ID={number}" : variable.StartsWith("SLURM_JOB_ID=", StringComparison.Ordinal)))
                yield return $"{Path.GetFileName(folder)} {Read(Path.Combine(folder, "cmdline")).Replace('\0', ' ')}";
        }
    }

    // Not as other commands are started in these tests: what those start must end with them, and jobs go on here.
    public Result Start(string program, params string[] arguments) => Start(program, static _ => { }, arguments);

    public Result Start(string program, Action<IDictionary<string, string?>> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ProcessStartInfo info = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder ?? "/" };
        info.Environment["SLURM_CONF"] = Configuration;
        if (Folder is not null) info.Environment["TWISTER2_HOME"] = Home;
        info.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = info.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        // More ranks than cores: who waits lets others go on.
        info.Environment["OMPI_MCA_mpi_yield_when_idle"] = "1";
        info.Environment["PATH"] = $"{Path.GetDirectoryName(Built.Worker)}:{info.Environment["PATH"]}:/usr/sbin";
        environment(info.Environment);
        using Process process = Process.Start(info)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} has not ended after 120 s.");
        }
        return new Result($"{program} {string.Join(' ', arguments)}", process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It has ended meanwhile.
        }
    }
}
