using System.Text;

namespace Twister2.Launch.Cli;

/// <summary>For bash; it needs no package of completions.</summary>
internal static class BashCompletion
{
    private const string Head = """
        # bash completion for twister2. In ~/.bashrc: source <(twister2 completion bash)
        _twister2_jobs() {
          local root=${TWISTER2_HOME:-$HOME/.twister2} i job
          for ((i = 1; i < COMP_CWORD; i++)); do [[ ${COMP_WORDS[i]} == --root ]] && root=${COMP_WORDS[i + 1]}; done
          echo last
          for job in "${root/#\~\//$HOME/}"/jobs/*/job.json; do [[ -e $job ]] && job=${job%/*} && echo "${job##*/}"; done
        }
        _twister2() {
          local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]} i
          local verbs="VERBS help version" options='' values='' jobs='' first=''
          COMPREPLY=()
          if ((COMP_CWORD == 1)); then
            mapfile -t COMPREPLY < <(compgen -W "$verbs --help --version" -- "$word")
            return
          fi
          # What follows a -- is the job's own.
          for ((i = 2; i < COMP_CWORD; i++)); do
            [[ ${COMP_WORDS[i]} == -- ]] && { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
          done
          case $verb in

        """;

    private const string Tail = """
          esac
          if [[ $values == folder ]]; then
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
          elif [[ $values == any ]]; then
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
          elif [[ -n $values ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
          elif [[ $word == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$options --help" -- "$word")
          elif [[ -n $jobs ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$(_twister2_jobs)" -- "$word")
          elif [[ -n $first ]] && ((COMP_CWORD == 2)); then
            mapfile -t COMPREPLY < <(compgen -W "$first" -- "$word")
          else
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
          fi
        }
        complete -o filenames -F _twister2 twister2

        """;

    public static string Script(CompletedVerb[] verbs)
    {
        StringBuilder script = new(Head.Replace("VERBS", string.Join(' ', verbs.Select(static verb => verb.Name)), StringComparison.Ordinal));
        foreach (CompletedVerb verb in verbs)
        {
            script.Append($"    {verb.Name})\n      options=\"{string.Join(' ', verb.Options.Select(static option => $"--{option.Name}"))}\" jobs={(verb.TakesJobs ? "yes" : "")} first=\"{string.Join(' ', verb.Values)}\"\n");
            string cases = string.Concat(verb.Options.Where(static option => !option.IsFlag).Select(static option => $"        --{option.Name}) values=\"{ValuesOf(option)}\" ;;\n"));
            if (cases.Length > 0) script.Append($"      case $before in\n{cases}      esac\n");
            script.Append("      ;;\n");
        }
        return script.Append(Tail).ToString();
    }

    private static string ValuesOf(CompletedOption option) => option.IsFolder ? "folder" : option.Values.Length > 0 ? string.Join(' ', option.Values) : "any";
}
