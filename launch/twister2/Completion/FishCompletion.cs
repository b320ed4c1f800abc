using System.Text;

namespace Twister2.Launch.Cli;

/// <summary>For fish.</summary>
internal static class FishCompletion
{
    private const string Head = """
        # fish completion for twister2: twister2 completion fish >~/.config/fish/completions/twister2.fish
        function __twister2_jobs
            set -l root $HOME/.twister2
            set -q TWISTER2_HOME; and set root $TWISTER2_HOME
            set -l words (commandline -opc)
            set -l at (contains -i -- --root $words); and set root $words[(math $at + 1)]
            echo last
            for job in $root/jobs/*/job.json
                basename (dirname $job)
            end
        end
        complete -c twister2 -e

        """;

    public static string Script(CompletedVerb[] verbs)
    {
        StringBuilder script = new(Head);
        foreach (CompletedVerb verb in verbs)
        {
            script.Append($"complete -c twister2 -f -n __fish_use_subcommand -a {verb.Name} -d {Quote(verb.Help)}\n");
            string of = $"complete -c twister2 -n '__fish_seen_subcommand_from {verb.Name}'";
            if (verb.TakesJobs) script.Append($"{of} -f -a '(__twister2_jobs)'\n");
            if (verb.Values.Length > 0) script.Append($"complete -c twister2 -n '__fish_seen_subcommand_from {verb.Name}; and not __fish_seen_subcommand_from {string.Join(' ', verb.Values)}' -f -a '{string.Join(' ', verb.Values)}'\n");
            foreach (CompletedOption option in verb.Options)
            {
                string value = option.IsFlag ? "" : option.IsFolder ? " -x -a '(__fish_complete_directories)'" : option.Values.Length > 0 ? $" -x -a '{string.Join(' ', option.Values)}'" : " -r";
                script.Append($"{of} -l {option.Name}{value} -d {Quote(option.Help)}\n");
            }
        }
        return script.ToString();
    }

    // Within single quotes fish knows an escape for the quote and for the backslash.
    private static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
