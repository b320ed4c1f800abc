using System.Text.Json;
using Twister2.Tests;

namespace Twister2.Launch.Tests.Slurm;

/// <summary>Answers of Slurm's that a cluster on one machine does not give: small scripts stand for its commands.</summary>
[Trait("ranks", "none")]
public sealed class SlurmAnswersTests : JobTest
{
    private readonly List<string> _submitted = [];

    private const int Widths = 24 + 24 + 12 + 64 + 24 + 24 + 24 + 256;

    [Fact]
    public void Script_is_the_template_with_the_settings()
    {
        string id = Submit("--nodes", "2", "-n", "64", "--time", "1:00:00", "--mem", "4G", "--partition", "fast", "--requeue", "--mpi", "mpich", "--threads", "2", "--modules", "mpich dotnet",
            "--scratch", "$LOCAL/`x`\"", "--sbatch-arg=--constraint=ib&new", "--class", "It's", Built.Workers, "--", "a b", "c'd");
        string script = File.ReadAllText(Path.Combine(Home, "jobs", id, "job.sbatch"))
            .Replace(id, "ID", StringComparison.Ordinal).Replace(Home, "HOME", StringComparison.Ordinal).Replace(Built.Worker, "WORKER", StringComparison.Ordinal).Replace(Built.Workers, "JOB", StringComparison.Ordinal);
        string[] lines = script.Split('\n');
        Assert.Equal(Snapshot.Split('\n'), lines.Where(static line => line.StartsWith("#SBATCH", StringComparison.Ordinal)).Concat(lines.SkipWhile(static line => !line.StartsWith("# --- Set", StringComparison.Ordinal)).TakeWhile(static line => line.Length > 0)));
        // And it is the template but for that.
        string[] template = File.ReadAllLines(Path.Combine(Repository.Root, "slurm", "job.sbatch"));
        Assert.Equal(template.SkipWhile(static line => !line.StartsWith("# --- What differs", StringComparison.Ordinal)), lines.SkipWhile(static line => !line.StartsWith("# --- What differs", StringComparison.Ordinal)).SkipLast(1));
        Assert.Contains("--constraint=ib&new", File.ReadAllLines(In("sbatch.args")));
    }

    private const string Snapshot = """
        #SBATCH --job-name=ID
        #SBATCH --output=HOME/jobs/ID/console.log
        #SBATCH --open-mode=append
        #SBATCH --nodes=2
        #SBATCH --ntasks=64
        #SBATCH --ntasks-per-node=32
        #SBATCH --cpus-per-task=2
        #SBATCH --time=1:00:00
        #SBATCH --mem=4G
        #SBATCH --partition=fast
        #SBATCH --requeue
        #SBATCH "--constraint=ib&new"
        # --- Set by 'twister2 submit slurm'.
        TWISTER2_MODULES='mpich dotnet'
        TWISTER2_LAUNCH='srun-pmi2'
        TWISTER2_MPI='mpich'
        TWISTER2_THREADS='2'
        TWISTER2_SCRATCH="$LOCAL/\`x\`\""
        TWISTER2_HOME='HOME'
        code_file='HOME/jobs/ID/script.code'
        worker=('WORKER' '--root' 'HOME' '--job-id' 'ID' '--name' 'LaunchJobs.Workers' '--threads' '2' '--class' 'It'\''s')
        set -- 'JOB' 'a b' 'c'\''d'
        """;

