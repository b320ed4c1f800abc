using CommandLine;

namespace Twister2.Launch.Cli;

internal enum ConfigAction
{
    List,
    Get,
    Set,
    Unset,
    Path,
}

[Verb("config", HelpText = "Show or change what jobs are run with: 'config list', 'config get NAME', 'config set NAME VALUE', 'config unset NAME', 'config path'.")]
[Examples("twister2 config", "twister2 config get twister2.memory", "twister2 config set twister2.memory 8G", "twister2 config unset twister2.memory --here")]
internal sealed class ConfigOptions
{
    [Value(0, MetaName = "list|get|set|unset|path", Default = ConfigAction.List, HelpText = "list: all values, and where they come from. get: one. set, unset: change a file. path: which files there may be.")]
    public ConfigAction Action { get; set; }

    [Value(1, MetaName = "NAME", HelpText = "A setting, such as twister2.memory, or a value of a program's own.")]
    public string? Name { get; set; }

    [Value(2, MetaName = "VALUE", HelpText = "Its new value (set).")]
    public string? Value { get; set; }

    [Option("here", HelpText = "set, unset: in the file of this folder, ./twister2.json. Default: in the user's own, ~/.config/twister2/twister2.json.")]
    public bool Here { get; set; }

    [Option("job", MetaValue = "JOB", HelpText = "With the file beside this job's assembly.")]
    public string? Job { get; set; }

    [Option("json", HelpText = "list, get, path: as JSON.")]
    public bool Json { get; set; }
}
