using CommandLine;

namespace Twister2.Launch.Cli;

internal enum SubmitTo
{
    Local,
    Mpi,
    Slurm,
}

[Verb("submit", HelpText = "Start a job in the background: here, under mpiexec, or in Slurm's queue. Prints its id.")]
[Examples(
    "twister2 submit local Job.dll -- --input corpus",
    "twister2 submit mpi -n 16 --launcher \"mpiexec.openmpi --bind-to core\" Job.dll",
    "twister2 submit mpi -n 4 --wait ./MyProject",
    "twister2 submit slurm --nodes 2 -n 64 --time 10 --mem 100G Job.dll -- --input corpus",
    "twister2 submit slurm --wait --json --nodes 2 Job.zip")]
internal sealed class SubmitOptions : StartOptions
{
    [Value(0, MetaName = "local|mpi|slurm", Required = true, HelpText = "local: one worker on this machine, without MPI. mpi: workers under mpiexec. slurm: a job of Slurm's, which waits in its queue.")]
    public SubmitTo To { get; set; }

    [Value(1, MetaName = "JOB", Required = true, HelpText = JobHelp)]
    public override string Job { get; set; } = "";

    [Value(2, MetaName = "ARGUMENTS...", HelpText = ArgumentsHelp)]
    public override IEnumerable<string> Arguments { get; set; } = [];

    [Option("wait", HelpText = "Wait for its end: prints what it prints, and ends with its exit code. Ctrl+C ends the waiting, not the job.")]
    public bool Wait { get; set; }

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

    [Option("json", HelpText = "Print id and directory as one JSON object; with --wait what status prints, and what the job prints on standard error.")]
    public bool Json { get; set; }

    /// <summary>What was given by <see cref="SbatchArgument"/>, which can stand there several times and so never comes to the parser.</summary>
    public IReadOnlyList<string> SbatchArguments { get; set; } = [];

    public SubmitOptions With(string[] sbatchArguments)
    {
        SbatchArguments = sbatchArguments;
        return this;
    }

    /// <summary>The template that is named, or null for ours.</summary>
    public string? Template => TemplateFile ?? (Environment.GetEnvironmentVariable("TWISTER2_TEMPLATE") is { Length: > 0 } site ? site : null);

    public override int ThreadsOfWorker => Threads ?? CpusPerTask ?? 1;

    /// <summary>The options that are for Slurm alone, as far as they were given.</summary>
    public IEnumerable<string> GivenForSlurm()
    {
        (string Name, bool IsGiven)[] options =
        [
            ("--nodes", Nodes is not null), ("--workers-per-node", WorkersPerNode is not null), ("--cpus-per-task", CpusPerTask is not null), ("--time", Time is not null), ("--mem", NodeMemory is not null),
            ("--partition", Partition is not null), ("--account", Account is not null), ("--launch", Launch is not null), ("--modules", Modules is not null),
            ("--scratch", Scratch is not null), ("--requeue", Requeue), ("--template", TemplateFile is not null), ("--sbatch-arg", SbatchArguments.Count > 0),
        ];
        return options.Where(static option => option.IsGiven).Select(static option => option.Name);
    }
}
