using CommandLine;
using Microsoft.Extensions.Logging;

namespace Twister2.Launch.Cli;

internal enum SubmitTo
{
    Local,
    Mpi,
    Slurm,
}

internal enum SubmitMpi
{
    OpenMpi,
    Mpich,
}

[Verb("submit", HelpText = "Start a job in the background: 'submit local JOB.dll', 'submit mpi -n 16 JOB.dll', 'submit slurm --nodes 2 -n 64 --time 10 JOB.dll'. Prints its id.")]
internal sealed class SubmitOptions : RootOptions
{
    [Value(0, MetaName = "local|mpi|slurm", Required = true, HelpText = "local: one worker on this machine, without MPI. mpi: workers under mpiexec. slurm: a job of Slurm's, which waits in its queue.")]
    public SubmitTo To { get; set; }

    [Value(1, MetaName = "JOB", Required = true, HelpText = "The job's assembly, or a program of its own that runs a Twister2Job.")]
    public string Job { get; set; } = "";

    [Value(2, MetaName = "ARGUMENTS...", HelpText = "The job's own arguments; put -- before those that begin with a dash.")]
    public IEnumerable<string> Arguments { get; set; } = [];

    [Option('n', "workers", MetaValue = "N", HelpText = "How many workers (mpi, slurm). Default: what the launcher takes; with slurm one on each node.")]
    public int? Workers { get; set; }

    [Option("launcher", MetaValue = "COMMAND", HelpText = "The launcher with its own options, in one text, such as \"mpiexec.openmpi --oversubscribe\" (mpi; slurm with --launch mpiexec). Default: mpiexec.")]
    public string? Launcher { get; set; }

    [Option("class", MetaValue = "NAME", HelpText = "The IWorker to run, where the assembly has several.")]
    public string? Class { get; set; }

    [Option("name", MetaValue = "NAME", HelpText = "The job's name, the first part of its id. Default: the assembly's name.")]
    public string? Name { get; set; }

    [Option("threads", MetaValue = "N", HelpText = "Threads of each worker that run tasks. Default: 1; with slurm as many as --cpus-per-task.")]
    public int? Threads { get; set; }

    [Option("memory", MetaValue = "SIZE", HelpText = "Memory that each worker may hold before it spills: bytes, or with K, M, G, such as 4G. Default: a share of the machine's.")]
    public string? Memory { get; set; }

    [Option("log-level", MetaValue = "LEVEL", HelpText = "From which level on the log also goes to the console file.", Default = LogLevel.Warning)]
    public LogLevel ConsoleLevel { get; set; }

    [Option("nodes", MetaValue = "N", HelpText = "slurm: how many nodes. Default: as few as have room.")]
    public int? Nodes { get; set; }

    [Option("workers-per-node", MetaValue = "N", HelpText = "slurm: how many workers on each node.")]
    public int? WorkersPerNode { get; set; }

    [Option("cpus-per-task", MetaValue = "N", HelpText = "slurm: cores of each worker. Default: its threads.")]
    public int? CpusPerTask { get; set; }

    [Option('t', "time", MetaValue = "TIME", HelpText = "slurm: time limit: minutes, H:M:S or D-H:M. Default: the partition's.")]
    public string? Time { get; set; }

    [Option("mem", MetaValue = "SIZE", HelpText = "slurm: memory on each node, such as 4G. Default: the partition's.")]
    public string? NodeMemory { get; set; }

    [Option('p', "partition", MetaValue = "NAME", HelpText = "slurm: the partition. Default: Slurm's.")]
    public string? Partition { get; set; }

    [Option('A', "account", MetaValue = "NAME", HelpText = "slurm: the account to charge.")]
    public string? Account { get; set; }

    [Option("mpi", MetaValue = "openmpi|mpich", HelpText = "slurm: the MPI that the nodes have, which decides how workers are started. Default: openmpi.")]
    public SubmitMpi? Mpi { get; set; }

    [Option("launch", MetaValue = "HOW", HelpText = "slurm: srun-pmix (Open MPI), srun-pmi2 (MPICH), srun-TYPE for what else 'srun --mpi=list' shows, srun for the site's default, mpiexec.")]
    public string? Launch { get; set; }

    [Option("modules", MetaValue = "NAMES", HelpText = "slurm: modules to load on the nodes, in one text: \"openmpi dotnet\".")]
    public string? Modules { get; set; }

    [Option("scratch", MetaValue = "DIR", HelpText = "slurm: the nodes' own disk, for what does not fit into memory; variables in it are the node's: '$LOCAL/$SLURM_JOB_ID'.")]
    public string? Scratch { get; set; }

    [Option("requeue", HelpText = "slurm: may be started again from its beginning, where a node fails or another job is preferred. Default: not.")]
    public bool Requeue { get; set; }

    [Option("template", MetaValue = "FILE", HelpText = "slurm: a batch script of your site's to fill in. Default: $TWISTER2_TEMPLATE, else slurm/job.sbatch.")]
    public string? TemplateFile { get; set; }

    [Option("sbatch-arg", MetaValue = "OPTION", HelpText = "slurm: any other option of sbatch, as often as needed: --sbatch-arg=--constraint=ib")]
    public string? SbatchArgument { get; set; }

    /// <summary>What was given by <see cref="SbatchArgument"/>, which can stand there several times and so never comes to the parser.</summary>
    public IReadOnlyList<string> SbatchArguments { get; set; } = [];

    public SubmitOptions With(string[] sbatchArguments)
    {
        SbatchArguments = sbatchArguments;
        return this;
    }

    /// <summary>The template that is named, or null for ours.</summary>
    public string? Template => TemplateFile ?? (Environment.GetEnvironmentVariable("TWISTER2_TEMPLATE") is { Length: > 0 } site ? site : null);

    /// <summary>Threads of each worker.</summary>
    public int ThreadsOfWorker => Threads ?? CpusPerTask ?? 1;

    /// <summary>The options that are for Slurm alone, as far as they were given.</summary>
    public IEnumerable<string> GivenForSlurm()
    {
        (string Name, bool IsGiven)[] options =
        [
            ("--nodes", Nodes is not null), ("--workers-per-node", WorkersPerNode is not null), ("--cpus-per-task", CpusPerTask is not null), ("--time", Time is not null), ("--mem", NodeMemory is not null),
            ("--partition", Partition is not null), ("--account", Account is not null), ("--mpi", Mpi is not null), ("--launch", Launch is not null), ("--modules", Modules is not null),
            ("--scratch", Scratch is not null), ("--requeue", Requeue), ("--template", TemplateFile is not null), ("--sbatch-arg", SbatchArguments.Count > 0),
        ];
        return options.Where(static option => option.IsGiven).Select(static option => option.Name);
    }

    [Option("json", HelpText = "Prints id and directory as one JSON object.")]
    public bool Json { get; set; }
}
