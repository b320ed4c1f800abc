using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

internal enum MpiName
{
    OpenMpi,
    Mpich,
}

/// <summary>What the verbs that start a job have in common.</summary>
internal abstract class StartOptions : RootOptions
{
    protected const string JobHelp = "The job: its assembly (.dll), a program of its own that runs a Twister2Job, the folder of its project (which is built), or a .zip of what was built.";
    protected const string ArgumentsHelp = "The job's own arguments; put -- before those that begin with a dash.";

    public abstract string Job { get; set; }

    public abstract IEnumerable<string> Arguments { get; set; }

    [Option('n', "workers", MetaValue = "N", HelpText = "How many workers. Default: with run and with 'submit local' one, without MPI; with 'submit mpi' what the launcher takes; with 'submit slurm' one on each node.")]
    public int? Workers { get; set; }

    [Option("mpi", MetaValue = "openmpi|mpich", HelpText = "The MPI, where there are several: takes mpiexec.openmpi or mpiexec.mpich. With 'submit slurm': the MPI of the nodes, which decides how workers are started (default: openmpi).")]
    public MpiName? Mpi { get; set; }

    [Option("launcher", MetaValue = "COMMAND", HelpText = "The launcher with its own options, in one text, such as \"mpiexec.openmpi --bind-to core\" or srun. Default: mpiexec.")]
    public string? Launcher { get; set; }

    [Option("class", MetaValue = "NAME", HelpText = "The IWorker to run, where the assembly has several.")]
    public string? Class { get; set; }

    [Option("name", MetaValue = "NAME", HelpText = "The job's name, the first part of its id. Default: the assembly's name.")]
    public string? Name { get; set; }

    [Option("threads", MetaValue = "N", HelpText = "Threads of each worker that run tasks. Default: 1; with slurm as many as --cpus-per-task.")]
    public int? Threads { get; set; }

    [Option("memory", MetaValue = "SIZE", HelpText = "Memory that each worker may hold before it spills: bytes, or with K, M, G, such as 4G. Default: a share of the machine's.")]
    public string? Memory { get; set; }

    [Option("log-level", MetaValue = "LEVEL[,CATEGORY=LEVEL...]", HelpText = "From which level on the log is also printed. For a category another, such as Warning,Twister2.Dataflow=Debug. Default: Warning.")]
    public string? LogLevels { get; set; }

    [Option("log-format", MetaValue = "text|json", HelpText = "Lines of the log for a person (the default) or for a program.")]
    public LogFormat? LogFormat { get; set; }

    [Option("trace", HelpText = "Have the job write trace.json at its end, for Perfetto or chrome://tracing: which worker did what when.")]
    public bool Trace { get; set; }

    [Option("ship", HelpText = "Send the job's folder to the nodes when it starts, even where they see a file of that name. Done anyway where they do not see the same file.")]
    public bool Ship { get; set; }

    [Option("driver", MetaValue = "NAME", HelpText = "The IDriver of the assembly to run beside worker 0.")]
    public string? Driver { get; set; }

    [Option(ConfArguments.Name, MetaValue = "NAME=VALUE", HelpText = "A value of the job's configuration, as often as needed. 'twister2 config' shows what it has without.")]
    public string? Value { get; set; }

    /// <summary>What was given by <see cref="Value"/>, which can stand there several times and so never comes to the parser.</summary>
    public IReadOnlyList<string> Values { get; set; } = [];

    /// <summary>The command line as it was given, to start the job again by.</summary>
    public Submission Submission { get; set; } = new([], "", null);

    /// <summary>Threads of each worker.</summary>
    public virtual int ThreadsOfWorker => Threads ?? 1;
}
