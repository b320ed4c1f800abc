using System.Reflection;
using CommandLine;

namespace Twister2.Launch.Worker;

/// <summary>
/// Divides a command line at the first argument that is neither an option nor an option's value. What follows belongs to the job, options included, so the parser must not
/// see it.
/// </summary>
internal static class ArgumentSplit
{
    public static (string[] Own, string[] Job) AtFirstValue(string[] arguments, Type options)
    {
        HashSet<string> flags = [.. options.GetProperties()
            .Where(static property => property.PropertyType == typeof(bool))
            .Select(static property => property.GetCustomAttribute<OptionAttribute>()?.LongName)
            .OfType<string>(), "help", "version"];
        int i = 0;
        while (i < arguments.Length && arguments[i].StartsWith('-') && arguments[i] != "--")
        {
            string name = arguments[i].TrimStart('-');
            bool takesNext = !name.Contains('=', StringComparison.Ordinal) && !flags.Contains(name);
            i += takesNext ? 2 : 1;
        }
        i = Math.Min(i, arguments.Length);
        int rest = i < arguments.Length && arguments[i] == "--" ? i + 1 : i;
        return (arguments[..i], arguments[rest..]);
    }
}
