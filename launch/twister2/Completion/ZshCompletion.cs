using System.Text;

namespace Twister2.Launch.Cli;

/// <summary>For zsh's completion system.</summary>
internal static class ZshCompletion
{
    private const string Head = """
        #compdef twister2
        # zsh completion for twister2. In ~/.zshrc, behind compinit: source <(twister2 completion zsh)
        _twister2_jobs() {
          local root=${TWISTER2_HOME:-$HOME/.twister2}
          (( ${+opt_args[--root]} )) && root=${~opt_args[--root]}
          local -a jobs
          jobs=(last "$root"/jobs/*/job.json(N:h:t))
          compadd -a jobs
        }
        _twister2() {
          local curcontext=$curcontext state line
          typeset -A opt_args
          if (( CURRENT == 2 )); then
            local -a verbs
            verbs=(
        VERBS    )
            _describe verb verbs
            return
          fi
          local verb=$words[2]
          shift words
          (( CURRENT-- ))
          case $verb in

        """;

    private const string Tail = """
            *) _files ;;
          esac
        }
        (( $+functions[compdef] )) && compdef _twister2 twister2

        """;

    public static string Script(CompletedVerb[] verbs)
    {
        StringBuilder script = new(Head.Replace("VERBS", string.Concat(verbs.Select(static verb => $"      {Quote($"{verb.Name}:{verb.Help}")}\n")), StringComparison.Ordinal));
        foreach (CompletedVerb verb in verbs)
        {
            script.Append($"    {verb.Name})\n      _arguments -S \\\n");
            foreach (CompletedOption option in verb.Options) script.Append($"        {Quote($"--{option.Name}{(option.IsFlag ? "" : "=")}[{Bare(option.Help)}]{(option.IsFlag ? "" : $":{option.Name}:{ActionOf(option)}")}")} \\\n");
            string first = verb.TakesJobs ? "*:job:_twister2_jobs" : verb.Values.Length > 0 ? $"1:{verb.Name}:({string.Join(' ', verb.Values)})" : "*:file:_files";
            script.Append($"        {Quote(first)}{(verb.Values.Length > 0 ? " '*:file:_files'" : "")}\n      ;;\n");
        }
        return script.Append(Tail).ToString();
    }

    private static string ActionOf(CompletedOption option) => option.IsFolder ? "_directories" : option.Values.Length > 0 ? $"({string.Join(' ', option.Values)})" : "_files";

    // Brackets and colons divide the parts of an option's description.
    private static string Bare(string help) => help.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
