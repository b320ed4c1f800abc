using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Options for sbatch: those that twister2 has under its own names, and any other by <c>--sbatch-arg</c>.</summary>
internal static class SlurmArguments
{
    private const string Passed = "--sbatch-arg";

    // By these twister2 finds its job again, or makes it one job.
    private static readonly string[] Reserved = ["-J", "--job-name", "-o", "--output", "--open-mode", "-a", "--array", "-W", "--wait", "--wrap", "--parsable", "--test-only", "-e", "--error"];

    /// <summary>Takes them out of a command line, as often as they come, before what follows a "--". The parser would take what follows one for more of them.</summary>
    public static (string[] Others, string[] Taken) Take(string[] arguments)
    {
        List<string> rest = [], taken = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--")
            {
                rest.AddRange(arguments[i..]);
                break;
            }
            if (arguments[i] == Passed && i + 1 < arguments.Length) taken.Add(arguments[++i]);
            else if (arguments[i].StartsWith($"{Passed}=", StringComparison.Ordinal)) taken.Add(arguments[i][(Passed.Length + 1)..]);
            else rest.Add(arguments[i]);
        }
        return ([.. rest], [.. taken]);
    }

    /// <summary>All of a submission, in sbatch's words.</summary>
    /// <exception cref="UsageException">One cannot be passed on.</exception>
    public static string[] Of(SubmitOptions options)
    {
        List<string> arguments = [];
        Add("--nodes", options.Nodes);
        Add("--ntasks", options.Workers);
        Add("--ntasks-per-node", options.WorkersPerNode ?? Even(options));
        Add("--cpus-per-task", options.CpusPerTask ?? (options.ThreadsOfWorker > 1 ? options.ThreadsOfWorker : null));
        Add("--time", options.Time);
        Add("--mem", options.NodeMemory);
        Add("--partition", options.Partition);
        Add("--account", options.Account);
        if (options.Requeue) arguments.Add("--requeue");
        arguments.AddRange(options.SbatchArguments.Select(Checked));
        return [.. arguments];

        void Add(string name, object? value)
        {
            if (value is not null) arguments.Add(Checked($"{name}={value}"));
        }
    }

    // Left alone Slurm fills the first node and has a single worker on the last, where nodes are larger than what is asked for.
    private static int? Even(SubmitOptions options) => options is { Workers: { } workers, Nodes: { } nodes } && workers % nodes == 0 ? workers / nodes : null;

    private static string Checked(string argument)
    {
        string name = argument.Split('=', ' ')[0];
        if (!argument.StartsWith('-') || argument.AsSpan().IndexOfAny('\n', '\r') >= 0) throw new UsageException($"{Passed} '{argument}': give one option of sbatch, such as {Passed}=--constraint=ib.");
        string option = name.StartsWith("--", StringComparison.Ordinal) ? name : name[..Math.Min(2, name.Length)];
        if (Reserved.Contains(option, StringComparer.Ordinal)) throw new UsageException($"{Passed} '{argument}': twister2 sets {option} itself, to find its job again. For job arrays submit several jobs, or use slurm/job.sbatch by hand.");
        return argument;
    }
}