    [Fact]
    public void Site_can_have_a_template_of_its_own()
    {
        string mine = Write("mine.sbatch", "#!/bin/sh\n#SBATCH --time=5\n#SBATCH --qos=mine\n# twister2: here\nexec site-start \"${worker[@]}\" \"$@\"\n");
        string id = Submit("--template", mine, "--time", "7", Built.Workers);
        string script = File.ReadAllText(Path.Combine(Home, "jobs", id, "job.sbatch"));
        Assert.Contains("#SBATCH --qos=mine\n", script, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --time=7\n", script, StringComparison.Ordinal);
        Assert.DoesNotContain("--time=5", script, StringComparison.Ordinal);
        Assert.EndsWith("exec site-start \"${worker[@]}\" \"$@\"\n", script, StringComparison.Ordinal);
        Refused("has no line that begins with '# twister2:'", "--template", Write("bad.sbatch", "#!/bin/sh\n"), Built.Workers);
    }

    [Theory]
    [InlineData("TIMEOUT", "Killed", "at its time limit of 1:00")]
    [InlineData("CANCELLED", "Killed", "cancelled before it began")]
    [InlineData("NODE_FAIL", "Lost", "a node of it failed")]
    [InlineData("OUT_OF_MEMORY", "Failed", "ran out of memory")]
    [InlineData("PREEMPTED", "Killed", "higher priority")]
    [InlineData("FAILED", "Lost", "Slurm says that it failed, and it wrote no end")]
    [InlineData("COMPLETED", "Lost", "Slurm says that it ended as COMPLETED, and it wrote no end")]
    public void Ends_that_Slurm_tells_of_are_kept(string slurm, string state, string words)
    {
        string id = Submit(Built.Workers);
        Queue(id, slurm, "None");
        Assert.Equal(state, State(id));
        // When Slurm has forgotten it.
        Forget();
        JsonElement status = Status(id);
        Assert.Equal(state, status.GetProperty("state").GetString());
        Assert.Contains(words, status.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(new DateTime(2090, 11, 23, 11, 35, 21, DateTimeKind.Local), status.GetProperty("ended").GetDateTimeOffset().LocalDateTime);
        Tool("clear", id).Succeeds();
    }

    [Theory]
    [InlineData("FAILED||", "Lost", "it wrote no end")]
    [InlineData("CANCELLED by 1000||", "Killed", "cancelled by user 1000")]
    [InlineData("TIMEOUT|00:10:00|", "Killed", "limit of 00:10:00")]
    [InlineData("FAILED||OUT_OF_MEMORY", "Failed", "ran out of memory")]
    public void Accounting_knows_jobs_that_the_controller_has_forgotten(string line, string state, string words)
    {
        string id = Submit(Built.Workers);
        Forget();
        string[] parts = line.Split('|');
        Fake("sacct", $"echo '12|{id}|{parts[0]}|{parts[1]}|2026-11-23T11:00:00|2090-11-23T11:10:00|n1'; echo '12.0|twister2-worker|{(parts[2].Length > 0 ? parts[2] : parts[0])}|||2090-11-23T11:10:00|n1'");
        JsonElement status = Status(id);
        Assert.Equal(state, status.GetProperty("state").GetString());
        Assert.Contains(words, status.GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_job_of_the_same_number_is_not_taken_for_it()
    {
        string id = Submit(Built.Workers);
        Queue("another", "RUNNING", "None");
        Assert.Equal("Lost", State(id));
    }

    [Fact]
    public void Slurm_that_does_not_answer_changes_nothing()
    {
        string id = Submit(Built.Workers);
        Fake("squeue", "echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1");
        JsonElement status = Status(id);
        Assert.Equal("Pending", status.GetProperty("state").GetString());
        Assert.Contains("Slurm cannot be asked: Unable to contact slurm controller", status.GetProperty("why").GetString(), StringComparison.Ordinal);
        Fake("sbatch", "echo 'sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)' >&2; exit 1");
        Result result = Tool("submit", "slurm", Built.Workers);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Slurm does not answer: Batch job submission failed: Unable to contact", result.Error, StringComparison.Ordinal);
        Fake("scancel", "echo 'scancel: error: Kill job error on job id 12: Access/permission denied' >&2; exit 1");
        result = Tool("kill", id);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Slurm does not cancel job 12: Kill job error on job id 12: Access/permission denied", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_an_outer_job_do_not_reach_the_new_one()
    {
        Submit(Built.Workers);
        string[] variables = File.ReadAllLines(In("sbatch.env"));
        Assert.Contains("SLURM_CONF=/etc/mine.conf", variables);
        Assert.DoesNotContain("SLURM_NTASKS=7", variables);
        Assert.DoesNotContain("SBATCH_ARRAY_INX=1-4", variables);
        Assert.Contains("SBATCH_ACCOUNT=me", variables);
    }

    [Theory]
    [InlineData("There is no file 'no.dll'", "no.dll")]
    [InlineData("--nodes 0: give 1 or more", "--nodes", "0", "JOB")]
    [InlineData("--launch ssh: give mpiexec", "--launch", "ssh", "JOB")]
    [InlineData("--launcher is a command in place of mpiexec", "--launch", "srun", "--launcher", "mpirun", "JOB")]
    [InlineData("twister2 sets --array itself", "--sbatch-arg=--array=1-4", "JOB")]
    [InlineData("twister2 sets -o itself", "--sbatch-arg", "-ofile", "JOB")]
    [InlineData("give one option of sbatch", "--sbatch-arg=constraint", "JOB")]
    [InlineData("--template: there is no file", "--template", "nowhere", "JOB")]
    public void Wrong_use(string words, params string[] arguments) => Refused(words, [.. arguments.Select(static argument => argument == "JOB" ? Built.Workers : argument)]);

    [Fact]
    public void Options_of_Slurm_are_refused_elsewhere()
    {
        Result result = Tool("submit", "mpi", "--nodes", "2", Built.Workers);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--nodes is for 'submit slurm' only", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Machine_without_Slurm_is_told()
    {
        Result result = Run.ToEnd(new Command(Built.Tool, ["submit", "slurm", Built.Workers]).With("TWISTER2_HOME", Home).With("PATH", Path.GetDirectoryName(Built.Worker)));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("There is no sbatch on the PATH", result.Error, StringComparison.Ordinal);
    }

    private void Refused(string words, params string[] arguments)
    {
        Result result = Tool(["submit", "slurm", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(Path.Combine(Home, "jobs")) ? Directory.GetFileSystemEntries(Path.Combine(Home, "jobs")).Except(_submitted) : []);
    }

    /// <summary>Submits to an sbatch that gives every job the number 12.</summary>
    private string Submit(params string[] arguments)
    {
        Fake("sbatch", $"printf '%s\\n' \"$@\" >{In("sbatch.args")}; env >{In("sbatch.env")}; echo 'A word of the site'; echo 12");
        string id = Assert.Single(Tool(["submit", "slurm", .. arguments]).Succeeds().Lines);
        _submitted.Add(Path.Combine(Home, "jobs", id));
        return id;
    }

    private void Queue(string name, string state, string reason)
    {
        string line = $"{"12",-24}{state,-24}{"0",-12}{reason,-64}{"1:00",-24}{"2026-11-23T11:34:21",-24}{"2090-11-23T11:35:21",-24}{"n1",-256}{name}";
        Assert.Equal(Widths + name.Length, line.Length);
        Fake("squeue", $"echo '{line}'");
        Fake("sacct", "exit 1");
    }

    private void Forget()
    {
        Fake("squeue", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
        Fake("sacct", "echo 'Slurm accounting storage is disabled' >&2; exit 1");
    }

    private void Fake(string program, string body)
    {
        string path = In($"bin/{program}");
        Directory.CreateDirectory(In("bin"));
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private JsonElement Status(string id)
    {
        using JsonDocument json = JsonDocument.Parse(Tool("status", id, "--json").Succeeds().Output);
        return json.RootElement.Clone();
    }

    private string State(string id) => Status(id).GetProperty("state").GetString()!;

    private Result Tool(params IReadOnlyList<string> arguments) => Run.ToEnd(new Command(Built.Tool, arguments)
        .With("TWISTER2_HOME", Home).With("SLURM_CONF", "/etc/mine.conf").With("SLURM_NTASKS", "7").With("SBATCH_ARRAY_INX", "1-4").With("SBATCH_ACCOUNT", "me")
        .With("PATH", $"{In("bin")}:{Path.GetDirectoryName(Built.Worker)}:{System.Environment.GetEnvironmentVariable("PATH")}"));
}
