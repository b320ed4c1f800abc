namespace Twister2.Launch.Tests.Tool;

/// <summary>What the shell completes.</summary>
[Trait("ranks", "none")]
public sealed class CompletionTests : ToolTest
{
    private static readonly string[] Words = ["", "s", "status ", "submit ", "submit mpi --", "run --mpi ", "list --state c", "logs some", "status --root OTHER o", "doctor --root ", "run Job -- --"];

    [Fact]
    public void Bash_completes_verbs_options_values_and_ids()
    {
        foreach ((string root, string id) in ((string, string)[])[(Home, "some-job"), (In("OTHER"), "other-job")])
        {
            Directory.CreateDirectory(Path.Combine(root, "jobs", id));
            File.WriteAllText(Path.Combine(root, "jobs", id, "job.json"), "{}");
        }
        string script = Write("completion.bash", Tool("completion", "bash").Succeeds().Output);
        string[] lines = Run.ToEnd(new Command("bash", ["--norc", "-c", $$"""
            set -eu; cd {{Folder}}; source {{script}}
            complete_words() { local line="twister2 $1"; read -ra COMP_WORDS <<<"$line"; [[ $line == *' ' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _twister2; echo "${COMPREPLY[*]}"; }
            for words in "$@"; do complete_words "$words"; done
            """, "bash", .. Words]).With("TWISTER2_HOME", Home)).Succeeds().Output.Split('\n');
        string Of(string words) => lines[Array.IndexOf(Words, words)];
        Assert.Equal(["clear", "completion", "config", "dashboard", "doctor", "help", "kill", "list", "logs", "mpi-info", "new", "resources", "restart", "run", "status", "submit", "version"], Of("").Split(' ').Where(static word => word[0] != '-').Order(StringComparer.Ordinal));
        Assert.Equal("submit status", Of("s"));
        Assert.Equal("last some-job", Of("status "));
        Assert.Equal("local mpi slurm", Of("submit "));
        Assert.Contains("--sbatch-arg", Of("submit mpi --").Split(' '));
        Assert.Equal("openmpi mpich", Of("run --mpi "));
        Assert.Equal("completed", Of("list --state c"));
        Assert.Equal("some-job", Of("logs some"));
        Assert.Equal("other-job", Of("status --root OTHER o"));
        Assert.Contains("home", Of("doctor --root ").Split(' '));
        Assert.Equal("", Of("run Job -- --"));
    }

    [Theory, InlineData("zsh"), InlineData("fish")]
    public void Other_shells_read_their_scripts(string shell)
    {
        string script = Write("completion", Tool("completion", shell).Succeeds().Output);
        Assert.Contains("twister2", File.ReadAllText(script), StringComparison.Ordinal);
        Assert.SkipUnless(Cli.OnPath.Find(shell) is not null, $"there is no {shell}");
        Run.ToEnd(new Command(shell, ["-n", script])).Succeeds();
        if (shell != "fish") return;
        Assert.Contains("--sbatch-arg", Run.ToEnd(new Command(shell, ["-c", $"source {script}; complete -C'twister2 submit --sb'"]).With("HOME", Folder)).Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Shell_that_is_not_known_is_refused() => Refused("Usage: twister2 completion", "completion", "tcsh");
}
