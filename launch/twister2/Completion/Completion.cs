using System.Reflection;
using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Scripts for completion by the shell, made of the options as they are. Ids come from the folder of jobs, without starting this program.</summary>
internal static class Completion
{
    public static int Run(CompletionOptions options)
    {
        CompletedVerb[] verbs = [.. ToolCommand.Verbs.Select(CompletedVerb.Of)];
        Console.Write(options.Shell switch
        {
            ShellName.Bash => BashCompletion.Script(verbs),
            ShellName.Zsh => ZshCompletion.Script(verbs),
            _ => FishCompletion.Script(verbs),
        });
        return ExitCodes.Done;
    }
}

/// <summary>What there is to complete of a verb.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Help">Its help.</param>
/// <param name="Options">Its options.</param>
/// <param name="Values">What can stand first behind it; empty for files or ids.</param>
/// <param name="TakesJobs">Whether ids of jobs stand behind it.</param>
internal sealed record CompletedVerb(string Name, string Help, CompletedOption[] Options, string[] Values, bool TakesJobs)
{
    public static CompletedVerb Of(Type options)
    {
        VerbAttribute verb = options.GetCustomAttribute<VerbAttribute>()!;
        (PropertyInfo Property, ValueAttribute Value)[] values = [.. options.GetProperties().Select(static property => (property, property.GetCustomAttribute<ValueAttribute>()!)).Where(static pair => pair.Item2 is not null).OrderBy(static pair => pair.Item2.Index)];
        return new CompletedVerb(
            verb.Name,
            verb.HelpText,
            [.. options.GetProperties().Select(CompletedOption.Of).OfType<CompletedOption>().OrderBy(static option => option.Name, StringComparer.Ordinal)],
            values is [var (first, _), ..] && first.PropertyType.IsEnum ? [.. Enum.GetNames(first.PropertyType).Select(static name => name.ToLowerInvariant())] : [],
            TakesJobs: values is [var (_, value), ..] && value.HelpText.Contains("'last'", StringComparison.Ordinal));
    }
}

/// <summary>An option to complete.</summary>
/// <param name="Name">Without the dashes.</param>
/// <param name="Help">Its help, in one line.</param>
/// <param name="IsFlag">Takes no value.</param>
/// <param name="Values">The values that it can have; empty for any.</param>
/// <param name="IsFolder">Its value is a folder.</param>
internal sealed record CompletedOption(string Name, string Help, bool IsFlag, string[] Values, bool IsFolder)
{
    public static CompletedOption? Of(PropertyInfo property)
    {
        if (property.GetCustomAttribute<OptionAttribute>() is not { } option) return null;
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        // The first sentence is enough beside its name.
        int end = option.HelpText.IndexOf(". ", StringComparison.Ordinal);
        string help = (end > 0 ? option.HelpText[..end] : option.HelpText).TrimEnd('.');
        return new CompletedOption(option.LongName, help, type == typeof(bool), type.IsEnum ? [.. Enum.GetNames(type).Select(static name => name.ToLowerInvariant())] : [], option.MetaValue == "DIR");
    }
}
