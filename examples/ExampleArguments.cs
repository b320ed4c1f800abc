using CommandLine;
using CommandLine.Text;
using Twister2.JobMaster;

namespace Twister2.Examples;

/// <summary>Reads the arguments of an example into its options.</summary>
internal static class ExampleArguments
{
    /// <summary>The options; null when the arguments asked for help, which worker 0 has printed.</summary>
    /// <param name="env">The worker.</param>
    /// <param name="name">The example's name, which is its assembly's.</param>
    /// <param name="about">What it does, in a few words.</param>
    /// <exception cref="UsageException">The arguments are wrong; the message says how.</exception>
    public static TOptions? Parse<TOptions>(WorkerEnvironment env, string name, string about) where TOptions : class
    {
        using Parser parser = new(static settings =>
        {
            settings.HelpWriter = null;
            settings.CaseInsensitiveEnumValues = true;
        });
        ParserResult<TOptions> result = parser.ParseArguments<TOptions>(env.Arguments.Contains("--help") ? ["--help"] : env.Arguments);
        if (result is Parsed<TOptions> { Value: var options }) return options;
        if (!result.Errors.Any(static error => error.Tag == ErrorType.HelpRequestedError))
        {
            SentenceBuilder sentences = SentenceBuilder.Create();
            string errors = HelpText.RenderParsingErrorsText(result, sentences.FormatError, sentences.FormatMutuallyExclusiveSetErrors, 0);
            throw new UsageException($"{errors.Trim()}\nUsage: twister2-worker {name}.dll [options]. See {name}.dll --help.");
        }
        if (env.Rank == 0) Console.WriteLine(Help(result, name, about));
        return null;
    }

    /// <summary>Refuses a number that is out of its range.</summary>
    /// <exception cref="UsageException">It is.</exception>
    public static void CheckRange(string option, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) throw new UsageException(FormattableString.Invariant($"--{option} is {value}; it must be {least} to {most}."));
    }

    private static HelpText Help<TOptions>(ParserResult<TOptions> result, string name, string about) =>
        HelpText.AutoBuild(result, text =>
        {
            text.Heading = $"{name}: {about}.";
            text.Copyright = $"Usage: twister2-worker {name}.dll [options]";
            text.AdditionalNewLineAfterOption = false;
            text.AddEnumValuesToHelpText = true;
            text.AutoVersion = false;
            return text;
        });
}
