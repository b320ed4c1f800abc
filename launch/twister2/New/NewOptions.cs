using CommandLine;

namespace Twister2.Launch.Cli;

internal enum Template
{
    Tset,
    Worker,
    Graph,
}

[Verb("new", HelpText = "Make the project of a new job, which builds and runs as it is.")]
[Examples(
    "twister2 new MyJob && twister2 run -n 4 MyJob",
    "twister2 new Pi --template worker",
    "twister2 new Digits --template graph --output ~/jobs/digits")]
internal sealed class NewOptions
{
    [Value(0, MetaName = "NAME", Required = true, HelpText = "The job's name, which its class gets too.")]
    public string Name { get; set; } = "";

    [Option("template", MetaValue = "tset|worker|graph", HelpText = "What to begin with. tset: data sets. worker: MPI's own style. graph: tasks and edges.", Default = Template.Tset)]
    public Template Template { get; set; }

    [Option('o', "output", MetaValue = "DIR", HelpText = "The folder to make, or an empty one. Default: the name.")]
    public string? Output { get; set; }

    [Option("json", HelpText = "Print folder and files as one JSON object.")]
    public bool Json { get; set; }
}
