using CommandLine;

namespace Twister2.Launch.Cli;

internal enum ShellName
{
    Bash,
    Zsh,
    Fish,
}

[Verb("completion", HelpText = "Print a script that has a shell complete verbs, options, their values and ids of jobs.")]
[Examples(
    "source <(twister2 completion bash)                      in ~/.bashrc",
    "source <(twister2 completion zsh)                       in ~/.zshrc, behind compinit",
    "twister2 completion fish >~/.config/fish/completions/twister2.fish")]
internal sealed class CompletionOptions
{
    [Value(0, MetaName = "bash|zsh|fish", Required = true, HelpText = "The shell.")]
    public ShellName Shell { get; set; }
}
